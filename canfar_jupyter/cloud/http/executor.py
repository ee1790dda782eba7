"""A few daemon threads: a request that hangs must not keep Python from ending.

By hand: ``concurrent.futures.ThreadPoolExecutor`` joins its threads at exit, which can take as long
as the longest time-out of a request.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any, TypeVar

Result = TypeVar("Result")
_Job = tuple[Future[Any], Callable[[], Any]]


class DaemonExecutor:
    """Runs calls on at most ``most`` threads, in the order they came.

    Args:
        most: How many threads.
        name: What each is called.
        future: Makes the future of a call.
    """

    def __init__(
        self,
        most: int = 8,
        name: str = "canfar-cloud",
        future: Callable[[], Future[Any]] = Future,
    ) -> None:
        self._most, self._name, self._future = most, name, future
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._lock = Lock()
        self._threads = self._under_way = 0

    def submit(self, call: Callable[[], Result]) -> Future[Result]:
        """Run ``call`` soon on one of the threads."""
        future: Future[Result] = self._future()
        with self._lock:
            self._under_way += 1
            if self._threads < min(self._under_way, self._most):
                self._threads += 1
                Thread(target=self._work, name=self._name, daemon=True).start()
        self._jobs.put((future, call))
        return future

    def close(self) -> None:
        """End the threads once the calls that were given are done."""
        with self._lock:
            for _ in range(self._threads):
                self._jobs.put(None)
            self._threads = 0  # a later call begins with new ones

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            future, call = job
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(call())
                except BaseException as failed:  # noqa: BLE001  it belongs to who asked
                    future.set_exception(failed)
            with self._lock:
                self._under_way -= 1
            del job, future, call  # nothing of it is kept alive while waiting for the next
