"""SIGTERM and SIGHUP end a command as Ctrl-C does, so that it ends what it started."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGTERM, signal.SIGHUP)


def like_ctrl_c() -> None:
    """Let these signals raise KeyboardInterrupt; one that is ignored (nohup) stays ignored."""
    for number in _SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)


@contextmanager
def held() -> Iterator[None]:
    """Let these signals and Ctrl-C wait: what a process starts is known only once it runs."""
    came: list[int] = []
    every = (signal.SIGINT, *_SIGNALS)
    before = {number: signal.getsignal(number) for number in every}
    for number in every:
        if before[number] is not signal.SIG_IGN:
            signal.signal(number, lambda number, frame: came.append(number))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if came:
        raise KeyboardInterrupt


def _end(number: int, frame: FrameType | None) -> None:
    for each in _SIGNALS:  # a second one does not interrupt the clearing up
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt
