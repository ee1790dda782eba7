"""Something of an image that is read when its tab is opened."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import ipywidgets as ipw

from canfar_jupyter.errors import CloudError
from canfar_jupyter.widgets.kit.status_line import StatusLine

_READING = "Reading {what}..."


class Reading(ipw.HBox):
    """A line that says what is being read, or why that failed, with Try again.

    Args:
        what: What is read: "its details".
        ask: Reads it.
        arrived: Called with what was read.
    """

    def __init__(
        self, what: str, ask: Callable[[], Future[Any]], arrived: Callable[[Any], None]
    ) -> None:
        self._what, self._ask, self._arrived = what, ask, arrived
        self.line = StatusLine()
        self.again = ipw.Button(description="Try again")
        self.again.on_click(lambda _button: self.read())
        super().__init__([self.line, self.again])
        self.add_class("cj-row-of-controls")
        self._asked = 0

    def read(self) -> None:
        """Read it; an older answer that comes later is not shown."""
        self._asked += 1
        number = self._asked
        self.again.layout.display = "none"
        self.line.say(_READING.format(what=self._what), "busy")
        self._ask().add_done_callback(lambda future: self._settled(number, future))

    def _settled(self, number: int, future: Future[Any]) -> None:
        if number != self._asked:
            return
        error = future.exception()
        if error is None:
            self.line.say("")
            self._arrived(future.result())
            return
        hint = error.hint if isinstance(error, CloudError) else ""
        self.line.say(f"{error} {hint}".strip(), "bad")
        self.again.layout.display = None
