"""Waiting for a condition: nothing sleeps for as long as something might take."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")
PAUSE = 0.02  # s between two looks


def until(
    condition: Callable[[], Found],
    seconds: float = 20.0,
    told: str = "",
    pause: Callable[[float], object] = time.sleep,
) -> Found:
    """Wait until ``condition()`` is true; return what it gave.

    Args:
        condition: Asked again and again.
        seconds: How long at most.
        told: What is waited for, for whom it does not come about.
        pause: Waits so many seconds; a page of Playwright has to be asked to, or it stands still.
    """
    give_up = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < give_up, f"not within {seconds:.0f} s: {told or condition}"
        pause(PAUSE)
    return found
