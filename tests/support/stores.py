"""Real stores of a scripted cloud, which do nothing unasked and whose work can be waited for."""

from __future__ import annotations

import time
from functools import partial
from typing import Any

from canfar_jupyter.live.base import refresher
from canfar_jupyter.live.base.schedule import Schedule
from canfar_jupyter.live.store import Store
from tests.support.scripted import ScriptedCloud
from tests.support.waiting import until

ALWAYS = -1.0  # seconds between whole readings of the images


class Unasked(Schedule):
    """Nothing is ever due: lists are read when a test says so."""

    def due(self, now: float) -> list[str]:
        return []

    def wait(self, now: float) -> float | None:
        return None


class Stores:
    """The stores of one test.

    A list of their cloud that changes is read at once, as if it had been due just then.
    """

    def __init__(self, monkeypatch: Any) -> None:
        # while an image moves only such are looked at: here a change of any is to be seen
        monkeypatch.setattr(refresher, "WHOLE_IMAGES", ALWAYS)
        self._all: list[tuple[Store, ScriptedCloud]] = []

    def open(self, cloud: ScriptedCloud, *, loaded: bool = True) -> Store:
        """Return a store of a cloud that has read all lists, or none."""
        store = Store(cloud, Unasked())
        self._all.append((store, cloud))
        if loaded:
            store.refresh().result(20)
        cloud.settle = self.settle
        cloud.watchers.append(lambda name: self._read(store, name))
        return store

    def _read(self, store: Store, name: str) -> None:
        store.refresh(name).exception(20)  # who looks at the list sees why it failed
        self.settle()

    def settle(self) -> None:
        """Wait until all that was begun is done and told, but for what the cloud holds back."""
        for store, cloud in self._all:
            until(partial(_is_quiet, store, cloud), told="the store is quiet", pause=_soon)

    def close(self) -> None:
        for store, cloud in self._all:
            cloud.answer()
            store.close()


def _is_quiet(store: Store, cloud: ScriptedCloud) -> bool:
    return _works(store) <= cloud.held and _has_told(store) and _works(store) <= cloud.held


def _works(store: Store) -> int:
    """Return how many calls are under way: each may begin more, but none comes of nothing."""
    project = store._project
    executors = (project.workers, project.transfers, project.poller._workers, store.boots._workers)
    return sum(executor._under_way for executor in executors)


def _has_told(store: Store) -> bool:
    return store._project.callbacks.quiet


def _soon(_seconds: float) -> None:
    time.sleep(0.0005)
