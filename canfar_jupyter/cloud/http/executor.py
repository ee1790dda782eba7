"""A few daemon threads: a request that hangs must not keep Python from exiting.

Hand-written: ``concurrent.futures.ThreadPoolExecutor`` joins its threads at exit, which can take
as long as the longest timeout of a request.
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
    """Runs calls on at most ``most`` threads, in the order in which they were submitted.

    Args:
        most: Maximum number of threads.
        name: Name of each thread.
        future: Creates the future of a call.
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
        """End the threads once the submitted calls are done."""
        with self._lock:
            for _ in range(self._threads):
                self._jobs.put(None)
            self._threads = 0  # a later call starts new ones

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
            del job, future, call  # do not keep it alive while waiting for the next
