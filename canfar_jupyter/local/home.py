"""Paths in the user's home folder, as one writes them."""

from __future__ import annotations

from pathlib import Path
from shlex import quote


def shown(path: Path | str) -> str:
    """Return a path with ~ for the home folder: "~/.ssh/my key"."""
    inside = _inside(path)
    return str(path) if inside is None else f"~/{inside}"


def in_shell(path: Path | str) -> str:
    """Return a path as a word of a shell's line: "~/'.ssh/my key'", as ~ is none in quotes."""
    inside = _inside(path)
    return quote(str(path)) if inside is None else f"~/{quote(inside)}"


def _inside(path: Path | str) -> str | None:
    """Return a path below the home folder; None: it is not in it."""
    home = f"{str(Path.home()).rstrip('/')}/"
    below = str(path).removeprefix(home)
    return None if below in (str(path), "") else below
