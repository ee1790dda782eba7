"""The page that adds an image, in place of the list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import ipywidgets as ipw

from canfar_jupyter.widgets.images.create import CreateImage
from canfar_jupyter.widgets.layout.panel import close_all
from canfar_jupyter.widgets.layout.side_panel import PanelHead

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store
    from canfar_jupyter.widgets.kit.messages import Messages

TITLE = "Add image"


class AddPage(ipw.VBox):
    """The form for a new image under a head with Back to the list.

    What was typed is kept when it is left, until the image exists or Cancel is pressed.

    Args:
        store: Where the image is to be.
        messages: Where it is said what became of it.
        on_show: Called with whether the page is open.

    Attributes:
        head: Its head.
        form: The form; None: none was opened, or it is done.
    """

    def __init__(self, store: Store, messages: Messages, on_show: Callable[[bool], None]) -> None:
        self._store, self._messages, self._on_show = store, messages, on_show
        self.head = PanelHead()
        self.head.name, self.head.page = TITLE, True
        self.form: CreateImage | None = None
        super().__init__([self.head])
        self.add_class("cj-add-page")
        self.layout.display = "none"
        self.head.on_msg(self._receive)

    def begin(self) -> CreateImage:
        """Open it, with what was typed before; return the form."""
        if self.form is None:
            self.form = CreateImage(
                self._store, self._messages, on_close=self.finish, on_leave=self.leave
            )
            self.children = [self.head, self.form]
        self._show(True)
        return self.form

    def leave(self) -> None:
        """Go back to the list; the form is kept."""
        self._show(False)

    def finish(self) -> None:
        """Close the form and go back to the list."""
        old, self.form = self.form, None
        self.children = [self.head]
        if old is not None:
            if old.in_view:
                self._show(False)
            close_all(old)

    def _show(self, visible: bool) -> None:
        if self.form is not None:
            self.form.in_view = visible
        self.layout.display = None if visible else "none"
        self._on_show(visible)

    def _receive(self, _widget: object, message: Mapping[str, Any], _buffers: object) -> None:
        if message.get("op") == "close":
            self.leave()
