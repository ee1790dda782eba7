"""The images of a project, under the tabs Project, Shared with me and Public."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from canfar_jupyter.widgets.image_rows import IMAGE_ROWS
from canfar_jupyter.widgets.panel import Panel
from canfar_jupyter.widgets.table import Table

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store


class ImageBrowser(Panel):
    """A table of images with Launch on each row.

    Attributes:
        table: The table itself: ``table.selected`` is a DataFrame of the selected images.
    """

    def __init__(self, store: Store, *, max_rows: int = 12) -> None:
        self._store = store
        self._on_launch: list[Callable[[str], None]] = []
        self.table = Table(
            store.images,
            IMAGE_ROWS,
            label="Images",
            empty="There are no images.",
            reading="Reading the images...",
            name="images",
            actions_width=92,
            max_rows=max_rows,
        )
        self.table.on_action(self._launch)
        self.table.on_heartbeat(store.look)
        super().__init__("", [self.table], classes=("cj-images",))

    def on_launch(self, callback: Callable[[str], None]) -> None:
        """Call ``callback(image_id)`` when Launch is pressed on a row."""
        self._on_launch.append(callback)

    def counts(self) -> dict[str, int]:
        """Return how many images there are under each tab."""
        return dict(
            Counter(IMAGE_ROWS.group({"tab": tab}) for tab in self._store.images.column("tab"))
        )

    def _launch(self, _action: str, ids: tuple[str, ...]) -> None:
        for callback in self._on_launch:
            callback(ids[0])
