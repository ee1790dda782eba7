"""Operations in progress, in one line: "Launching lens..."."""

from __future__ import annotations

from typing import TYPE_CHECKING

from canfar_jupyter.widgets.kit.status_line import StatusLine

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store


class Operations(StatusLine):
    """The store's operations in progress."""

    def __init__(self, store: Store) -> None:
        self._store = store
        super().__init__(tone="busy")
        self.add_class("cj-operations")
        self._stop = store.operations.observe(self._show)
        self._show()

    def close(self) -> None:
        if hasattr(self, "_stop"):
            self._stop()
        super().close()

    def _show(self, *_change: object) -> None:
        running = self._store.operations.running()
        # those that move bytes have a line of their own: see transfers.py
        going = [operation.text for operation in running if not operation.is_transfer]
        self.text = f"{', '.join(going)}..." if going else ""
