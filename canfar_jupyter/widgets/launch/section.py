"""A numbered part of the launch page, with a heading that says what it is about."""

from __future__ import annotations

from collections.abc import Sequence

import anywidget
import ipywidgets as ipw
import traitlets

from canfar_jupyter.widgets.kit.bundle import Bundled


class SectionHead(anywidget.AnyWidget):
    """The heading; it names the box around it for screen readers."""

    _esm = Bundled("section")

    number = traitlets.Unicode().tag(sync=True)
    """"": none, and the title is the label of a field."""

    title = traitlets.Unicode().tag(sync=True)
    note = traitlets.Unicode().tag(sync=True)
    """What follows the title, in small type."""


class Section(ipw.VBox):
    """A group of controls; ``head.note`` says what its title cannot."""

    def __init__(self, title: str, children: Sequence[ipw.Widget], number: str = "") -> None:
        self.head = SectionHead(title=title, number=number)
        super().__init__([self.head, *children])
        self.add_class("cj-section" if number else "cj-group")
