"""Reads the lists that are due, each by one reading at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Condition, Lock, Thread

from canfar_jupyter.cloud.http.executor import DaemonExecutor
from canfar_jupyter.errors import CloudError
from canfar_jupyter.live.base.schedule import Schedule


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a reading found."""

    changed: bool = False
    in_transition: bool = False


Read = Callable[[str], Outcome]


class Poller:
    """One thread that starts readings on workers when they are due.

    Args:
        read: Reads one list into the state; raises ``CloudError``.
        schedule: When.
        workers: Where readings run.
        clock: Monotonic seconds.
    """

    def __init__(
        self,
        read: Read,
        schedule: Schedule | None = None,
        workers: DaemonExecutor | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._read, self._clock = read, clock
        self._schedule = schedule or Schedule()
        self._workers = workers or DaemonExecutor(8, "canfar-poller")
        self._changed = Condition()
        self._running: dict[str, Future[None]] = {}
        self._queued: dict[str, Future[None]] = {}
        self._thread: Thread | None = None
        self._closed = False

    def look(self) -> None:
        """Note that a page is visible: read what is due from now on, for a while."""
        with self._changed:
            if self._thread is None and not self._closed:
                self._thread = Thread(target=self._work, name="canfar-poller", daemon=True)
                self._thread.start()
            if self._schedule.look(self._clock()):
                self._changed.notify_all()

    def hurry(self, names: Iterable[str]) -> None:
        """Read these lists soon, if a page is visible."""
        with self._changed:
            self._schedule.hurry(names, self._clock())
            self._changed.notify_all()

    def expect(self, name: str, within: float) -> None:
        """Read a list within this many seconds, if a page is visible; equal requests are joined."""
        with self._changed:
            self._schedule.expect(name, self._clock(), within)
            self._changed.notify_all()

    def request(self, name: str) -> Future[None]:
        """Read a list now, whether a page is visible or not.

        Returns:
            Done when a reading that began after this call has ended; requests made while one is
            in progress share the next.
        """
        with self._changed:
            if name not in self._running:
                return self._start(name)
            return self._queued.setdefault(name, Future())

    def close(self) -> None:
        """End the threads; a reading in progress is completed."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._workers.close()

    def _work(self) -> None:
        while True:
            with self._changed:
                if self._closed:
                    return
                now = self._clock()
                for name in self._schedule.due(now):
                    self._start(name)
                self._changed.wait(self._schedule.wait(now))

    def _start(self, name: str, future: Future[None] | None = None) -> Future[None]:
        """Begin a reading; the condition is held."""
        future = future or Future()
        self._schedule.started(name)
        self._running[name] = future
        self._workers.submit(lambda: self._run(name, future))
        return future

    def _run(self, name: str, future: Future[None]) -> None:
        outcome, started = Outcome(), self._clock()
        error: CloudError | None = None
        failure: BaseException | None = None
        try:
            outcome = self._read(name)
        except CloudError as failed:
            error = failure = failed
        except BaseException as failed:  # noqa: BLE001  the caller's future gets it; polling continues
            failure, error = failed, CloudError(f"Reading the {name} failed: {failed}")
        with self._changed:
            now = self._clock()
            self._schedule.finished(
                name,
                now,
                took=now - started,
                changed=outcome.changed,
                in_transition=outcome.in_transition,
                error=error,
            )
            del self._running[name]
            if (queued := self._queued.pop(name, None)) is not None:
                self._start(name, queued)
            self._changed.notify_all()
        if failure is None:
            future.set_result(None)
        else:
            future.set_exception(failure)


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
