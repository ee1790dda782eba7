"""The user's settings.toml: its values, each with its line number."""

from __future__ import annotations

import logging
import os
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from canfar_jupyter.local.config_folder import config_folder, former_folder

log = logging.getLogger("canfar_jupyter")
NAME = "settings.toml"
_MAX_BYTES = 1 << 20  # of a file; more is a mistake
_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_said: set[str] = set()


@dataclass(frozen=True, slots=True)
class Found:
    """A value, and its location: "/home/me/.config/canfar-jupyter/settings.toml, line 3"."""

    value: Any
    place: str


@dataclass(frozen=True, slots=True)
class _File:
    values: dict[str, Any] = field(default_factory=dict)
    lines: tuple[str, ...] = ()


_read: dict[tuple[Path, int, int], _File] = {}  # by path, time and size: it may be edited


def path() -> Path:
    """Return where the file is, or would be; where it was before 0.2 if only that is there."""
    file, former = config_folder() / NAME, former_folder() / NAME
    if file.exists() or not former.exists():
        return file
    warn(f"{former} is read, but its place is now {file}: move it there.")
    return former


def find(name: str) -> Found | None:
    """Return the file's value of a setting such as "poll.servers"; None if not set."""
    file = _file()
    if name not in file.values:
        return None
    return Found(file.values[name], _place(path(), _line_of(name, file.lines)))


def names() -> list[str]:
    """Return all settings in the file, known or not."""
    return list(_file().values)


def warn(sentence: str) -> None:
    """Log once per process what is wrong."""
    if sentence not in _said:
        _said.add(sentence)
        log.warning("%s", sentence)


def parse_toml(file: Path) -> dict[str, Any]:
    """Return the contents of a TOML file.

    Raises:
        ValueError: It is not TOML; the text names the file and the line, but quotes nothing.
        OSError: It cannot be read.
    """
    with file.open("rb") as opened:
        data = opened.read(_MAX_BYTES + 1)
    if len(data) > _MAX_BYTES:
        raise ValueError(f"{file} is larger than {_MAX_BYTES:,} bytes")
    try:
        text = data.decode("utf-8-sig")
        return tomllib.loads(text)
    except UnicodeDecodeError as wrong:
        line = data.count(b"\n", 0, wrong.start) + 1
        raise ValueError(f"{_place(file, line)}: this is not UTF-8") from wrong
    except RecursionError:
        raise ValueError(f"{file}: its brackets are nested too deeply") from None
    except tomllib.TOMLDecodeError as wrong:
        found = _PLACE.search(str(wrong))
        last = text.count("\n") + (not text.endswith("\n"))
        line = int(found[1] or last) if found else 0
        raise ValueError(f"{_place(file, line)}: {_PLACE.sub('', str(wrong))}") from wrong


def _file() -> _File:
    file = path()
    try:
        state = file.stat()
        key = (file, state.st_mtime_ns, state.st_size)
        if key not in _read:
            _read[key] = _load(file)
        return _read[key]
    except FileNotFoundError:
        return _File()
    except OSError as failed:
        warn(f"{file} cannot be read: {failed.strerror}. The defaults are used.")
        return _File()


def _load(file: Path) -> _File:
    try:
        tree = parse_toml(file)
    except ValueError as wrong:
        warn(f"{wrong}. The defaults are used.")
        return _File()
    flat: dict[str, Any] = {}
    for name, value in tree.items():
        if isinstance(value, dict):
            flat |= {f"{name}.{key}": inner for key, inner in value.items()}
        else:
            flat[name] = value
    return _File(flat, tuple(file.read_text("utf-8-sig", "replace").splitlines()))


def _line_of(name: str, lines: tuple[str, ...]) -> int:
    """Return the line of a key, counted from 1; 0 if not known."""
    table, _, key = name.rpartition(".")
    inside = ""
    for number, line in enumerate(lines, 1):
        if header := re.match(r"\s*\[\s*([\w.-]+)\s*\]", line):
            inside = header[1]
        elif found := re.match(r"\s*([\w.-]+)\s*=", line):
            if name in (found[1], f"{inside}.{found[1]}") and (inside == table or "." in found[1]):
                return number
            if found[1] == key and inside == table:
                return number
    return 0


def _place(file: Path | os.PathLike[str], line: int) -> str:
    return f"{file}, line {line}" if line else str(file)
