"""A section of the page with a heading."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import ipywidgets as ipw

from canfar_jupyter.widgets.kit.sheet import sheet
from canfar_jupyter.widgets.table.saved_view import Bundle, SavedTable, with_saved_tables
from canfar_jupyter.widgets.table.table import Table


class Panel(ipw.VBox):
    """A box that can be shown alone in a notebook: it brings the style sheet.

    An empty heading is left out; the contents then have their own.
    """

    def __init__(
        self, title: str, children: Sequence[ipw.Widget], *, classes: Sequence[str] = ()
    ) -> None:
        super().__init__()
        heading = [ipw.HTML(f'<h2 class="cj-heading">{escape(title)}</h2>')] if title else []
        self.children = [sheet(), *heading, *children]
        for name in ("cj", "cj-panel", *classes):
            self.add_class(name)

    def _repr_mimebundle_(self, **keys: Any) -> Bundle:
        return with_saved_tables(
            super()._repr_mimebundle_(**keys), saved_tables_in(self), "Run the notebook."
        )


def saved_tables_in(widget: ipw.Widget) -> list[SavedTable]:
    """Return the tables in a widget as a saved notebook shows them."""
    if isinstance(widget, Table):
        return [widget.saved_table]
    return [table for child in getattr(widget, "children", ()) for table in saved_tables_in(child)]


def close_all(widget: ipw.Widget) -> None:
    """Close a widget and everything in it; the browser discards them."""
    for child in getattr(widget, "children", ()):
        if child is not sheet():  # everything on the page shares that one
            close_all(child)
    widget.close()
