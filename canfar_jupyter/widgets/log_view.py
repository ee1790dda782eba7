"""The console log of an instance, followed while somebody looks at it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from canfar_jupyter.widgets.esm import esm
from canfar_jupyter.widgets.log_text import plain
from canfar_jupyter.widgets.messages import in_words

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store


class LogView(anywidget.AnyWidget):
    """What the instance wrote to its console, as text.

    The text is no trait: a boot may write secrets to its console, and traits are saved
    into notebooks.  Asked again every few seconds by the browser while it is visible
    and "Follow" is ticked; only what came since travels.
    """

    _esm = esm("log_view.js")

    title = traitlets.Unicode().tag(sync=True)
    note = traitlets.Unicode().tag(sync=True)
    """Why there is nothing to see, or nothing new."""

    def __init__(self, store: Store, server: str, *, on_close: Callable[[], None]) -> None:
        self._lock = threading.Lock()
        self._store, self._server, self._on_close = store, server, on_close
        self._asking = False
        self.text = ""
        row = store.servers.get(server)
        super().__init__(title=f"Log of {row['name'] if row else server}", note="Reading...")
        self.add_class("cj-log")
        self.on_msg(self._receive)
        self.refresh()

    def refresh(self) -> None:
        """Ask for the log; one request at a time."""
        with self._lock:
            if self._asking:
                return
            self._asking = True
        self._store.console_log(self._server).add_done_callback(self._arrived)

    def _arrived(self, future: Future[str]) -> None:
        with self._lock:
            self._asking = False
        if error := future.exception():
            text, hint, _ = in_words(error)
            self.note = f"{text} {hint}"
            return
        self._show(plain(future.result()))

    def _show(self, text: str) -> None:
        with self._lock:
            before, self.text = self.text, text
        if text != before:
            if before and text.startswith(before):
                self.send({"op": "more", "text": text[len(before) :]})
            else:
                self.send({"op": "all", "text": text})
        self.note = "" if text else "The instance has written nothing yet."

    def _receive(self, _widget: object, message: Mapping[str, Any], _buffers: object) -> None:
        op = message.get("op")
        if op == "hello" and self.text:
            self.send({"op": "all", "text": self.text})
        elif op == "refresh":
            self.refresh()
        elif op == "close":
            self._on_close()
