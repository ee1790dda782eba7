"""Uploads and downloads in progress: progress, rate, time left, and Cancel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from canfar_jupyter.model.amounts import bytes_in_words
from canfar_jupyter.widgets.kit.bundle import Bundled
from canfar_jupyter.widgets.kit.words import time_in_words

if TYPE_CHECKING:
    from canfar_jupyter.live.base.operations import Operation
    from canfar_jupyter.live.store import Store


class Transfers(anywidget.AnyWidget):
    """A line with a bar for each upload and download in progress; empty if there are none."""

    _esm = Bundled("transfers")

    items = traitlets.List(traitlets.Dict()).tag(sync=True)
    """``{"id", "text", "words", "share", "can_cancel"}``; share from 0 to 1, None: not known."""

    def __init__(self, store: Store) -> None:
        self._store = store
        super().__init__()
        self.add_class("cj-transfers")
        self.on_msg(self._receive)
        self._stop = store.operations.observe(self._show)
        self._show()

    def close(self) -> None:
        if hasattr(self, "_stop"):
            self._stop()
        super().close()

    def cancel(self, id_: int) -> None:
        """Do what the button does."""
        self._store.operations.cancel(id_)

    def _show(self, *_change: object) -> None:
        running = self._store.operations.running()
        self.items = [_item(operation) for operation in running if operation.is_transfer]

    def _receive(self, _widget: object, message: Mapping[str, Any], _buffers: object) -> None:
        if message.get("op") == "cancel" and isinstance(message.get("id"), int):
            self.cancel(message["id"])


def _item(operation: Operation) -> dict[str, Any]:
    total = operation.total
    return {
        "id": operation.id,
        "text": operation.text,
        "words": in_words(operation),
        "share": min(1.0, operation.done / total) if total else None,
        "can_cancel": operation.can_cancel,
    }


def in_words(operation: Operation) -> str:
    """Return "412 MiB of 1.3 GiB, 87 MiB/s, 10 s left", as far as known."""
    parts = []
    if operation.total:
        done, total = bytes_in_words(operation.done), bytes_in_words(operation.total)
        parts.append(f"{done} of {total}")
    elif operation.done:
        parts.append(bytes_in_words(operation.done))
    if operation.rate >= 1:
        parts.append(f"{bytes_in_words(operation.rate)}/s")
    if (left := operation.seconds_left) is not None:
        parts.append(f"{time_in_words(left)} left")
    return ", ".join(parts)
