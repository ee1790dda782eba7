"""Telling observers: in order, one at a time, never while a lock of the state is held."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from threading import Lock

log = logging.getLogger("canfar_jupyter")


class Callbacks:
    """Calls that are due.  Whoever comes with one delivers what others left there, too.

    So no thread is needed for it, two deltas never overtake one another, and a callback may
    itself cause further deltas: they are delivered after it has returned.
    """

    def __init__(self) -> None:
        self._due: deque[Callable[[], None]] = deque()
        self._delivering = Lock()

    def put(self, call: Callable[[], None]) -> None:
        """Note a call; ``run`` makes it."""
        self._due.append(call)

    def run(self) -> None:
        """Make the calls that are due, unless another thread is at it."""
        while self._due and self._delivering.acquire(blocking=False):
            try:
                while self._due:
                    _make(self._due.popleft())
            finally:
                self._delivering.release()


def _make(call: Callable[[], None]) -> None:
    try:
        call()
    except Exception:  # a widget that fails must not stop the poller
        log.exception("an observer failed")
