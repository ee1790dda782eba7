"""Which lists of the project have changed since a form last read them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from canfar_jupyter.live.base.collection import Delta
    from canfar_jupyter.live.store import Store


class ListNews:
    """Notes which lists have changed, and hands several changes on at once.

    Args:
        store: The store of the project.
        names: The lists.
        read: Called with the names of the lists that have changed.
        matters: Whether a change of instances can matter.
    """

    def __init__(
        self,
        store: Store,
        names: Collection[str],
        read: Callable[[Collection[str]], None],
        matters: Callable[[Delta], bool],
    ) -> None:
        self._store, self._read, self._matters = store, read, matters
        self._lock = threading.Lock()
        self._changed: set[str] = set()
        self._held = False
        self._stops = [store.collections[name].observe(partial(self._note, name)) for name in names]

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

    def _note(self, name: str, delta: Delta) -> None:
        if name == "servers" and not self._matters(delta):
            return
        with self._lock:
            self._changed.add(name)
            if self._held:
                return
        self._store.afterwards(self._hand_on)

    def _hand_on(self) -> None:
        with self._lock:
            if self._held:
                return
            names, self._changed = self._changed, set()
        self._read(names)
