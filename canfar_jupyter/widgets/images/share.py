"""The members of an image: the projects it is shared with, and their status."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

import ipywidgets as ipw

from canfar_jupyter.errors import CloudError
from canfar_jupyter.model.images.spec import Member
from canfar_jupyter.widgets.kit.field import Field
from canfar_jupyter.widgets.kit.messages import Messages
from canfar_jupyter.widgets.kit.status_line import StatusLine
from canfar_jupyter.widgets.layout.panel import Panel, close_all

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store

_STATES = {
    "pending": "has not answered yet",
    "accepted": "has accepted",
    "rejected": "has declined",
}


class ImageShare(Panel):
    """A field for a project, and below it the image's members."""

    def __init__(
        self, store: Store, image_id: str, messages: Messages, *, on_close: Callable[[], None]
    ) -> None:
        self._store, self._id = store, image_id
        self.messages = messages
        self.project = ipw.Text(description="Project", placeholder="Name or id")
        self.share = ipw.Button(description="Share image", button_style="primary")
        self.done = ipw.Button(description="Done")
        self.field = Field(self.project)
        self.note = StatusLine("Reading its members...")
        self.members = ipw.VBox()
        controls = ipw.HBox([self.field, self.share, self.done])
        controls.add_class("cj-row-of-controls")
        super().__init__("Share", [controls, self.note, self.members], classes=("cj-image-form",))
        self.share.on_click(lambda _button: self.start())
        self.done.on_click(lambda _button: on_close())
        self.read()

    def read(self) -> None:
        """Read its members."""
        self._store.image_members(self._id).add_done_callback(self._arrived)

    def start(self) -> None:
        """Share it with the project in the field, as the button does."""
        self.field.note.say("")
        self.share.disabled = True
        future = self._store.share_image(self._id, self.project.value.strip())
        future.add_done_callback(self._settled)

    def _settled(self, future: Future[None]) -> None:
        self.share.disabled = False
        error = future.exception()
        if error is None:
            self.project.value = ""
            self.messages.forget(self._id)
            self.read()
        elif isinstance(error, CloudError):
            self.field.note.say(f"{error} {error.hint}", "bad")
        else:
            self.messages.error(error, self._id)

    def _arrived(self, future: Future[list[Member]]) -> None:
        if error := future.exception():
            self.note.say(str(error), "bad")
            return
        members = future.result()
        self.note.say("" if members else "It is not shared with any project yet.")
        old, self.members.children = self.members.children, [self._line(m) for m in members]
        for widget in old:
            close_all(widget)

    def _line(self, member: Member) -> ipw.Widget:
        called = member.project or member.project_id
        words = StatusLine(f"{called} {_STATES.get(member.status, member.status)}")
        back = ipw.Button(description="Unshare", tooltip=f"Unshare it with {called}")

        def take_back(_button: Any) -> None:
            future = self._store.unshare_image(self._id, member.project_id)
            future.add_done_callback(lambda _future: self.read())

        back.on_click(take_back)
        line = ipw.HBox([words, back])
        line.add_class("cj-row-of-controls")
        return line
