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
# What is watched: a mark is set when it is called, and when it has returned
WATCHED = (
    "SignedIn.__init__",
    "SignedIn._open",
    "SignedIn.loading",
    "SignedIn.seen",
    "SignedIn._fill",
)


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

    for owner, name in ((signed_in.SignedIn, one.partition(".")[2]) for one in WATCHED):
        setattr(owner, name, _marked(getattr(owner, name)))
    signed_in._store = _marked(signed_in._store)
    mark("imported")
    shown = cj.dashboard()
    mark("cell ends")
    return shown


def read(file: Path) -> Iterator[tuple[str, float]]:
    """Return the marks with the seconds of the clock, and forget them."""
    for line in file.read_text().splitlines():
        name, when = json.loads(line)
        yield name, when
    file.unlink()


def _marked(function: Any) -> Any:
    @functools.wraps(function)
    def call(*args: Any, **more: Any) -> Any:
        mark(f"{function.__name__} begins")
        try:
            return function(*args, **more)
        finally:
            mark(f"{function.__name__} ends")

    return call
