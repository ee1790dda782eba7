"""Several futures as one."""

from __future__ import annotations

from concurrent.futures import Future
from threading import Lock


def all_of(futures: list[Future[None]]) -> Future[None]:
    """Return a future that is done when all are; it fails as the first of the list that did."""
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
