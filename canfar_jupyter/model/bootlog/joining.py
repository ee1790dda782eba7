"""One log from many readings: Nova keeps only the newest part, so older parts are kept here."""

from __future__ import annotations

MAX_CHARS = 2**21  # characters kept; the oldest are dropped first
GAP = "\n(The log starts again here, or the cloud dropped a part of it.)"
_HEAD = 400  # characters of a reading that are searched for in the kept text
_TRIES = 16  # places to look at, in a log that repeats itself


class KeptLog:
    """Everything that was read from one console.

    Attributes:
        text: The kept text.
        gaps: How often text was lost between two readings.
    """

    def __init__(self) -> None:
        self.text = ""
        self.gaps = 0
        self._last = ""  # the newest reading with text: a log that starts again is short at first

    def take(self, reading: str) -> str:
        """Add a reading (the end of the log, of any length); return only the new text.

        Readings are taken in the order in which the cloud answered them.
        """
        new = self._new_in(reading)
        self._last = reading or self._last
        if new is None:
            self.gaps += 1
            new = "\n" + reading  # the kept text may end within a line
            self.text += GAP
        self.text = (self.text + new)[-MAX_CHARS:]
        return new

    def follows(self, reading: str) -> bool:
        """Return whether a reading continues the kept text, or overlaps it."""
        return self._new_in(reading) is not None

    def _new_in(self, reading: str) -> str | None:
        kept = self.text
        if not kept or not reading:
            return reading
        if self._starts_again(reading):
            return None
        for whole in (kept, self._last):
            if whole and reading.startswith(whole):
                return reading[len(whole) :]
        # The first line may be truncated, even within a character.
        begin = reading.find("\n", 0, _HEAD) + 1
        begin = begin if begin < len(reading) else 0
        head = reading[begin : begin + _HEAD]
        at = kept.find(head)
        for _ in range(_TRIES):
            if at < 0:
                break
            if reading.startswith(kept[at:], begin):
                return reading[begin + len(kept) - at :]
            if kept.startswith(reading[begin:], at):
                return ""  # fewer of the last lines
            at = kept.find(head, at + 1)
        return None

    def _starts_again(self, reading: str) -> bool:
        """Return whether a log begins as the last one did, and is shorter.

        It is that of another boot, whose first lines are the same.
        """
        shorter = len(reading) < len(self._last) and self._last.startswith(reading)
        return shorter and not self.text.endswith(reading)
