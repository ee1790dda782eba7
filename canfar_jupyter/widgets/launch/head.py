"""The head of the launch page: what was launched last, Clear, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import anywidget
import traitlets

from canfar_jupyter.model.launch.likely import Last
from canfar_jupyter.widgets.kit.bundle import Bundled


class LaunchHead(anywidget.AnyWidget):
    """The title; it makes the box around it the form "Launch instance".

    Args:
        on_again: Called by "use again".
        on_clear: Called by Clear.
        on_leave: Called by Escape, pressed where no field has the focus and nothing is open.
    """

    _esm = Bundled("launch_head")

    last = traitlets.Unicode().tag(sync=True)
    """What was launched last, in words; "": nothing."""

    def __init__(
        self,
        on_again: Callable[[], None],
        on_clear: Callable[[], None],
        on_leave: Callable[[], None],
    ) -> None:
        self._acts = {"again": on_again, "clear": on_clear, "leave": on_leave}
        super().__init__()
        self.on_msg(self._receive)

    def show(self, last: Last | None) -> None:
        """Show what was launched last."""
        self.last = ", ".join(filter(None, [last.image, last.flavor])) if last else ""

    def _receive(self, _widget: object, message: Mapping[str, Any], _buffers: object) -> None:
        act = self._acts.get(str(message.get("op")))
        if act is not None:
            act()
