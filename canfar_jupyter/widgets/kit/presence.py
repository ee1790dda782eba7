"""What the browser says without being asked: here I am, and somebody is looking."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import anywidget

from canfar_jupyter.widgets.kit.bundle import Bundled


class Presence(anywidget.AnyWidget):
    """Nothing to see.

    Calls ``seen()`` when a page has drawn it, which a page does once it has loaded all
    widgets there are, and ``beat()`` every ten seconds or so while it is on the screen.
    """

    _esm = Bundled("presence")

    def __init__(
        self, *, seen: Callable[[], None] | None = None, beat: Callable[[], None] | None = None
    ) -> None:
        self._calls = {"hello": seen, "beat": beat}
        super().__init__()
        self.add_class("cj-pulse")
        self.on_msg(self._receive)

    def _receive(self, _widget: object, message: Mapping[str, object], _buffers: object) -> None:
        call = self._calls.get(str(message.get("op")))
        if call is not None:
            call()
