"""A collapsible section: one line, and its contents once opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import anywidget
import ipywidgets as ipw
import traitlets

from canfar_jupyter.widgets.kit.bundle import Bundled


class FoldButton(anywidget.AnyWidget):
    """The line: a button that tells screen readers whether its contents are shown."""

    _esm = Bundled("disclosure")

    label = traitlets.Unicode().tag(sync=True)
    mark = traitlets.Unicode().tag(sync=True)
    """What is visible without opening it, such as "needs attention"."""

    clears = traitlets.Unicode().tag(sync=True)
    """What Clear does, as screen readers read it; "": there is nothing to clear."""

    opened = traitlets.Bool(False).tag(sync=True)


class Disclosure(ipw.VBox):
    """A line that opens; ``build`` creates its contents when it is first opened.

    So a page does not send contents that are never looked at.

    Args:
        label: The line.
        build: Makes the contents.
        clear: Called by the button Clear on the line, which ``describe`` shows.
    """

    def __init__(
        self,
        label: str,
        build: Callable[[], ipw.Widget],
        clear: Callable[[], None] | None = None,
    ) -> None:
        self._build, self._clear = build, clear
        self.content: ipw.Widget | None = None
        self.button = FoldButton(label=label)
        super().__init__([self.button])
        self.add_class("cj-fold")
        self.button.observe(self._toggled, "opened")
        self.button.on_msg(self._receive)

    @property
    def is_open(self) -> bool:
        return bool(self.button.opened)

    def show(self) -> None:
        """Open it, as a click would."""
        self.button.opened = True

    def describe(self, label: str, clears: str = "") -> None:
        """Say on the line what it holds; ``clears``: what Clear beside it does, if it is shown."""
        with self.button.hold_sync():
            self.button.label, self.button.clears = label, clears

    def need_a_look(self, why: bool) -> None:
        """Mark the line, while it is closed, if something inside is wrong."""
        self.button.mark = "needs attention" if why and not self.is_open else ""

    def clear(self) -> None:
        """Do what Clear does."""
        if self._clear is not None and self.button.clears:
            self._clear()

    def _receive(self, _widget: object, message: Mapping[str, Any], _buffers: object) -> None:
        if message.get("op") == "clear":
            self.clear()

    def _toggled(self, _change: object) -> None:
        if self.content is None:
            self.content = self._build()
            self.children = [self.button, self.content]
        self.content.layout.display = None if self.is_open else "none"
