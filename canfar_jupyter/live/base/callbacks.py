"""Notification of observers: in order, one at a time, on a separate thread."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future
from functools import partial
from threading import Condition, Lock, Thread, current_thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from canfar_jupyter.live.base import collection

log = logging.getLogger("canfar_jupyter")

IDLE = 5.0  # seconds without a call after which the thread ends; the next call starts another
Call = Callable[[], None]


class Callbacks:
    """A queue of calls, made by one daemon thread in order.

    So two deltas never overtake one another, a widget never delays the verb or the reading
    that it is notified of, and a callback may itself queue further calls: they are made after it.
    """

    def __init__(self) -> None:
        self._due: deque[Call] = deque()
        self._later: dict[Call, None] = {}  # an ordered set
        self._changed = Condition()
        self._thread: Thread | None = None
        self._busy = False  # a call is being made
        self._closed = False

    def put(self, call: Call) -> None:
        """Queue a call.  Safe while a lock is held: it is made by another thread."""
        with self._changed:
            if not self._closed:
                self._due.append(call)
                self._wake()

    def afterwards(self, call: Call) -> None:
        """Queue a call to be made after all others that are due; equal ones are made once.

        So a widget that is notified of eight lists draws once.
        """
        with self._changed:
            if not self._closed:
                self._later[call] = None
                self._wake()

    def close(self) -> None:
        """Make no more calls; return when the call in progress has ended."""
        with self._changed:
            self._closed = True
            self._due.clear()
            self._later.clear()
            self._changed.notify_all()
            thread = self._thread
        if thread is not None and thread is not current_thread():
            thread.join(IDLE)

    @property
    def quiet(self) -> bool:
        """Whether nothing is due and no call is in progress."""
        with self._changed:
            return not (self._due or self._later or self._busy)

    def _wake(self) -> None:
        if self._thread is None:
            self._thread = Thread(target=self._run, name="canfar-callbacks", daemon=True)
            self._thread.start()
        self._changed.notify_all()

    def _run(self) -> None:
        while (call := self._next()) is not None:
            try:
                call()
            except Exception:  # a widget that fails must not stop the others
                log.exception("an observer failed")

    def _next(self) -> Call | None:
        """Wait for the next call; None: the thread is no longer needed."""
        with self._changed:
            self._busy = False
            self._changed.wait_for(lambda: self._due or self._later or self._closed, IDLE)
            if self._due:
                call = self._due.popleft()
            elif self._later:
                call = next(iter(self._later))
                del self._later[call]
            else:
                self._thread = None
                return None
            self._busy = True
            return call


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


class ListNews:
    """Notes which lists have changed since they were last read, and hands several on at once.

    Args:
        lists: The lists by name.
        afterwards: Has a call made once all observers have been told what is due.
        read: Called with the names of the lists that have changed.
        matters: Whether a change of instances can matter.
    """

    def __init__(
        self,
        lists: Mapping[str, collection.Collection],
        afterwards: Callable[[Call], None],
        read: Callable[[Collection[str]], None],
        matters: Callable[[collection.Delta], bool],
    ) -> None:
        self._afterwards, self._read, self._matters = afterwards, read, matters
        self._lock = Lock()
        self._changed: set[str] = set()
        self._held = False
        self._stops = [rows.observe(partial(self._note, name)) for name, rows in lists.items()]

    def hold(self) -> None:
        """Hand nothing on until ``release``: an answer is coming, which is looked at with it."""
        with self._lock:
            self._held = True

    def release(self) -> None:
        """Hand on what has changed meanwhile."""
        with self._lock:
            self._held = False
        self._hand_on()

    def close(self) -> None:
        for stop in self._stops:
            stop()

    def _note(self, name: str, delta: collection.Delta) -> None:
        if name == "servers" and not self._matters(delta):
            return
        with self._lock:
            self._changed.add(name)
            if self._held:
                return
        self._afterwards(self._hand_on)

    def _hand_on(self) -> None:
        with self._lock:
            if self._held:
                return
            names, self._changed = self._changed, set()
        self._read(names)
