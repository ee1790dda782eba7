"""Download an image to the notebook server."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING

import ipywidgets as ipw

from canfar_jupyter.errors import Cancelled, CloudError
from canfar_jupyter.widgets.kit.field import Field
from canfar_jupyter.widgets.kit.messages import Messages
from canfar_jupyter.widgets.kit.path_picker import PathPicker
from canfar_jupyter.widgets.kit.status_line import StatusLine

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store

_WHERE = "The image becomes a file on the notebook server."


class ImageDownload(ipw.VBox):
    """A field for a folder or a new file in one on the notebook server, and Download.

    Args:
        store: Where the image is.
        image_id: Its id.
        messages: Where it is said that it has arrived.
        on_close: Called when the form is done: whether it has changed the image.
    """

    def __init__(
        self, store: Store, image_id: str, messages: Messages, *, on_close: Callable[[bool], None]
    ) -> None:
        self._store, self._id, self._on_close = store, image_id, on_close
        self.messages = messages
        self.picker = PathPicker("Folder or new file", only_folders=True)
        self.field = Field(self.picker)
        self.button = ipw.Button(description="Download image", button_style="primary")
        self.cancel = ipw.Button(description="Cancel")
        buttons = ipw.HBox([self.button, self.cancel])
        buttons.add_class("cj-row-of-controls")
        super().__init__([StatusLine(_WHERE), self.field, buttons])
        self.add_class("cj-image-form")
        self.button.on_click(lambda _button: self.start())
        self.cancel.on_click(lambda _button: on_close(False))

    def start(self) -> None:
        """Start, as the button does; progress is shown below the images."""
        self.field.note.say("")
        self.button.disabled = True
        self._store.download_image(self._id, self.picker.value).add_done_callback(self._settled)

    def _settled(self, future: Future[Path]) -> None:
        self.button.disabled = False
        error = future.exception()
        if error is None:
            self.messages.say(f"The image is in {future.result()}.", source=self._id)
            self._on_close(False)
        elif isinstance(error, Cancelled):
            self.messages.say(str(error), "quiet", hint=error.hint, source=self._id)
        elif isinstance(error, CloudError) and error.field == "path":
            self.field.note.say(f"{error} {error.hint}", "bad")
        else:
            self.messages.error(error, self._id)
