"""Operations in progress, in words, for a status line."""

from __future__ import annotations

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

    def begin(
        self, text: str, transfer: bool = False, cancelled: Callable[[], None] | None = None
    ) -> Operation:
        """Note that an operation has begun.

        Args:
            text: "Launching lens".
            transfer: It has progress and can be cancelled.
            cancelled: Called when it is cancelled, for one that may not come to a next step.
        """
        operation = Operation(next(self._ids), text, can_cancel=transfer, is_transfer=transfer)
        if cancelled is not None:
            with self._lock:
                self._on_cancel[operation.id] = cancelled
        return self._note(operation)

    def end(self, operation: Operation, error: CloudError | None = None) -> Operation:
        """Note that it has ended."""
        with self._lock:
            self._cancelled.discard(operation.id)
            self._on_cancel.pop(operation.id, None)
            operation = self._all.get(operation.id, operation)
        state: State = "failed" if error else "done"
        return self._note(replace(operation, state=state, error=error))

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
            observers = tuple(self._observers)
        for observer in observers:
            self._callbacks.put(lambda observer=observer: observer(operation))  # type: ignore[misc]
        return operation
