"""The letters of the picture: Spleen 8x16 by Frederic Cambus (BSD-2-Clause: LICENSE-spleen).

``spleen-8x16.hex`` has of its glyphs those for Latin, boxes and blocks, one in a line: the
character's number and its sixteen rows of eight dots.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

WIDTH, HEIGHT = 8, 16
_UNKNOWN = "?"


@cache
def _glyphs() -> dict[str, bytes]:
    lines = (files(__package__) / "spleen-8x16.hex").read_text().split()
    pairs = (line.split(":") for line in lines)
    return {chr(int(number, 16)): bytes.fromhex(dots) for number, dots in pairs}


def glyph(character: str) -> bytes:
    """Return a byte for each row of dots, the leftmost dot its highest bit."""
    glyphs = _glyphs()
    return glyphs.get(character) or glyphs[_UNKNOWN]
