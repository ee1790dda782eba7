"""The file clouds.yaml as it stands: the SDK passes over one that it cannot read."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

from canfar_jupyter.errors import NotConfigured

_HINT = "Correct that line, then try again."


def refuse_broken(candidates: Sequence[str]) -> None:
    """Refuse the first file that is there if it is not a list of clouds.

    Args:
        candidates: The places that the SDK looks at, in its order.

    Raises:
        NotConfigured: The file and the line or key at fault; never its text, which may
            be a password.
    """
    named = os.environ.get("OS_CLIENT_CONFIG_FILE")
    if named and not Path(named).expanduser().exists():
        raise NotConfigured(
            f"OS_CLIENT_CONFIG_FILE names {named}, which is not there.",
            hint="Correct the variable, or unset it.",
        )
    for candidate in [named, *candidates]:
        if candidate and Path(candidate).exists():
            _refuse(Path(candidate))
            return


def _refuse(path: Path) -> None:
    try:
        content = path.read_bytes()
    except IsADirectoryError:
        raise NotConfigured(
            f"{path} is a folder, not a file.", hint="Move it away, or put clouds.yaml there."
        ) from None
    except OSError as failed:
        raise NotConfigured(
            f"{path} cannot be read: {failed.strerror}.",
            hint=f"Let yourself read it: chmod 600 {path}",
        ) from None
    whole = _parsed(path, _text(path, content))
    if whole is None:
        return
    if not isinstance(whole, dict):
        raise NotConfigured(
            f"{path} does not begin with `clouds:`.",
            hint="Put the entries of the clouds below a line `clouds:`.",
        )
    clouds = whole.get("clouds", {})
    if not isinstance(clouds, dict):
        raise NotConfigured(
            f"clouds in {path} is not a mapping of names to clouds.",
            hint="Below `clouds:` each cloud has its name, a colon, and its entry indented.",
        )
    for name, entry in clouds.items():
        _refuse_entry(path, name, entry)


def _refuse_entry(path: Path, name: object, entry: object) -> None:
    if not isinstance(name, str):
        raise NotConfigured(
            f"The cloud {name} in {path} has a name that YAML takes for no text.",
            hint=f'Write it in quotes: "{name}":',
        )
    if not isinstance(entry, dict):
        raise NotConfigured(
            f"The entry {name} of {path} is empty, or not a mapping.",
            hint="Indent what belongs to the cloud below its name: auth, region_name...",
        )
    auth = entry.get("auth", {})
    if not isinstance(auth, dict):
        raise NotConfigured(
            f"auth of {name} in {path} is empty, or not a mapping.",
            hint="Indent auth_url, username, password... below `auth:`.",
        )


def _text(path: Path, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        line = content.count(b"\n", 0, broken.start) + 1
        raise NotConfigured(
            f"{path}, line {line} is not UTF-8 text.",
            hint="Save the file as UTF-8, then try again.",
        ) from None


def _parsed(path: Path, text: str) -> Any:
    try:
        return yaml.load(text, Loader=_Strict)
    except yaml.YAMLError as broken:  # its text may quote a line, and with it a password
        mark = getattr(broken, "problem_mark", None)
        where = f"{path}, line {mark.line + 1}" if mark else str(path)
        why = getattr(broken, "problem", None) or "this is not YAML"
        raise NotConfigured(f"{where} cannot be read: {why}.", hint=_HINT) from None
    except RecursionError:
        raise NotConfigured(f"{path} cannot be read: it is nested too deep.", hint=_HINT) from None


class _Strict(yaml.SafeLoader):  # type: ignore[misc]
    """YAML without duplicate keys: the later value would silently replace the earlier."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.tag != "tag:yaml.org,2002:merge" and isinstance(key.value, str):
                if key.value in seen:
                    raise yaml.constructor.ConstructorError(
                        None, None, f"duplicate key {key.value}", key.start_mark
                    )
                seen.add(key.value)
        return super().construct_mapping(node, deep=deep)
