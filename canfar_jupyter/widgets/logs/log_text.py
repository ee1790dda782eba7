"""A console log as text that is safe and short enough to show."""

from __future__ import annotations

import re

MAX_CHARS = 200_000  # characters shown at once unless all are asked for, the last ones
_ESCAPES = re.compile(
    r"\x1b(?:\[[0-?]*+[ -/]*+[@-~]?|\][^\x07\x1b]*+(?:\x07|\x1b\\)?|[ -/]*+[0-~]?)"
)
_COLOUR = re.compile(r"\x1b\[[0-9;]{0,32}m")
_OTHER_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f]")


def coloured(log: str) -> str:
    """Return the whole log with the escapes that set colours, and no others."""
    text = _ESCAPES.sub(_only_colour, log.replace("\r\n", "\n"))
    return _OTHER_CONTROLS.sub("", text)


def _only_colour(found: re.Match[str]) -> str:
    return found[0] if _COLOUR.fullmatch(found[0]) else ""


def end_of(text: str, lines: int) -> str:
    """Return the last lines of a text, as many as a browser shows at once."""
    at = len(text) - (1 if text.endswith("\n") else 0)
    for _ in range(lines):
        at = text.rfind("\n", 0, at)
        if at < 0:
            break
    if len(text) - at > MAX_CHARS:
        at = text.find("\n", len(text) - MAX_CHARS)
        at = at if at >= 0 else len(text) - MAX_CHARS - 1
    return text[at + 1 :] if at >= 0 else text
