"""The quotas of a project: used, limit and left; and what instances that are off keep of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from canfar_jupyter.widgets.kit.presence import Presence
from canfar_jupyter.widgets.layout.panel import Panel
from canfar_jupyter.widgets.usage.view import UsageView

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store


class UsagePage(Panel):
    """All quotas as a table with meters, and below the instances that are off.

    Args:
        store: The project.
        open_instance: Opens an instance by its id.
    """

    def __init__(self, store: Store, open_instance: Callable[[str], None]) -> None:
        self._store = store
        self.view = UsageView(open_instance)
        super().__init__("", [self.view, Presence(beat=store.look)], classes=("cj-usage-page",))
        self._stops = [
            c.observe(lambda _delta: self._draw()) for c in (store.quotas, store.servers)
        ]
        self._draw()

    def close(self) -> None:
        for stop in getattr(self, "_stops", ()):
            stop()
        super().close()

    def _draw(self) -> None:
        self._store.afterwards(self._show)

    def _show(self) -> None:
        self.view.show(self._store.quotas, self._store.servers)
