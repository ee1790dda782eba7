"""The card or form that is open below a table, about one of its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ipywidgets as ipw

from canfar_jupyter.widgets.layout.panel import close_all

if TYPE_CHECKING:
    from canfar_jupyter.live.base.collection import Delta


class Drawer(ipw.VBox):
    """One card or form at a time; it closes when its row disappears."""

    def __init__(self) -> None:
        super().__init__()
        self.add_class("cj-side")
        self._about: str | None = None  # id of the row; None: of no row

    def show(self, about: str | None, widget: ipw.Widget) -> None:
        """Show a widget in place of the open one; ``about`` is the id of its row."""
        self.shut()
        self._about = about
        self.children = [widget]

    def shut(self) -> None:
        """Close what is open."""
        self._about = None
        old, self.children = self.children, []
        for widget in old:
            close_all(widget)

    def follow(self, delta: Delta) -> None:
        """Close it if its row no longer exists."""
        if self._about in delta.removed:
            self.shut()
