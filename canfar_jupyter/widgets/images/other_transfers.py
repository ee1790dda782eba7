"""The uploads and downloads that no row of the list shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from canfar_jupyter.widgets.status.transfers import Transfers

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store
    from canfar_jupyter.widgets.images.seen import SeenImages


class OtherTransfers(Transfers):
    """Transfers without those that a row shows already.

    Args:
        store: Where they are.
        rows: The images.
    """

    def __init__(self, store: Store, rows: SeenImages) -> None:
        self._rows = rows
        super().__init__(store)
        self._stop_rows = rows.observe(lambda _delta: self._show())

    def close(self) -> None:
        if hasattr(self, "_stop_rows"):
            self._stop_rows()
        super().close()

    def _show(self, *change: object) -> None:
        with self.hold_sync():
            super()._show(*change)
            shown = self._rows.transfers()
            self.items = [item for item in self.items if item["id"] not in shown]
