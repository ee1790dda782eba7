"""Launches that may have been carried out, until their instances turn up."""

from __future__ import annotations

import logging
from collections.abc import Callable
from collections.abc import Collection as Several
from dataclasses import dataclass
from functools import partial
from threading import Lock
from typing import Any, Generic, TypeVar

from canfar_jupyter.cloud.http.executor import DaemonExecutor
from canfar_jupyter.errors import CloudError
from canfar_jupyter.live.base.collection import Collection, Delta
from canfar_jupyter.live.base.operations import Operation

Result = TypeVar("Result")
log = logging.getLogger("canfar_jupyter")
_KEPT = 50  # launches; as many as operations that are over and still listed


@dataclass(frozen=True, slots=True)
class Later(Generic[Result]):
    """How to find out that something was done all the same.

    Attributes:
        names: An instance of one of these names is a reason to look.
        look: Asks the cloud; returns what was made, or nothing: not yet, if ever.
    """

    names: Several[str]
    look: Callable[[], Result]


class Unsettled:
    """Operations that ended with ``OutcomeUnknown``; one whose instances turn up was done.

    Args:
        servers: The instances.
        workers: Ask the cloud.
    """

    def __init__(self, servers: Collection, workers: DaemonExecutor) -> None:
        self._servers, self._workers = servers, workers
        self._all: dict[int, tuple[Later[Any], Callable[[Any], None]]] = {}
        self._lock = Lock()
        servers.observe(self._moved)

    def add(
        self, operation: Operation, later: Later[Result], found: Callable[[Result], None]
    ) -> None:
        """Call ``found`` with what ``later`` finds, once, when there is something."""
        with self._lock:
            self._all[operation.id] = later, found
            for id_ in list(self._all)[:-_KEPT]:
                del self._all[id_]
        self._look(list(self._servers))  # it may have been read before the answer was given up

    def _moved(self, delta: Delta) -> None:
        if self._all and delta.added:
            self._look(delta.added)

    def _look(self, ids: Several[str]) -> None:
        rows = [row for id_ in ids if (row := self._servers.get(id_)) is not None]
        names = {row["name"] for row in rows}
        with self._lock:
            due = [
                id_ for id_, (later, _) in self._all.items() if not names.isdisjoint(later.names)
            ]
        for id_ in due:
            self._workers.submit(partial(self._settle, id_))

    def _settle(self, id_: int) -> None:
        with self._lock:
            known = self._all.get(id_)
        if known is None:
            return
        later, found = known
        try:
            made = later.look()
        except CloudError as failed:
            log.info("Could not tell whether operation %d was done: %s", id_, failed)
            return
        with self._lock:
            if not made or self._all.pop(id_, None) is None:
                return
        found(made)
