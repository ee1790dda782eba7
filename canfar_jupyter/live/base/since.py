"""The time since which to ask the cloud for changes, given two of its clocks."""

from __future__ import annotations

from datetime import datetime, timedelta

OVERLAP = timedelta(seconds=10)  # asked again: Nova's cells do not write in step
SECOND = timedelta(seconds=1)  # what Nova's times are exact to


class Since:
    """The moment up to which all changes are known.

    The ``Date`` of an answer is the clock of the front end; ``updated`` of a server is the clock of
    the machine that wrote it.  Where the first is ahead of the second, asking since then would
    miss changes for as long; so the time is never later than the newest ``updated`` seen.
    """

    def __init__(self) -> None:
        self._date: datetime | None = None
        self._newest: datetime | None = None
        self._lively_until = float("-inf")  # a newer one may have the same second still

    def forget(self) -> None:
        """Request everything next time."""
        self._date = None

    def note(self, date: datetime | None, newest: str, now: float, whole: bool = False) -> None:
        """Note a reading.

        Args:
            date: The front end's clock when it began to answer; None: not given.
            newest: The latest ``updated`` of the servers in it, including deleted ones.
            now: Seconds of our own monotonic clock.
            whole: It was a reading of all servers, not of changes: the newest may be old.
        """
        self._date = date
        moment = _moment(newest)
        if moment is None or (self._newest is not None and moment <= self._newest):
            return
        self._newest = moment
        if not whole:
            self._lively_until = now + 2 * OVERLAP.total_seconds()

    def moment(self, now: float) -> datetime | None:
        """Return the time to ask for changes since; None: ask for everything."""
        if self._date is None:
            return None
        by_date = self._date - OVERLAP
        if self._newest is None:
            return by_date
        behind = -OVERLAP if now < self._lively_until else SECOND
        return min(by_date, self._newest + behind)


def _moment(written: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
