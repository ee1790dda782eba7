"""A line of text that screen readers announce when it changes; set as text, never as HTML."""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

from canfar_jupyter.widgets.kit.bundle import Bundled


class StatusLine(anywidget.AnyWidget):
    """One sentence; nothing is shown while it is empty.

    In a box of class ``cj-field`` the input beside it is described by it.
    """

    _esm = Bundled("status_line")

    text = traitlets.Unicode().tag(sync=True)
    tone = traitlets.Enum(("quiet", "good", "busy", "warn", "bad"), "quiet").tag(sync=True)

    def __init__(self, text: str = "", **traits: Any) -> None:
        super().__init__(text=text, **traits)
        self.add_class("cj-note-box")

    def say(self, text: str, tone: str = "quiet") -> None:
        with self.hold_sync():
            self.tone, self.text = tone, text
