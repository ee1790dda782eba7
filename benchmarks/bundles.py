"""What the browser parses for our widgets."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import canfar_jupyter.widgets
from benchmarks.demos import Demos
from benchmarks.figures import Figure

BUNDLES = Path(canfar_jupyter.widgets.__file__).parent / "bundles"
CONSOLES = ("vnc", "serial")  # loaded with the first console that is opened
FIRST = ("sheet", "presence", "status_line", "messages", "header", "table", "dialog", "panel_head")


def figures(_: Demos) -> Iterator[Figure]:
    """Measure every row of this group."""
    sizes = {path.stem: _packed(path) for path in BUNDLES.glob("*.mjs")}
    of_all = sum(size for name, size in sizes.items() if name not in CONSOLES)
    yield Figure("bundles of all widgets but the consoles, gzip", of_all / 1e3, 150, "kB")
    of_first = sum(sizes[name] for name in FIRST)
    yield Figure("bundles up to the first rows, gzip", of_first / 1e3, None, "kB")


def _packed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes()))
