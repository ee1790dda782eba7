"""The browser's heartbeat: the page is loaded, and it is visible."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import anywidget

from canfar_jupyter.widgets.kit.bundle import Bundled


class Presence(anywidget.AnyWidget):
    """An invisible widget.

    Calls ``seen()`` when a page has rendered it, which happens once the page has loaded all
    existing widgets, and ``beat()`` about every ten seconds while it is visible.
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
