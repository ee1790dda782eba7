"""One log out of many readings: Nova keeps only the newest part, so the older is kept here."""

from __future__ import annotations

MAX_CHARS = 2**21  # characters kept; the oldest go first
GAP = "\n(Here the log begins anew, or the cloud had dropped some of it.)"
_HEAD = 400  # characters of a reading that are looked for in what is kept
_TRIES = 16  # places where they may be, in a log that repeats itself


class KeptLog:
    """All that was ever read of one console.

    Attributes:
        text: What is kept.
        gaps: How often something was lost between two readings.
    """

    def __init__(self) -> None:
        self.text = ""
        self.gaps = 0
        self._last = ""  # the newest reading: one that begins anew is short at first

    def take(self, reading: str) -> str:
        """Add a reading (the log's end, of any length); return only what is new in it."""
        new = self._new_in(reading)
        self._last = reading
        if new is None:
            self.gaps += 1
            new = "\n" + reading  # what is kept may end within a line
            self.text += GAP
        self.text = (self.text + new)[-MAX_CHARS:]
        return new

    def follows(self, reading: str) -> bool:
        """Say whether a reading goes on where what is kept ends, or within it."""
        return self._new_in(reading) is not None

    def _new_in(self, reading: str) -> str | None:
        kept = self.text
        if not kept or not reading:
            return reading
        for whole in (kept, self._last):
            if whole and reading.startswith(whole):
                return reading[len(whole) :]
        # The first line may be cut, even within a character.
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
                return ""  # an older reading, or a shorter one
            at = kept.find(head, at + 1)
        return None
