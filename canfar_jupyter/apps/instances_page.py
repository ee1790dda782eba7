"""The page of the instances: the table, or what an empty project shows in its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import ipywidgets as ipw

from canfar_jupyter.widgets import InstanceTable, Messages
from canfar_jupyter.widgets.welcome.welcome import Welcome

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store

_NONE = "cj-no-instances"  # hides the table: styles/welcome.css


class InstancesPage(ipw.VBox):
    """The instances of a project; while there are none, the welcome.

    Attributes:
        table: The instances.
        welcome: What an empty project shows; None before the project was seen empty.
    """

    def __init__(
        self, store: Store, messages: Messages, prepare: Callable[[Welcome], None]
    ) -> None:
        """``prepare`` is told of the welcome when it is made."""
        self._store, self._prepare = store, prepare
        self.table, self.welcome = InstanceTable(store, messages), None
        super().__init__([self.table])
        self._stop = store.servers.observe(lambda _delta: self._look())
        self._look()

    welcome: Welcome | None

    def close(self) -> None:
        if hasattr(self, "_stop"):
            self._stop()
        super().close()

    def _look(self) -> None:
        servers = self._store.servers
        if not servers.loaded or len(servers):
            self.remove_class(_NONE)
            return
        if self.welcome is None:
            self.welcome = Welcome(self._store)
            self._prepare(self.welcome)
            self.children = (self.welcome, self.table)
        self.add_class(_NONE)
