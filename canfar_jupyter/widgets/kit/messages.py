"""Messages: what happened, in sentences; errors with what to do next."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
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
        self._sources: dict[int, str] = {}  # what each message is about, by its id
        super().__init__()
        self.add_class("cj-messages")
        self.on_msg(self._receive)

    def say(
        self, text: str, tone: str = "good", *, hint: str = "", details: str = "", source: str = ""
    ) -> int:
        """Show a message; return its id for ``dismiss``.

        Args:
            text: A sentence.
            tone: "good", "bad", "warn" or "quiet".
            hint: What to do next.
            details: For support; collapsed.
            source: What it is about: it replaces what was said of that before, and nothing else.
        """
        words = {"tone": tone, "text": text, "hint": hint, "details": details}
        with self._lock:
            id_ = next(self._ids)
            others = [i for i in self._of_others(source) if not words.items() <= i.items()]
            self._sources[id_] = source
            self._show([*others, {"id": id_, **words}][-_MAX_MESSAGES:])
        return id_

    def error(self, error: BaseException, source: str = "") -> int:
        """Show why something failed, what to do next and, collapsed, details for support."""
        text, hint, details = in_words(error)
        return self.say(text, "bad", hint=hint, details=details, source=source)

    def of(self, source: str) -> Callable[[Future[Any]], None]:
        """Return a callback for a future, which shows why it failed or takes that away.

        Args:
            source: The verb and what it is done to.
        """

        def settled(future: Future[Any]) -> None:
            if error := future.exception():
                self.error(error, source)
            else:
                self.forget(source)

        return settled

    def forget(self, source: str) -> None:
        """Drop what was said of a source: it is no longer so."""
        with self._lock:
            self._show(self._of_others(source))

    def dismiss(self, id_: int) -> None:
        with self._lock:
            self._show([item for item in self.items if item["id"] != id_])

    def _of_others(self, source: str) -> list[dict[str, Any]]:
        return [i for i in self.items if not source or self._sources.get(i["id"]) != source]

    def _show(self, items: list[dict[str, Any]]) -> None:
        self.items = items
        self._sources = {i["id"]: self._sources.get(i["id"], "") for i in items}

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
