"""When a kernel passes certain points on its way to the first rows; for a notebook's cell."""

from __future__ import annotations

import functools
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FILE = "BENCHMARKS_MARKS"  # the variable that names the file
# A mark is set when one is called, and when it has returned
WATCHED = ("__init__", "_open", "loading", "seen", "_fill")  # of SignedIn


def mark(name: str) -> None:
    """Note that something happens now."""
    line = json.dumps([name, time.time()])
    with Path(os.environ[FILE]).open("a") as file:
        file.write(line + "\n")


def dashboard() -> Any:
    """Return ``cj.dashboard()``; what it does on its way is marked."""
    mark("cell begins")
    import canfar_jupyter as cj
    from canfar_jupyter.apps import signed_in

    for name in WATCHED:
        setattr(signed_in.SignedIn, name, _marked(getattr(signed_in.SignedIn, name)))
    signed_in._store = _marked(signed_in._store)
    mark("imported")
    shown = cj.dashboard()
    mark("cell ends")
    return shown


def read(file: Path) -> Iterator[tuple[str, float]]:
    """Return the marks with the seconds of the clock, and forget them."""
    lines = file.read_text().splitlines()
    file.unlink()
    for line in lines:
        name, when = json.loads(line)
        yield name, when


def _marked(function: Any) -> Any:
    @functools.wraps(function)
    def call(*args: Any, **more: Any) -> Any:
        mark(f"{function.__name__} begins")
        try:
            return function(*args, **more)
        finally:
            mark(f"{function.__name__} ends")

    return call
