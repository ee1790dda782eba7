"""Asks what is around the page (JupyterLab) to show a widget in a tab of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import anywidget
import ipywidgets as ipw
import traitlets

from canfar_jupyter.widgets.kit.bundle import Bundled


class Opener(anywidget.AnyWidget):
    """Shows nothing itself: ``ask`` asks for a tab, ``on_refused`` is told when none was made."""

    _esm = Bundled("opener")

    takes = traitlets.Bool(False).tag(sync=True)
    """What is around the page makes tabs."""

    def __init__(self) -> None:
        self._on_refused: list[Callable[[str], None]] = []
        super().__init__()
        self.add_class("cj-opener")
        self.on_msg(self._receive)

    def ask(self, about: str, name: str, page: ipw.Widget) -> None:
        """Ask for a tab named ``name`` that shows ``page``; ``on_refused`` is told ``about``."""
        self.send({"op": "open", "about": about, "name": name, "model_id": page.model_id})

    def on_refused(self, callback: Callable[[str], None]) -> None:
        """Call ``callback(about)`` when no tab was made."""
        self._on_refused.append(callback)

    def _receive(self, _widget: object, message: Mapping[str, Any], _buffers: object) -> None:
        if message.get("op") == "refused":
            for refused in self._on_refused:
                refused(str(message.get("about")))
