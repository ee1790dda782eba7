"""A console log as text that is safe and short enough to show."""

from __future__ import annotations

import re

MOST = 200_000  # characters kept, the last ones: a browser shows them at once

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def plain(log: str) -> str:
    """Return the log without terminal escapes and control characters, its end if it is long."""
    text = _ESCAPES.sub("", log.replace("\r\n", "\n"))
    text = _CONTROLS.sub("", text)
    if len(text) <= MOST:
        return text
    cut = text.find("\n", len(text) - MOST)
    return f"(the beginning is left out)\n{text[cut + 1 :]}"
