"""A form control with its note beside it."""

from __future__ import annotations

from collections.abc import Sequence

import ipywidgets as ipw

from canfar_jupyter.widgets.kit.status_line import StatusLine


class Field(ipw.VBox):
    """A control, its note, and what helps below."""

    def __init__(self, *controls: ipw.Widget, help: Sequence[ipw.Widget] = ()) -> None:
        self.note = StatusLine()
        super().__init__([*controls, self.note, *help])
        self.add_class("cj-field")

    def show(self, visible: bool) -> None:
        self.layout.display = None if visible else "none"
