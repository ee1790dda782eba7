"""From cells to RFB rectangles: raw pixels, or Tight, where letters are two colours and dots."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from canfar_jupyter.demo.guests.consoles.font import HEIGHT, WIDTH, glyph
from canfar_jupyter.demo.guests.consoles.screen import COLUMNS, Screen

RAW, TIGHT = 0, 7
_HALF, _FULL = 170, 85
COLOURS = [  # ANSI's numbers; red, green and blue to 255
    tuple(bool(n & bit) * _HALF + bool(n & 8) * _FULL for bit in (1, 2, 4)) for n in range(16)
]
_CURSOR_ROWS = (HEIGHT - 2, HEIGHT)
_FILL, _EXPLICIT_FILTER, _PALETTE = 0x80, 0x40, 1
_MIN_TO_COMPRESS = 12  # bytes; Tight sends less as it is


@dataclass(frozen=True)
class PixelFormat:
    """How a client wants its pixels; true colours only."""

    bits: int = 32
    depth: int = 24
    big_endian: bool = False
    maxima: tuple[int, ...] = (255, 255, 255)
    shifts: tuple[int, ...] = (16, 8, 0)

    @classmethod
    def of(cls, data: bytes) -> PixelFormat:
        """Read the sixteen bytes of a message.

        Raises:
            ValueError: It is a format that is not served.
        """
        bits, depth, big, true, *colour = struct.unpack(">BBBBHHHBBB3x", data)
        if bits not in (8, 16, 32) or not true or any(shift >= bits for shift in colour[3:]):
            raise ValueError("pixels of 8, 16 or 32 bits in true colours are served")
        return cls(bits, depth, bool(big), tuple(colour[:3]), tuple(colour[3:]))

    def encode(self) -> bytes:
        numbers = (self.bits, self.depth, self.big_endian, 1, *self.maxima, *self.shifts)
        return struct.pack(">BBBBHHHBBB3x", *numbers)

    @cached_property
    def colours(self) -> list[bytes]:
        """The sixteen colours as pixels."""
        return [self._pixel(colour).to_bytes(self.bits // 8, self._order) for colour in COLOURS]

    @cached_property
    def tight_colours(self) -> list[bytes]:
        """The same as Tight has them: three bytes where the format is red, green, blue."""
        if (self.bits, self.depth, self.maxima) != (32, 24, (255, 255, 255)):
            return self.colours
        return [bytes(colour) for colour in COLOURS]

    @property
    def _order(self) -> Literal["big", "little"]:
        return "big" if self.big_endian else "little"

    def _pixel(self, colour: tuple[int, ...]) -> int:
        parts = zip(colour, self.maxima, self.shifts, strict=True)
        return sum(value * top // 255 << shift for value, top, shift in parts)


@dataclass
class Encoder:
    """Writes rectangles for one client."""

    format: PixelFormat = field(default_factory=PixelFormat)
    tight: bool = False

    def __post_init__(self) -> None:
        self._zlib = zlib.compressobj()

    def rows(self, screen: Screen, since: int) -> list[bytes]:
        """Return rectangles for the rows that changed after a revision."""
        return [
            self._rectangle(row, first, letters, colour, behind)
            for row, changed in enumerate(screen.row_revisions)
            if changed > since
            for first, letters, colour, behind in _runs(screen, row)
        ]

    def _rectangle(
        self, row: int, first: int, letters: list[bytes], colour: int, behind: int
    ) -> bytes:
        kind = TIGHT if self.tight else RAW
        width = len(letters) * WIDTH
        head = struct.pack(">HHHHi", first * WIDTH, row * HEIGHT, width, HEIGHT, kind)
        dots = bytes(letter[line] for line in range(HEIGHT) for letter in letters)
        return head + (self._tight if self.tight else self._raw)(dots, colour, behind)

    def _raw(self, dots: bytes, colour: int, behind: int) -> bytes:
        pixels = (self.format.colours[behind], self.format.colours[colour])
        eight = {d: b"".join(pixels[d >> bit & 1] for bit in range(7, -1, -1)) for d in set(dots)}
        return b"".join(eight[d] for d in dots)

    def _tight(self, dots: bytes, colour: int, behind: int) -> bytes:
        colours = self.format.tight_colours
        if not any(dots):
            return bytes([_FILL]) + colours[behind]
        head = bytes([_EXPLICIT_FILTER, _PALETTE, 1]) + colours[behind] + colours[colour]
        if len(dots) < _MIN_TO_COMPRESS:
            return head + dots
        data = self._zlib.compress(dots) + self._zlib.flush(zlib.Z_SYNC_FLUSH)
        return head + _compact(len(data)) + data


def _compact(length: int) -> bytes:
    """Write a length in seven bits a byte, the lowest first."""
    low, middle, high = length & 0x7F, length >> 7 & 0x7F, length >> 14
    if high:
        return bytes([low | 0x80, middle | 0x80, high])
    return bytes([low | 0x80, middle]) if middle else bytes([low])


def _runs(screen: Screen, row: int) -> Iterator[tuple[int, list[bytes], int, int]]:
    """Cut a row where its colours change: first column, letters, colour, colour behind."""
    cells = screen.rows[row]
    first = 0
    for column in range(1, COLUMNS + 1):
        if column == COLUMNS or cells[column][1:] != cells[first][1:]:
            letters = [glyph(cell[0]) for cell in cells[first:column]]
            at = min(screen.column, COLUMNS - 1) - first
            if row == screen.row and 0 <= at < len(letters):
                letters[at] = _with_cursor(letters[at])
            yield first, letters, cells[first][1], cells[first][2]
            first = column


def _with_cursor(letter: bytes) -> bytes:
    first, end = _CURSOR_ROWS
    return letter[:first] + b"\xff" * (end - first) + letter[end:]
