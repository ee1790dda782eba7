"""The console log of an instance, followed while it is visible."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from canfar_jupyter.widgets.kit.bundle import Bundled
from canfar_jupyter.widgets.kit.messages import in_words
from canfar_jupyter.widgets.logs.log_text import coloured, end_of
from canfar_jupyter.widgets.logs.words import log_in_words

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store
    from canfar_jupyter.model.bootlog import BootReport


LINES = 1000  # shown at first; logs/log_view.ts has the same number


class LogView(anywidget.AnyWidget):
    """What the instance wrote to its console, as text, and a summary.

    The text is not a trait: a boot may write secrets to its console, and traits are saved
    in notebooks.  The browser requests it every few seconds while it is visible
    and "Follow" is checked; only new text is sent.  What the cloud has dropped
    meanwhile is kept.

    Attributes:
        text: Everything read so far, with the escapes that set colours.
        report: The facts found in it.
    """

    _esm = Bundled("log_view")

    title = traitlets.Unicode().tag(sync=True)
    note = traitlets.Unicode().tag(sync=True)
    """Why nothing, or nothing new, is shown."""

    name = traitlets.Unicode().tag(sync=True)
    """Name of the instance, for the name of the saved file."""

    def __init__(self, store: Store, server: str) -> None:
        self._lock = threading.Lock()
        self._store, self._server = store, server
        self._asking = False
        self._lines: int | None = LINES  # what the user wants to see; None: everything
        self.text = ""
        self.report: BootReport | None = None
        row = store.servers.get(server)
        name = row["name"] if row else server
        super().__init__(title=f"Log of {name}", note="Reading...", name=name)
        self.add_class("cj-log")
        self.on_msg(self._receive)
        self.refresh()

    def refresh(self) -> None:
        """Request the log; one request at a time."""
        with self._lock:
            if self._asking:
                return
            self._asking = True
        self._store.read_log(self._server).add_done_callback(self._arrived)

    def show_lines(self, lines: int | None) -> None:
        """Show this many of the last lines, and new ones; None: the whole log."""
        with self._lock:
            self._lines = lines
            self._send_all()

    def _arrived(self, future: Future[Any]) -> None:
        with self._lock:
            self._asking = False
        if error := future.exception():
            text, hint, _ = in_words(error)
            self.note = f"{text} {hint}"
            return
        text, report = future.result()
        self._show(coloured(text), report)

    def _show(self, text: str, report: BootReport) -> None:
        with self._lock:
            before, self.text = self.text, text
            if text != before:
                if before and text.startswith(before):
                    self.send({"op": "more", "text": text[len(before) :]})
                else:
                    self._send_all()
            if report != self.report:
                self.report = report
                self.send({"op": "facts", "text": log_in_words(report)})
        self.note = "" if text else "The instance has written nothing yet."

    def _send_all(self) -> None:
        text = self.text if self._lines is None else end_of(self.text, self._lines)
        self.send({"op": "all", "text": text, "cut": len(text) < len(self.text)})

    def _receive(self, _widget: object, message: Mapping[str, Any], _buffers: object) -> None:
        op = message.get("op")
        if op == "hello":
            with self._lock:
                if self.text:
                    self._send_all()
                if self.report is not None:
                    self.send({"op": "facts", "text": log_in_words(self.report)})
        elif op == "refresh":
            self.refresh()
        elif op == "lines":
            lines = message.get("lines")
            self.show_lines(lines if isinstance(lines, int) and lines > 0 else None)
        elif op == "save":
            self.send({"op": "save", "text": self.text})
