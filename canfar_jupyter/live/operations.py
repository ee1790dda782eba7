"""What is under way, in words, for a line of messages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from threading import Lock
from typing import Literal

from canfar_jupyter.errors import CloudError
from canfar_jupyter.live.delivery import Deliveries

State = Literal["running", "done", "failed"]
KEPT = 50  # operations that are over and still listed


@dataclass(frozen=True, slots=True)
class Operation:
    """One verb of the store.

    ``text`` is "Launching lens"; ``error`` says why when ``state`` is "failed".
    """

    id: int
    text: str
    state: State = "running"
    error: CloudError | None = None


class Operations:
    """The operations of a store, oldest first; iterate over it, or observe it."""

    def __init__(self, deliveries: Deliveries | None = None) -> None:
        self._deliveries = deliveries or Deliveries()
        self._all: dict[int, Operation] = {}
        self._observers: list[Callable[[Operation], None]] = []
        self._ids = count(1)
        self._lock = Lock()

    def __iter__(self) -> Iterator[Operation]:
        with self._lock:
            return iter(list(self._all.values()))

    def __len__(self) -> int:
        return len(self._all)

    def running(self) -> list[Operation]:
        """Return those that are not over."""
        return [operation for operation in self if operation.state == "running"]

    def observe(self, callback: Callable[[Operation], None]) -> Callable[[], None]:
        """Call ``callback`` with each operation that begins or ends; return what stops that."""
        with self._lock:
            self._observers.append(callback)

        def stop() -> None:
            with self._lock:
                if callback in self._observers:
                    self._observers.remove(callback)

        return stop

    def begin(self, text: str) -> Operation:
        """Note that something has begun."""
        return self._note(Operation(next(self._ids), text))

    def end(self, operation: Operation, error: CloudError | None = None) -> Operation:
        """Note that it is over."""
        return self._note(replace(operation, state="failed" if error else "done", error=error))

    def _note(self, operation: Operation) -> Operation:
        with self._lock:
            self._all[operation.id] = operation
            over = [o.id for o in self._all.values() if o.state != "running"]
            for id_ in over[: max(0, len(over) - KEPT)]:
                del self._all[id_]
            observers = tuple(self._observers)
        for observer in observers:
            self._deliveries.put(lambda observer=observer: observer(operation))  # type: ignore[misc]
        self._deliveries.run()
        return operation
