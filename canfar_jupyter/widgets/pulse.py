"""A heartbeat for parts of the page that have no table: somebody is looking."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import anywidget

from canfar_jupyter.widgets.esm import esm


class Pulse(anywidget.AnyWidget):
    """Nothing to see; calls ``beat()`` every ten seconds or so while it is on the screen."""

    _esm = esm("pulse.js")

    def __init__(self, beat: Callable[[], None]) -> None:
        self._beat = beat
        super().__init__()
        self.add_class("cj-pulse")
        self.on_msg(self._receive)

    def _receive(self, _widget: object, message: Mapping[str, object], _buffers: object) -> None:
        if message.get("op") == "beat":
            self._beat()
