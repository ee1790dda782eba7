"""The card or form that is open below a table, about one of its rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import ipywidgets as ipw

from canfar_jupyter.widgets.layout.panel import close_all

if TYPE_CHECKING:
    from canfar_jupyter.live.base.collection import Collection, Delta


class Drawer(ipw.VBox):
    """One card or form at a time; it closes when its row disappears.

    Args:
        rows: Those of the table; they are observed while something about one of them is open.
    """

    def __init__(self, rows: Collection) -> None:
        super().__init__()
        self.add_class("cj-side")
        self._rows = rows
        self._about: str | None = None  # id of the row; None: of no row
        self._stop: Callable[[], None] | None = None

    def show(self, about: str | None, widget: ipw.Widget) -> None:
        """Show a widget in place of the open one; ``about`` is the id of its row."""
        self.shut()
        self._about = about
        if about is not None:
            self._stop = self._rows.observe(self._on_delta)
        self.children = [widget]

    def shut(self) -> None:
        """Close what is open."""
        self._follow_nothing()
        old, self.children = self.children, []
        for widget in old:
            close_all(widget)

    def close(self) -> None:
        if hasattr(self, "_stop"):
            self._follow_nothing()
        super().close()

    def _follow_nothing(self) -> None:
        self._about = None
        if self._stop is not None:
            self._stop()
            self._stop = None

    def _on_delta(self, delta: Delta) -> None:
        if self._about in delta.removed:
            self.shut()
