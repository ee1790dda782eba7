"""What most people leave alone: one line, and its contents once somebody opens it."""

from __future__ import annotations

from collections.abc import Callable

import anywidget
import ipywidgets as ipw
import traitlets

from canfar_jupyter.widgets.kit.bundle import Bundled


class FoldButton(anywidget.AnyWidget):
    """The line: a button that tells screen readers whether its contents are open."""

    _esm = Bundled("disclosure")

    label = traitlets.Unicode().tag(sync=True)
    mark = traitlets.Unicode().tag(sync=True)
    """What is to be seen without opening it, such as "needs a look"."""

    opened = traitlets.Bool(False).tag(sync=True)


class Disclosure(ipw.VBox):
    """A line that opens; ``build`` makes what is in it when it is first opened.

    A page that shows a form sends nothing of what nobody looks at.
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
        """Open it, as a click does."""
        self.button.opened = True

    def need_a_look(self, why: bool) -> None:
        """Say on the line that something in it is wrong, while it is closed."""
        self.button.mark = "needs a look" if why and not self.is_open else ""

    def _toggled(self, _change: object) -> None:
        if self.content is None:
            self.content = self._build()
            self.children = [self.button, self.content]
        self.content.layout.display = None if self.is_open else "none"
