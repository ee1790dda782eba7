"""The server's side of RFB 3.8 (VNC, RFC 6143): bytes in, bytes out, no connection."""

from __future__ import annotations

import struct
from collections.abc import Callable, Generator

from canfar_jupyter.demo.guests.consoles.font import HEIGHT, WIDTH
from canfar_jupyter.demo.guests.consoles.keyboard import Keyboard
from canfar_jupyter.demo.guests.consoles.pixels import TIGHT, Encoder, PixelFormat
from canfar_jupyter.demo.guests.consoles.screen import COLUMNS, ROWS, Screen

_VERSION = b"RFB 003.008\n"
_NO_PASSWORD = 1
_MOST_TEXT = 1 << 20  # bytes that a client may have on its clipboard


Dialogue = Generator[int, bytes, None]  # asks for so many bytes, and gets them


class ProtocolError(Exception):
    """The client says what is not RFB 3.8, or what this server has not offered."""


class RfbServer:
    """One client of a machine's screen.

    ``received`` takes what it sends, ``answer`` returns what is to be sent now: call it after
    that, and when the screen may have changed.  The client asks for each picture, so that a slow
    one is never sent more than one.
    """

    def __init__(
        self, screen: Screen, name: str, typed: Callable[[str], None], reset: Callable[[], None]
    ) -> None:
        self._screen = screen
        self._name = name.encode()
        self._typed = typed
        self._reset = reset
        self._keyboard = Keyboard()
        self._encoder = Encoder()
        self._wanted = False  # a picture
        self._seen = 0  # the revision that the client has
        self._out = bytearray()
        self._in = bytearray()
        self._dialogue = self._talk()
        self._needed = next(self._dialogue)

    def received(self, data: bytes) -> None:
        """Take what the client sent.

        Raises:
            ProtocolError: Nothing more can be understood.
        """
        self._in += data
        while len(self._in) >= self._needed:
            part = bytes(self._in[: self._needed])
            del self._in[: self._needed]
            self._needed = self._dialogue.send(part)

    def answer(self) -> bytes:
        """Return what is to be sent now."""
        if self._wanted and self._seen < self._screen.revision:
            rectangles = self._encoder.rows(self._screen, self._seen)
            self._wanted, self._seen = False, self._screen.revision
            self._out += struct.pack(">BxH", 0, len(rectangles)) + b"".join(rectangles)
        told, self._out = bytes(self._out), bytearray()
        return told

    def _talk(self) -> Dialogue:
        self._out += _VERSION
        if (yield len(_VERSION)) != _VERSION:
            raise ProtocolError("The client does not speak RFB 3.8.")
        self._out += bytes([1, _NO_PASSWORD])
        if (yield 1)[0] != _NO_PASSWORD:
            raise ProtocolError("The client wants to be asked for a password.")
        self._out += bytes(4)
        yield 1  # whether others may stay: they may
        size = struct.pack(">HH", COLUMNS * WIDTH, ROWS * HEIGHT)
        self._out += size + self._encoder.format.encode()
        self._out += struct.pack(">I", len(self._name)) + self._name
        while True:
            kind = (yield 1)[0]
            if kind not in self._MESSAGES:
                raise ProtocolError(f"The client sent a message of kind {kind}.")
            yield from self._MESSAGES[kind](self)

    def _pixel_format(self) -> Dialogue:
        data = yield 19
        try:
            self._encoder.format = PixelFormat.of(data[3:])
        except ValueError as error:
            raise ProtocolError(str(error)) from None

    def _encodings(self) -> Dialogue:
        (count,) = struct.unpack(">xH", (yield 3))
        if not count:
            return
        kinds = struct.unpack(f">{count}i", (yield 4 * count))
        self._encoder.tight = TIGHT in kinds

    def _update(self) -> Dialogue:
        incremental = (yield 9)[0]
        self._wanted = True
        if not incremental:
            self._seen = 0

    def _key(self) -> Dialogue:
        down, keysym = struct.unpack(">BxxI", (yield 7))
        if self._keyboard.resets(keysym, bool(down)):
            self._reset()
        elif text := self._keyboard.key(keysym, bool(down)):
            self._typed(text)

    def _pointer(self) -> Dialogue:
        yield 5  # a terminal has no use for it

    def _cut_text(self) -> Dialogue:
        (length,) = struct.unpack(">3xI", (yield 7))
        if length > _MOST_TEXT:
            raise ProtocolError("The client's clipboard is too large.")
        if length:
            yield length

    _MESSAGES: dict[int, Callable[[RfbServer], Dialogue]] = {  # noqa: RUF012  never changed
        0: _pixel_format,
        2: _encodings,
        3: _update,
        4: _key,
        5: _pointer,
        6: _cut_text,
    }
