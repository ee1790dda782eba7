"""Upload a small file from the user's own computer through the browser.

A browser sends a file as one message, and one of more than 10 MB silently ends the
connection.  So it is sent in chunks here, each requested when the previous one has been written.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from canfar_jupyter.widgets.kit.bundle import Bundled

LARGEST = 512 << 20  # bytes; more is put on the notebook server in another way
PIECE = 1 << 20  # bytes of a message
_ADVICE = (
    "{name} has {size:.1f} GB, which is too much to send through the browser. Copy it to the "
    "notebook server (JupyterLab's file browser, scp or wget) and choose it there."
)


class UploadField(anywidget.AnyWidget):
    """A button that uploads a file into a temporary one at ``path``."""

    _esm = Bundled("upload_field")

    largest = traitlets.Int(LARGEST).tag(sync=True)
    piece = traitlets.Int(PIECE).tag(sync=True)
    advice = traitlets.Unicode(_ADVICE).tag(sync=True)

    path = traitlets.Unicode()
    """The path of the complete file; "": none yet."""

    file_name = traitlets.Unicode()
    """Its name on the user's computer."""

    def __init__(self, on_chosen: Callable[[], None]) -> None:
        self._on_chosen = on_chosen
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._part: Path | None = None
        self._number = self._size = self._came = 0
        super().__init__()
        self.add_class("cj-upload")
        self.on_msg(self._receive)

    def close(self) -> None:
        self.forget()
        super().close()

    def forget(self) -> None:
        """Remove the uploaded file."""
        self.path = ""
        self._part = None
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None
            self.send({"op": "forgotten"})

    def _receive(self, _widget: object, message: Mapping[str, Any], buffers: Sequence[Any]) -> None:
        try:
            if message.get("op") == "begin":
                self._begin(message)
            elif message.get("op") == "piece" and message.get("number") == self._number:
                self._take(buffers)
        except OSError as full:
            self.forget()
            why = full.strerror or "it cannot be written"
            self.send({"op": "failed", "text": f"The notebook server cannot store it: {why}."})

    def _begin(self, message: Mapping[str, Any]) -> None:
        self.forget()
        size = message.get("size")
        if not isinstance(size, int) or not 0 <= size <= self.largest:
            return
        self._folder = tempfile.TemporaryDirectory(prefix="canfar-upload-")
        self._part = Path(self._folder.name) / "image"
        self._part.touch(mode=0o600)
        self._number, self._size, self._came = self._number + 1, size, 0
        self.file_name = Path(str(message.get("name", ""))).name[:255]
        self._ask()

    def _take(self, buffers: Sequence[Any]) -> None:
        if self._part is None or len(buffers) != 1:
            return
        piece = bytes(buffers[0])
        if self._came + len(piece) > self._size:
            self.forget()
            return
        with self._part.open("ab") as out:
            out.write(piece)
        self._came += len(piece)
        self._ask()

    def _ask(self) -> None:
        if self._came < self._size:
            self.send({"op": "next", "number": self._number, "from": self._came})
            return
        self.path = str(self._part)
        self.send({"op": "done"})
        self._on_chosen()
