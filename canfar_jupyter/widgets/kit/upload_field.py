"""Upload a file of any size from the user's own computer through the browser.

A message of more than 10 MB silently ends the connection, and a file need not fit into any
memory.  So the browser reads and sends small pieces, a few ahead of what has been written here.
A piece says where it belongs: after a lost connection or a reload the browser asks how much is
here, and goes on from there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import RLock, Timer
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from canfar_jupyter.errors import Cancelled, CloudError, CloudFailure, Invalid
from canfar_jupyter.local.spool import Spool
from canfar_jupyter.model.amounts import bytes_in_words
from canfar_jupyter.model.images.formats import HEAD
from canfar_jupyter.widgets.kit.bundle import Bundled

if TYPE_CHECKING:
    from canfar_jupyter.live.base.arriving import Arriving

_ENOUGH = HEAD + (1 << 16)  # bytes that tell what a file is, even if packing made them more
_SILENT = 5.0  # seconds without a piece after which another page may go on
_LARGEST = 1 << 60  # bytes that are believed of a file
_COMING = "{name} is being uploaded."
_HERE = "{name} has arrived on the notebook server."
_AGAIN = "{done} of {total} of {name} have arrived. Choose the same file again to continue."
_ELSEWHERE = "{name} is still being uploaded: cancel that first."
_IN_USE = "Wait until the image has been created from the last file."
_UNREADABLE = (
    "{name} has changed, was moved, or cannot be read any more. Nothing of it was kept: choose "
    "it again."
)
_FULL = "The notebook server cannot store it: {why}."
_SENTENCES = {  # of the browser
    "lost": "The notebook server does not answer: the upload goes on by itself once it does.",
    "busy": "Another file is being uploaded: cancel that first.",
}

Arrival = Callable[[str, int, Callable[[], None]], "Arriving"]


class UploadField(anywidget.AnyWidget):
    """A button that uploads a file into a temporary one, which this widget removes.

    Args:
        arrival: Shows how much has arrived: ``Store.arriving``.
        on_change: Called when a file was chosen, when its beginning or all of it is here, and
            when it is gone.
    """

    _esm = Bundled("upload_field")

    text = traitlets.Unicode().tag(sync=True)
    tone = traitlets.Unicode("quiet").tag(sync=True)
    sentences = traitlets.Dict(_SENTENCES).tag(sync=True)

    def __init__(self, arrival: Arrival, on_change: Callable[[], None]) -> None:
        self._arrival, self._on_change = arrival, on_change
        self._lock = RLock()
        self._spool: Spool | None = None
        self._arriving: Arriving | None = None
        self._file: tuple[str, int, float] = ("", 0, 0)  # name, bytes, when it was changed
        self._sender = ""  # the page that sends, by a word of its own
        self._heard = float("-inf")
        self._held = self._closed = False
        super().__init__()
        self.add_class("cj-upload")
        self.on_msg(self._receive)

    @property
    def file_name(self) -> str:
        """Its name on the user's computer; "": none is chosen."""
        return self._file[0] if self._spool else ""

    @property
    def path(self) -> str:
        """Where it is, or is being written; "": nowhere."""
        return str(self._spool.path) if self._spool else ""

    @property
    def size(self) -> int:
        """Bytes of the whole file."""
        return self._file[1]

    @property
    def complete(self) -> bool:
        return self._spool is not None and self._spool.complete

    @property
    def can_be_judged(self) -> bool:
        """Whether as much is here as tells what it is."""
        return self._spool is not None and self._spool.came >= min(_ENOUGH, self._spool.size)

    def close(self) -> None:
        with self._lock:
            self._closed = True
            if not self._held:
                self.forget()
        super().close()

    def hold(self) -> None:
        """Keep the file, though the widget be closed, until ``release``."""
        self._held = True

    def release(self) -> None:
        """Undo ``hold``."""
        with self._lock:
            self._held = False
            if self._closed:
                self.forget()

    def forget(self, error: CloudError | None = None) -> None:
        """End the upload and remove what has arrived."""
        with self._lock:
            spool, self._spool = self._spool, None
            arriving, self._arriving = self._arriving, None
            if arriving is not None:
                arriving.end(error or Cancelled(f"The upload of {self._file[0]} was cancelled."))
            if spool is not None:
                spool.remove()
                self.send({"op": "stopped", "sender": self._sender})
                self._say("")

    def refuse(self, text: str) -> None:
        """End the upload of what cannot be used, and say why."""
        with self._lock:
            self.forget(Invalid(text))
            self._say(text, "bad")

    def _say(self, text: str, tone: str = "quiet") -> None:
        with self.hold_sync():
            self.tone, self.text = tone, text

    def _cancelled(self) -> None:
        with self._lock:
            name = self._file[0]
            self.forget()
            self._say(f"The upload of {name} was cancelled.")
        self._on_change()

    def _receive(self, _widget: object, message: Mapping[str, Any], buffers: Sequence[Any]) -> None:
        with self._lock:
            try:
                changed = self._heed(message, buffers)
            except (OSError, ValueError) as full:
                why = getattr(full, "strerror", None) or str(full)
                self._fail(CloudFailure(_FULL.format(why=why)))
                changed = True
            except Cancelled:
                changed = False  # ``_cancelled`` has been called, or is about to be
            except CloudError as refused:
                self._fail(refused)
                changed = True
        if changed:
            self._on_change()

    def _fail(self, error: CloudError) -> None:
        self.forget(error)
        text = str(error) if isinstance(error, CloudFailure) else f"{error} {error.hint}"
        self._say(text, "bad")
        self.send({"op": "stopped", "sender": self._sender})

    def _heed(self, message: Mapping[str, Any], buffers: Sequence[Any]) -> bool:
        """Do what a page says; return whether there is something new to know."""
        op, sender = message.get("op"), str(message.get("sender", ""))
        if op == "begin":
            return self._begin(message, sender, buffers)
        if op == "hello":
            self._greet()
        elif op == "greet":
            if not self._is_coming:
                self._greet()
        elif self._spool is not None and sender == self._sender:
            self._heard = time.monotonic()
            if op == "piece" and len(buffers) == 1 and message.get("from") == self._spool.came:
                return self._take(buffers[0])
            if op == "where":
                self._answer(ask=message.get("ask"))
            elif op == "unreadable":
                self._fail(CloudFailure(_UNREADABLE.format(name=self._file[0])))
                return True
        elif op in ("piece", "where"):  # of a file that is gone, as after another page's Cancel
            self.send({"op": "stopped", "sender": sender})
        return False

    def _greet(self) -> None:
        """Tell a page that has just been loaded what waits for the rest of its file."""
        spool = self._spool
        if spool is None or spool.complete:
            return
        if self._is_coming:  # from another page, or from the one that has just been left
            later = Timer(_SILENT, lambda: self._receive(self, {"op": "greet"}, ()))
            later.daemon = True
            later.start()
            return
        done, total = bytes_in_words(spool.came), bytes_in_words(spool.size)
        self._say(_AGAIN.format(name=self._file[0], done=done, total=total), "warn")

    def _begin(self, message: Mapping[str, Any], sender: str, buffers: Sequence[Any]) -> bool:
        name = Path(str(message.get("name", ""))).name[:255]
        size, changed = message.get("size"), message.get("changed")
        if not isinstance(size, int) or not 0 <= size <= _LARGEST or len(buffers) != 1:
            return False
        file = (name, size, float(changed) if isinstance(changed, int | float) else 0)
        start, spool = memoryview(buffers[0]), self._spool
        goes_on = spool is not None and self._file == file and spool.begins_with(start)
        if self._held or (not goes_on and self._is_coming):
            self._say(_IN_USE if self._held else _ELSEWHERE.format(name=self._file[0]), "warn")
            self.send({"op": "stopped", "sender": sender})
            return False
        if not goes_on:
            self.forget()
        self._sender, self._heard = sender, time.monotonic()
        if goes_on:
            self._answer()
            return False
        self._file = file
        self._spool = Spool(size)
        self._arriving = self._arrival(name, size, self._cancelled)
        self._say(_COMING.format(name=name), "busy")
        self._take(start)
        return True

    @property
    def _is_coming(self) -> bool:
        """Whether another page, or another view, is at work."""
        return (
            self._spool is not None
            and not self._spool.complete
            and time.monotonic() - self._heard < _SILENT
        )

    def _take(self, piece: bytes | memoryview) -> bool:
        spool = self._spool
        if spool is None or self._arriving is None:
            return False
        could_be_judged = self.can_be_judged
        spool.add(piece)
        self._arriving.tell(spool.came)
        if spool.complete:
            self._arriving.end()
            self._arriving = None
        self._answer()
        return spool.complete or (self.can_be_judged and not could_be_judged)

    def _answer(self, ask: object = None) -> None:
        """Tell the page how much is here."""
        spool = self._spool
        if spool is None:
            return
        said = {"ask": ask} if isinstance(ask, int) else {}
        self.send({"op": "at", "sender": self._sender, "came": spool.came, **said})
        if spool.complete:
            self._say(_HERE.format(name=self._file[0]), "good")
        elif self.tone != "busy":
            self._say(_COMING.format(name=self._file[0]), "busy")
