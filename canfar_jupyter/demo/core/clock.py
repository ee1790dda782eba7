"""The demo's time: real seconds, and durations that ``--speed`` shortens."""

from __future__ import annotations

import time
from datetime import UTC, datetime


class Clock:
    """Says what time it is; never runs backwards."""

    def __init__(self, speed: float = 1.0) -> None:
        self.speed = speed
        self._latest = 0.0

    def now(self) -> float:
        """Return seconds since the epoch, the same clock as the answers' Date header."""
        self._latest = max(self._latest, time.time())
        return self._latest

    def after(self, seconds: float) -> float:
        """Return when something that takes ``seconds`` of demo time will be over."""
        return self.now() + seconds / self.speed

    def since(self, moment: float) -> float:
        """Return the demo seconds that have passed since ``moment``."""
        return (self.now() - moment) * self.speed


def iso(moment: float) -> str:
    """Write a time as OpenStack does: ``2026-11-23T17:09:46Z``."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment))


def iso_micro(moment: float) -> str:
    """Write a time with microseconds and no zone: ``2026-11-23T17:09:46.455167``."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")


def parse_iso(text: str) -> float:
    """Read an ISO 8601 time; one without a zone is UTC.

    Raises:
        ValueError: It is no time.
    """
    moment = datetime.fromisoformat(text.replace(" ", "+"))
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.timestamp()
