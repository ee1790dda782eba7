"""Messages: what happened, in sentences; errors with what to do next."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from itertools import count
from typing import Any

import anywidget
import traitlets

from canfar_jupyter.errors import CloudError
from canfar_jupyter.widgets.kit.bundle import Bundled

_MAX_MESSAGES = 4  # messages kept; the oldest goes first

log = logging.getLogger(__name__)


class Messages(anywidget.AnyWidget):
    """A few lines that screen readers announce, each with a Dismiss button."""

    _esm = Bundled("messages")

    items = traitlets.List(traitlets.Dict()).tag(sync=True)
    """``{"id", "tone", "text", "hint", "details"}``, the newest last."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ids = count(1)
        super().__init__()
        self.add_class("cj-messages")
        self.on_msg(self._receive)

    def say(self, text: str, tone: str = "good", *, hint: str = "", details: str = "") -> int:
        """Show a message; return its id for ``dismiss``."""
        words = {"tone": tone, "text": text, "hint": hint, "details": details}
        with self._lock:
            id_ = next(self._ids)
            others = [i for i in self.items if not words.items() <= i.items()]  # never twice
            self.items = [*others, {"id": id_, **words}][-_MAX_MESSAGES:]
        return id_

    def error(self, error: BaseException) -> int:
        """Show why something failed, what to do next and, collapsed, details for support."""
        text, hint, details = in_words(error)
        return self.say(text, "bad", hint=hint, details=details)

    def settled(self, future: Future[Any]) -> None:
        """Show why a verb failed, if it did; for ``add_done_callback``."""
        if error := future.exception():
            self.error(error)

    def dismiss(self, id_: int) -> None:
        with self._lock:
            self.items = [item for item in self.items if item["id"] != id_]

    def _receive(self, _widget: object, message: Mapping[str, Any], _buffers: object) -> None:
        if message.get("op") == "dismiss":
            self.dismiss(int(message["id"]))


def in_words(error: BaseException) -> tuple[str, str, str]:
    """Return the sentence, hint and details of an error.

    An error that is not a CloudError is a bug in this package: it is logged with its traceback
    and named here only by its class, because its text was not written for users.
    """
    if not isinstance(error, CloudError):
        log.error("unexpected error", exc_info=error)
        text = "Something went wrong in this page, not in the cloud."
        hint = "Try again; if it persists, report it: the kernel's log has the details."
        return text, hint, type(error).__name__
    details = f"{type(error).__name__}, request id {error.request_id}" if error.request_id else ""
    return str(error), error.hint, details
