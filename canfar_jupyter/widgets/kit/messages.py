"""Messages: what happened, in sentences; errors with what to do next."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from itertools import count
from typing import Any

import anywidget
import traitlets

from canfar_jupyter.errors import CloudError
from canfar_jupyter.widgets.kit.bundle import Bundled

_MAX_MESSAGES = 3  # messages kept; the oldest goes first, of what went well before what failed
_ONE_NEWS = 2.0  # seconds within which the same words, said of the same thing twice, are one news

log = logging.getLogger(__name__)


class Messages(anywidget.AnyWidget):
    """A few lines that screen readers announce, each with a Dismiss button.

    Args:
        over: They lie over a page: what went well fades by itself after a few seconds.
    """

    _esm = Bundled("messages")

    items = traitlets.List(traitlets.Dict()).tag(sync=True)
    """``{"id", "tone", "text", "hint", "details", "missed"}``, the newest last.

    One that is "missed" is shown only where the page is hidden: who looks at it sees it there.
    """

    over = traitlets.Bool(False).tag(sync=True)

    def __init__(self, *, over: bool = False) -> None:
        self._lock = threading.Lock()
        self._ids = count(1)
        self._sources: dict[int, str] = {}  # what each message is about, by its id
        self._said: dict[int, float] = {}  # when
        super().__init__(over=over)
        self.add_class("cj-messages")
        self.on_msg(self._receive)

    def say(
        self,
        text: str,
        tone: str = "good",
        *,
        hint: str = "",
        details: str = "",
        source: str = "",
        missed: bool = False,
    ) -> int:
        """Show a message; return its id for ``dismiss``.

        Args:
            text: A sentence.
            tone: "good", "bad", "warn" or "quiet".
            hint: What to do next.
            details: For support; collapsed.
            source: What it is about: it replaces what was said of that before, and nothing else.
            missed: Only for a page that is hidden: who looks at it sees it there.
        """
        words = {"tone": tone, "text": text, "hint": hint, "details": details}
        with self._lock:
            twin = next((i for i in self.items if words.items() <= i.items()), None)
            if twin and twin["missed"] <= missed and self._is_new(twin["id"]):
                self._sources[twin["id"]] = source or self._sources[twin["id"]]
                return int(twin["id"])
            id_ = next(self._ids)
            others = [i for i in self._of_others(source) if not words.items() <= i.items()]
            self._sources[id_], self._said[id_] = source, time.monotonic()
            self._show(_newest([*others, {"id": id_, **words, "missed": missed}]))
        return id_

    def error(self, error: BaseException, source: str = "", *, missed: bool = False) -> int:
        """Show why something failed, what to do next and, collapsed, details for support."""
        text, hint, details = in_words(error)
        return self.say(text, "bad", hint=hint, details=details, source=source, missed=missed)

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

    def is_said(self, source: str) -> bool:
        """Return whether something is said of a source now."""
        return source in self._sources.values()

    def dismiss(self, id_: int) -> None:
        with self._lock:
            self._show([item for item in self.items if item["id"] != id_])

    def _of_others(self, source: str) -> list[dict[str, Any]]:
        return [i for i in self.items if not source or self._sources.get(i["id"]) != source]

    def _show(self, items: list[dict[str, Any]]) -> None:
        self.items = items
        self._sources = {i["id"]: self._sources.get(i["id"], "") for i in items}
        self._said = {i["id"]: self._said[i["id"]] for i in items}

    def _is_new(self, id_: int) -> bool:
        return time.monotonic() - self._said[id_] < _ONE_NEWS

    def _receive(self, _widget: object, message: Mapping[str, Any], _buffers: object) -> None:
        if message.get("op") == "dismiss":
            self.dismiss(int(message["id"]))


def _newest(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return as many as are kept."""
    while len(items) > _MAX_MESSAGES:
        items.remove(next((i for i in items[:-1] if i["tone"] != "bad"), items[0]))
    return items


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
