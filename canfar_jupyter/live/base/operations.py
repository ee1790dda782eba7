"""What the verbs of a store are doing and have done, in words."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from threading import Lock
from typing import Literal

from canfar_jupyter.errors import Cancelled, CloudError
from canfar_jupyter.live.base.callbacks import Callbacks
from canfar_jupyter.model.shown import Shown

State = Literal["running", "done", "failed"]
KEPT = 50  # operations that are over and still listed


@dataclass(frozen=True, slots=True, repr=False)
class Operation(Shown):
    """One verb of the store.

    Attributes:
        text: "Launching lens".
        error: Why, when ``state`` is "failed"; ``Cancelled`` when it was cancelled.
        done: Bytes transferred, if known.
        total: Bytes in total; None: not known.
        rate: Bytes per second over the last seconds; 0: not known.
        can_cancel: Whether ``Operations.cancel`` can stop it.
        is_transfer: Whether it transfers bytes.
        verb: Its name in ``model.verbs``; "": not known.
        targets: Ids of what it is done to; of a launch known once the cloud has accepted it.
        started: Seconds since 1970.
        ended: Seconds since 1970; None: it is in progress.
        can_retry: Whether ``Operations.retry`` can do it once more.
    """

    id: int
    text: str
    state: State = "running"
    error: CloudError | None = None
    done: int = 0
    total: int | None = None
    rate: float = 0.0
    can_cancel: bool = False
    is_transfer: bool = False
    verb: str = ""
    targets: tuple[str, ...] = ()
    started: float = 0.0
    ended: float | None = None
    can_retry: bool = False

    @property
    def request_id(self) -> str:
        """The request that failed, for the cloud's operators; "" if there is none."""
        return (self.error.request_id if self.error else None) or ""

    @property
    def seconds_left(self) -> float | None:
        """Seconds left at this rate; None if not known."""
        if not self.rate or self.total is None:
            return None
        return max(0.0, (self.total - self.done) / self.rate)


class Operations:
    """The operations of a store, oldest first; iterate over it, or observe it."""

    def __init__(self, callbacks: Callbacks | None = None) -> None:
        self._callbacks = callbacks or Callbacks()
        self._all: dict[int, Operation] = {}
        self._observers: list[Callable[[Operation], None]] = []
        self._ids = count(1)
        self._cancelled: set[int] = set()
        self._on_cancel: dict[int, Callable[[], None]] = {}
        self._again: dict[int, Callable[[], object]] = {}  # how each that is safe is done anew
        self._asked: dict[int, object] = {}  # what each asked for, where a form can show it again
        self._lock = Lock()

    def __iter__(self) -> Iterator[Operation]:
        with self._lock:
            return iter(list(self._all.values()))

    def __len__(self) -> int:
        return len(self._all)

    def running(self) -> list[Operation]:
        """Return those in progress."""
        return [operation for operation in self if operation.state == "running"]

    def observe(self, callback: Callable[[Operation], None]) -> Callable[[], None]:
        """Call ``callback`` with each operation at each step; return a function that stops it."""
        with self._lock:
            self._observers.append(callback)

        def stop() -> None:
            with self._lock:
                if callback in self._observers:
                    self._observers.remove(callback)

        return stop

    def get(self, id_: int) -> Operation | None:
        """Return the operation ``id_`` if it is still listed."""
        return self._all.get(id_)

    def begin(
        self,
        text: str,
        transfer: bool = False,
        cancelled: Callable[[], None] | None = None,
        *,
        verb: str = "",
        target: str = "",
        again: Callable[[], object] | None = None,
        asked: object = None,
    ) -> Operation:
        """Note that an operation has begun.

        Args:
            text: "Launching lens".
            transfer: It has progress and can be cancelled.
            cancelled: Called when it is cancelled, for one that may not come to a next step.
            verb: Its name in ``model.verbs``.
            target: Id of what it is done to; "": not known yet.
            again: Does it once more, where that is safe after it failed.
            asked: What it asks for, for a form: ``asked`` returns it.
        """
        operation = Operation(
            next(self._ids),
            text,
            can_cancel=transfer,
            is_transfer=transfer,
            verb=verb,
            targets=(target,) if target else (),
            started=time.time(),
        )
        with self._lock:
            if cancelled is not None:
                self._on_cancel[operation.id] = cancelled
            if again is not None:
                self._again[operation.id] = again
            if asked is not None:
                self._asked[operation.id] = asked
        return self._note(operation)

    def end(
        self,
        operation: Operation,
        error: CloudError | None = None,
        targets: tuple[str, ...] | None = None,
    ) -> Operation:
        """Note that it has ended; ``targets``: ids of what it made, None: as they were."""
        with self._lock:
            self._cancelled.discard(operation.id)
            self._on_cancel.pop(operation.id, None)
            operation = self._all.get(operation.id, operation)
            if error is None:
                self._again.pop(operation.id, None)
            can_retry = operation.id in self._again
        ended = replace(
            operation,
            state="failed" if error else "done",
            error=error,
            ended=time.time(),
            can_retry=can_retry,
            targets=operation.targets if targets is None else targets,
        )
        return self._note(ended)

    def asked(self, id_: int) -> object:
        """Return what an operation asked for; None: it is not known."""
        return self._asked.get(id_)

    def retry(self, id_: int) -> None:
        """Do a failed operation once more, if that is safe; it is a new operation."""
        with self._lock:
            again = self._again.pop(id_, None)
            operation = self._all.get(id_)
        if again is None or operation is None:
            return
        self._note(replace(operation, can_retry=False))
        again()

    def progress(self, operation: Operation, done: int, total: int | None, rate: float) -> None:
        """Note its progress.

        Raises:
            Cancelled: It has been cancelled meanwhile.
        """
        with self._lock:
            stopped = operation.id in self._cancelled
        if stopped:
            raise Cancelled(f"{operation.text} was cancelled.")
        self._note(replace(operation, done=done, total=total, rate=rate))

    def cancel(self, id_: int) -> None:
        """Cancel an operation at its next step, if possible."""
        with self._lock:
            operation = self._all.get(id_)
            if operation is None or operation.state != "running" or not operation.can_cancel:
                return
            self._cancelled.add(id_)
            cancelled = self._on_cancel.pop(id_, None)
        self._note(replace(operation, text=f"Cancelling: {operation.text}", can_cancel=False))
        if cancelled is not None:
            cancelled()

    def _note(self, operation: Operation) -> Operation:
        with self._lock:
            self._all[operation.id] = operation
            over = [o.id for o in self._all.values() if o.state != "running"]
            for id_ in over[: max(0, len(over) - KEPT)]:
                del self._all[id_]
                self._again.pop(id_, None)
                self._asked.pop(id_, None)
            observers = tuple(self._observers)
        for observer in observers:
            self._callbacks.put(lambda observer=observer: observer(operation))  # type: ignore[misc]
        return operation
