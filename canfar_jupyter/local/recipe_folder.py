"""The user's own recipes: files in a folder, each offered beside ours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from canfar_jupyter.model.userdata.parts import Part
from canfar_jupyter.model.userdata.sizes import LIMIT

ENDINGS = (".sh", ".yaml", ".yml")
_MAX_BYTES = 16 * LIMIT  # bytes of a file: more is too large for a recipe, even compressed
_BEGINS = ("#!", "#cloud-config")


@dataclass(frozen=True, slots=True)
class Own:
    """A user's file as a recipe: it is sent unchanged."""

    path: Path
    title: str  # its first comment, or the name of the file
    sentence: str  # the rest of that comment
    part: Part


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that looks like a recipe but could not be read."""

    path: Path
    text: str


def recipes_in(folder: Path) -> Iterator[Own | Unread]:
    """Yield the recipes of a folder, by file name; a missing folder has none."""
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix in ENDINGS)
    except FileNotFoundError:
        return
    except OSError as error:
        yield Unread(folder, f"{folder} cannot be read: {error.strerror}.")
        return
    for path in paths:
        yield _recipe(path)


def _recipe(path: Path) -> Own | Unread:
    try:
        if not path.is_file():  # not a pipe, which would keep us waiting
            return Unread(path, f"{path.name} is not a regular file.")
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except OSError as error:
        return Unread(path, f"{path.name} cannot be read: {error.strerror}.")
    if len(data) > _MAX_BYTES:
        return Unread(path, f"{path.name} is larger than {_MAX_BYTES:,} bytes.")
    title, sentence = _comment(data.decode("utf-8", "replace"))
    return Own(path, title or path.stem, sentence, Part(data, path.name))


def _comment(text: str) -> tuple[str, str]:
    """Return the first comment after the header: its first line, and the rest joined."""
    words: list[str] = []
    for line in text.lstrip("\ufeff").split("\n"):
        line = line.strip()
        if line.startswith(_BEGINS) and not words:
            continue
        if line.startswith("#") and line.strip("# "):
            words.append(line.lstrip("#").strip())
        elif words or line.strip("#"):
            break
    return (words[0], " ".join(words[1:])) if words else ("", "")
