"""A collapsible section: one line, and its contents once opened."""

from __future__ import annotations

from collections.abc import Callable

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

    opened = traitlets.Bool(False).tag(sync=True)


class Disclosure(ipw.VBox):
    """A line that opens; ``build`` creates its contents when it is first opened.

    So a page does not send contents that are never looked at.
    """

    def __init__(self, label: str, build: Callable[[], ipw.Widget]) -> None:
        self._build = build
        self.content: ipw.Widget | None = None
        self.button = FoldButton(label=label)
        super().__init__([self.button])
        self.add_class("cj-fold")
        self.button.observe(self._toggled, "opened")

    @property
    def is_open(self) -> bool:
        return bool(self.button.opened)

    def show(self) -> None:
        """Open it, as a click would."""
        self.button.opened = True

    def need_a_look(self, why: bool) -> None:
        """Mark the line, while it is closed, if something inside is wrong."""
        self.button.mark = "needs attention" if why and not self.is_open else ""

    def _toggled(self, _change: object) -> None:
        if self.content is None:
            self.content = self._build()
            self.children = [self.button, self.content]
        self.content.layout.display = None if self.is_open else "none"
