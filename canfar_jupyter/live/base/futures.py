"""Futures of the store: with ordered callbacks, and several combined into one."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from threading import Lock
from typing import Any

from canfar_jupyter.live.base.callbacks import Callbacks


class ToldInTurn(Future[Any]):
    """A future whose callbacks are called on the observers' thread, after the observers.

    By then observers know the rows that the verb changed, and no widget delays the worker.
    """

    def __init__(self, callbacks: Callbacks) -> None:
        super().__init__()
        self._callbacks = callbacks

    def add_done_callback(self, fn: Callable[[Future[Any]], object]) -> None:
        def tell(done: Future[Any]) -> None:
            # observers that are due come first, then what they leave for afterwards, then this
            self._callbacks.put(lambda: self._callbacks.afterwards(partial(_call, fn, done)))

        super().add_done_callback(tell)


def _call(callback: Callable[[Future[Any]], object], done: Future[Any]) -> None:
    callback(done)


def all_of(futures: list[Future[None]]) -> Future[None]:
    """Return a future that is done when all are; it fails with the first error in list order."""
    whole: Future[None] = Future()
    left = len(futures)
    lock = Lock()

    def one_less(_: Future[None]) -> None:
        nonlocal left
        with lock:
            left -= 1
            if left:
                return
        failed = next((e for e in (f.exception() for f in futures) if e is not None), None)
        if failed is None:
            whole.set_result(None)
        else:
            whole.set_exception(failed)

    for future in futures:
        future.add_done_callback(one_less)
    return whole
