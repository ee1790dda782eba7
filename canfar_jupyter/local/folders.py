"""Which folders of the notebook server a page may read from and write to.

In a notebook they are the user's own anyway.  A Voila page may be open to others: there only
the folders that its owner names in ``CANFAR_JUPYTER_FOLDERS`` are shown.
"""

from __future__ import annotations

import os
from pathlib import Path

from canfar_jupyter.errors import Invalid
from canfar_jupyter.local import settings

NAMED = settings.FOLDERS.variable
_VOILA = "VOILA_BASE_URL"  # Voila sets it for each of its kernels, preheated ones too


def allowed() -> list[Path]:
    """Return the folders, resolved; empty: nothing may be read."""
    folders = settings.FOLDERS.value()
    if folders is None:
        folders = () if on_voila() else (Path.home(), Path.cwd())
    return list(dict.fromkeys(f.resolve() for f in folders if f.is_dir()))


def check(path: str | Path) -> Path:
    """Return the resolved path, if a page may use it.

    Raises:
        Invalid: It is outside the folders; field "path".
    """
    text = str(path).strip()
    if not text:
        raise Invalid("Choose a file.", field="path")
    if "\0" in text:
        raise Invalid("This is not the path of a file.", field="path")
    roots = allowed()
    if not roots:
        raise Invalid(
            "This page may not use files of the server.",
            field="path",
            hint=f"The owner of the page can allow folders in {NAMED}.",
        )
    place = Path(text).expanduser()
    resolved = (place if place.is_absolute() else roots[0] / place).resolve()
    if not any(resolved.is_relative_to(root) for root in roots):
        raise Invalid(
            f"{text} is outside the folders that this page may use.",
            field="path",
            hint=f"They are: {', '.join(map(str, roots))}.",
        )
    return resolved


def entries(folder: Path) -> list[tuple[str, bool, int]]:
    """List a folder: name, whether it is a folder, bytes; folders first.

    Raises:
        Invalid: It is outside the allowed folders, does not exist, or cannot be read.
    """
    place = check(folder)
    found = []
    try:
        with os.scandir(place) as scan:
            for entry in scan:
                if entry.name.startswith("."):
                    continue
                try:
                    is_folder = entry.is_dir()
                    size = 0 if is_folder else entry.stat().st_size
                except OSError:  # a link to nowhere
                    continue
                found.append((entry.name, is_folder, size))
    except OSError as failed:
        why = failed.strerror or str(failed)
        raise Invalid(f"{folder} cannot be read: {why}.", field="path") from failed
    return sorted(found, key=lambda row: (not row[1], row[0].lower()))


def on_voila() -> bool:
    """Return whether this kernel serves a Voila page, which may be open to others."""
    return _VOILA in os.environ
