"""Waiting for a condition: nothing sleeps for as long as something might take."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")
SECONDS = 90.0  # a server of the real cloud takes 1 s to boot on an idle machine, 20 on a busy one
PAUSE = 0.02  # s between two looks


def until(
    condition: Callable[[], Found],
    told: str = "it has happened",
    seconds: float = SECONDS,
    pause: Callable[[float], object] = time.sleep,
) -> Found:
    """Wait until ``condition()`` is true; return what it gave.

    Args:
        condition: Asked again and again.
        told: What is waited for, for whom it does not come about.
        seconds: How long at most.
        pause: Waits so many seconds; see ``of_page``.
    """
    give_up = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < give_up, f"not within {seconds:.0f} s: {told}"
        pause(PAUSE)
    return found


def of_page(page: object) -> Callable[[float], object]:
    """Return a pause in which a page of Playwright goes on: in any other it stands still."""
    return lambda seconds: page.wait_for_timeout(1000 * seconds)  # type: ignore[attr-defined]
