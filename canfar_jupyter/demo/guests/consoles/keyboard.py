"""From the keys of a VNC client (X keysyms, down and up) to what a terminal gets."""

from __future__ import annotations

_CONTROL, _ALT, _DELETE = (0xFFE3, 0xFFE4), (0xFFE9, 0xFFEA), (0xFFFF, 0xFF9F)
_KEYS = {
    0xFF08: "\x7f",
    0xFF09: "\t",
    0xFF0D: "\r",
    0xFF8D: "\r",
    0xFF1B: "\x1b",
    0xFF51: "\x1b[D",
    0xFF52: "\x1b[A",
    0xFF53: "\x1b[C",
    0xFF54: "\x1b[B",
    0xFFAA: "*",
    0xFFAB: "+",
    0xFFAD: "-",
    0xFFAE: ".",
    0xFFAF: "/",
    **{0xFFB0 + digit: str(digit) for digit in range(10)},
}
_UNICODE = 0x01000000
_LAST_CHARACTER = 0x10FFFF


class Keyboard:
    """Remembers which of Ctrl and Alt are held."""

    def __init__(self) -> None:
        self._held: set[int] = set()

    def key(self, keysym: int, down: bool) -> str:
        """Return the text that a key is; "" for none, and for Ctrl-Alt-Del (see ``resets``)."""
        if keysym in (*_CONTROL, *_ALT):
            (self._held.add if down else self._held.discard)(keysym)
            return ""
        if not down or self._held.intersection(_ALT):
            return ""
        text = _KEYS.get(keysym) or _character(keysym)
        if self._held.intersection(_CONTROL):
            letter = text.upper()
            return chr(ord(letter) - 64) if len(letter) == 1 and "@" <= letter <= "_" else ""
        return text

    def resets(self, keysym: int, down: bool) -> bool:
        """Say whether this key makes it Ctrl-Alt-Del."""
        held = self._held
        return (
            down
            and keysym in _DELETE
            and bool(held.intersection(_CONTROL))
            and bool(held.intersection(_ALT))
        )


def _character(keysym: int) -> str:
    if 0x20 <= keysym <= 0x7E or 0xA0 <= keysym <= 0xFF:
        return chr(keysym)
    number = keysym - _UNICODE
    return chr(number) if 0xA0 <= number <= _LAST_CHARACTER and chr(number).isprintable() else ""
