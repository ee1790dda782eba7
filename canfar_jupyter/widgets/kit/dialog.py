"""The confirmation before something is permanently lost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import anywidget

from canfar_jupyter.widgets.kit.bundle import Bundled


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and what happens after yes.  All text is shown as plain text."""

    title: str
    lines: tuple[str, ...]  # what it is about, one a line, such as the machines
    warning: str  # what is lost
    yes: str  # the words on the button, such as "Terminate lens"
    do: Callable[[], None]
    danger: bool = True  # something is lost


class Dialog(anywidget.AnyWidget):
    """A modal dialog; Cancel has the focus, Escape cancels."""

    _esm = Bundled("dialog")

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._numbers = count(1)
        self._asked = 0
        self.question: Question | None = None
        super().__init__()
        self.add_class("cj-dialog-box")
        self.on_msg(self._receive)

    def ask(
        self,
        title: str,
        *,
        lines: Sequence[str],
        warning: str,
        yes: str,
        do: Callable[[], None],
        danger: bool = True,
    ) -> None:
        """Ask; ``do`` runs once, after yes.  A new question replaces an open one."""
        with self._lock:
            self.question = Question(title, tuple(lines), warning, yes, do, danger)
            self._asked = next(self._numbers)
        self._show()

    def answer(self, yes: bool) -> None:
        """Answer the open question, as a click would."""
        with self._lock:
            question, self.question = self.question, None
        self.send({"op": "close"})  # in other windows that show it too
        if question is not None and yes:
            question.do()

    def _show(self) -> None:
        if (question := self.question) is not None:
            self.send(
                {
                    "op": "ask",
                    "number": self._asked,
                    "title": question.title,
                    "lines": question.lines,
                    "warning": question.warning,
                    "yes": question.yes,
                    "danger": question.danger,
                }
            )

    def _receive(self, _widget: object, message: Mapping[str, Any], _buffers: object) -> None:
        # The number: an answer to a question that was replaced must not answer the new one.
        if message.get("op") == "answer" and message.get("number") == self._asked:
            self.answer(message.get("yes") is True)
