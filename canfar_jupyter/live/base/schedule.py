"""When each list is due.  Pure: the time is passed in, nothing is done here.

Fast while something is in transition, slow otherwise, never while no page is visible, and ever
slower while the cloud fails or limits the rate of requests.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from canfar_jupyter.errors import Busy, CloudError
from canfar_jupyter.local import settings

JITTER = 0.1  # of an interval: many notebooks must not ask in step
FIRST_BACKOFF = 5.0  # seconds after a first failure, doubled with each further one
MAX_BACKOFF = 300.0

# The defaults, for what is given no others
WATCHED = settings.WATCHED.default  # seconds after the last look
SLOW = {name: setting.default for name, setting in settings.SLOW.items()}
FAST = {name: setting.default for name, setting in settings.FAST.items()}


@dataclass(slots=True)
class _Entry:
    slow: float
    fast: float
    due: float = 0.0
    under_way: bool = False
    changed: float = 0.0  # when a reading last found something new
    failures: int = 0


class Schedule:
    """Intervals and due times of some lists.

    Args:
        slow: Seconds between readings by name.
        fast: Seconds while something is in transition; a list without one is always slow.
        watched: Seconds after the last ``look`` until no page is considered visible.
        seed: Seed of the jitter, for tests.
    """

    def __init__(
        self,
        slow: Mapping[str, float] = SLOW,
        fast: Mapping[str, float] = FAST,
        watched: float = WATCHED,
        seed: int | None = None,
    ) -> None:
        self._entries = {name: _Entry(s, fast.get(name, s)) for name, s in slow.items()}
        self._watched, self._watched_until = watched, float("-inf")
        self._random = random.Random(seed)

    @classmethod
    def configured(cls) -> Schedule:
        """Return a schedule with the intervals of the settings."""
        return cls(
            {name: setting.value() for name, setting in settings.SLOW.items()},
            {name: setting.value() for name, setting in settings.FAST.items()},
            settings.WATCHED.value(),
        )

    def look(self, now: float) -> bool:
        """Note that a page is visible; return whether none was before."""
        asleep = not self.is_watched(now)
        self._watched_until = now + self._watched
        return asleep

    def is_watched(self, now: float) -> bool:
        """Return whether a page is visible."""
        return now < self._watched_until

    def due(self, now: float) -> list[str]:
        """Return the lists that should be read now."""
        if not self.is_watched(now):
            return []
        return [n for n, e in self._entries.items() if not e.under_way and e.due <= now]

    def wait(self, now: float) -> float | None:
        """Return the seconds until something can be due; None: not before a page is visible."""
        if not self.is_watched(now):
            return None
        waiting = [e.due - now for e in self._entries.values() if not e.under_way]
        return max(0.0, min([*waiting, self._watched_until - now]))

    def hurry(self, names: Iterable[str], now: float) -> None:
        """Make lists due: a verb was just applied to them."""
        for name in names:
            entry = self._entries[name]
            entry.due, entry.changed = now, now

    def expect(self, name: str, now: float, within: float) -> None:
        """Make a list due soon: something has happened that it will show."""
        entry = self._entries[name]
        entry.due = min(entry.due, now + within)

    def started(self, name: str) -> None:
        """Note that a list is being read."""
        entry = self._entries[name]
        entry.under_way, entry.due = True, float("inf")

    def finished(
        self,
        name: str,
        now: float,
        *,
        changed: bool = False,
        in_transition: bool = False,
        took: float = 0.0,
        error: CloudError | None = None,
    ) -> None:
        """Note that a reading has ended (it ``took`` seconds), and when the next one is due."""
        entry = self._entries[name]
        entry.under_way = False
        if error is not None:
            entry.failures += 1
            pause = min(MAX_BACKOFF, FIRST_BACKOFF * 2 ** (entry.failures - 1))
            if isinstance(error, Busy):
                pause = max(pause, error.retry_after or 0.0)
        else:
            entry.failures = 0
            entry.changed = now if changed else entry.changed
            pause = self._interval(entry, now, in_transition, took)
        due = now + pause * (1 + self._random.uniform(0, JITTER))
        entry.due = min(entry.due, due)  # a hurry that came meanwhile stands

    def _interval(self, entry: _Entry, now: float, in_transition: bool, took: float) -> float:
        """Fast at first; slower for something that stays in transition for long.

        A cloud that is slow to answer is polled at most half of the time.
        """
        if not in_transition:
            return entry.slow
        return min(entry.slow, max(entry.fast, took, (now - entry.changed) / 10))
