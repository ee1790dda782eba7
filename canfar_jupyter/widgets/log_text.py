"""A console log as text that is safe and short enough to show."""

from __future__ import annotations

import re

MOST = 200_000  # characters shown at first, the last ones: a browser shows them at once

_LEFT_OUT = "(the beginning is left out)\n"
_ESCAPES = re.compile(
    r"\x1b(?:\[[0-?]*+[ -/]*+[@-~]?|\][^\x07\x1b]*+(?:\x07|\x1b\\)?|[ -/]*+[0-~]?)"
)
_COLOUR = re.compile(r"\x1b\[[0-9;]{0,32}m")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_OTHER_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f]")


def plain(log: str) -> str:
    """Return the log without terminal escapes and control characters, its end if it is long."""
    text = _ESCAPES.sub("", log.replace("\r\n", "\n"))
    return end_of(_CONTROLS.sub("", text))


def coloured(log: str) -> str:
    """Return the whole log with the escapes that set colours, and no others."""
    text = _ESCAPES.sub(_only_colour, log.replace("\r\n", "\n"))
    return _OTHER_CONTROLS.sub("", text)


def _only_colour(found: re.Match[str]) -> str:
    return found[0] if _COLOUR.fullmatch(found[0]) else ""


def end_of(text: str) -> str:
    """Return the end of a long text, from the beginning of a line on."""
    if len(text) <= MOST:
        return text
    cut = text.find("\n", len(text) - MOST)
    return f"{_LEFT_OUT}{text[cut + 1 :]}"
