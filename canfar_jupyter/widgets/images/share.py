"""The members of an image: the projects it is shared with, and their status."""

from __future__ import annotations

from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING

import ipywidgets as ipw

from canfar_jupyter.errors import CloudError
from canfar_jupyter.model.images.spec import Member
from canfar_jupyter.widgets.images.reading import Reading
from canfar_jupyter.widgets.kit.field import Field
from canfar_jupyter.widgets.kit.messages import Messages
from canfar_jupyter.widgets.kit.status_line import StatusLine
from canfar_jupyter.widgets.layout.panel import close_all

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store
    from canfar_jupyter.widgets.images.seen import SeenImages

_STATES = {
    "pending": "has not answered yet",
    "accepted": "has accepted",
    "rejected": "has declined",
}
_NONE = "It is not shared with any project yet."
_OFFERED = "{name} is offered to {project}: a member of that project accepts it."
_UNSHARED = "{name} is no longer shared with {project}."


class ImageShare(ipw.VBox):
    """A field for a project, and below it the image's members.

    Attributes:
        project: The field.
        share: The button.
        done: Says what was just done; it stays when the members are read again.
        reading: Says that the members are being read, or why that failed.
        members: A line with Unshare for each.
    """

    def __init__(self, store: Store, rows: SeenImages, image_id: str, messages: Messages) -> None:
        self._store, self._rows, self._id = store, rows, image_id
        self.messages = messages
        self.project = ipw.Text(description="Project", placeholder="Name or id")
        self.share = ipw.Button(description="Share image", button_style="primary")
        self.field, self.done, self.note = Field(self.project), StatusLine(), StatusLine()
        self.reading = Reading("its members", lambda: store.image_members(image_id), self._arrived)
        self.members = ipw.VBox()
        controls = ipw.HBox([self.field, self.share])
        controls.add_class("cj-row-of-controls")
        super().__init__([controls, self.done, self.reading, self.note, self.members])
        self.add_class("cj-image-form")
        self.share.on_click(lambda _button: self.start())
        self.reading.read()

    def start(self) -> None:
        """Share it with the project in the field, as the button does."""
        self.field.note.say("")
        self.share.disabled = True
        project = self.project.value.strip()
        future = self._store.share_image(self._id, project)
        future.add_done_callback(partial(self._settled, project))

    def _settled(self, project: str, future: Future[None]) -> None:
        self.share.disabled = False
        error = future.exception()
        if error is None:
            self.project.value = ""
            self.messages.forget(self._id)
            self._say_done(_OFFERED, project)
            self.reading.read()
        elif isinstance(error, CloudError):
            self.field.note.say(f"{error} {error.hint}", "bad")
        else:
            self.messages.error(error, self._id)

    def _say_done(self, words: str, project: str) -> None:
        row = self._store.images.get(self._id)
        name = row["name"] if row else self._id
        self.done.say(words.format(name=name, project=project), "good")

    def _arrived(self, members: list[Member]) -> None:
        self._rows.note_members(self._id, members)
        self.note.say("" if members else _NONE)
        old, self.members.children = self.members.children, [self._line(m) for m in members]
        for widget in old:
            close_all(widget)

    def _line(self, member: Member) -> ipw.Widget:
        called = member.project or member.project_id
        words = StatusLine(f"{called} {_STATES.get(member.status, member.status)}")
        back = ipw.Button(description="Unshare", tooltip=f"Unshare it with {called}")
        back.on_click(lambda _button: self.unshare(member))
        line = ipw.HBox([words, back])
        line.add_class("cj-row-of-controls")
        return line

    def unshare(self, member: Member) -> None:
        """Stop sharing it with a project, as the button does."""

        def taken_back(future: Future[None]) -> None:
            if error := future.exception():
                self.messages.error(error, self._id)
            else:
                self._say_done(_UNSHARED, member.project or member.project_id)
            self.reading.read()

        future = self._store.unshare_image(self._id, member.project_id)
        future.add_done_callback(taken_back)
