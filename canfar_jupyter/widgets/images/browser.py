"""The images of a project, under the tabs Project, Shared with me and Public."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

import ipywidgets as ipw

from canfar_jupyter.widgets.images.card import ImageCard
from canfar_jupyter.widgets.images.create import CreateImage
from canfar_jupyter.widgets.images.rows import IMAGE_ROWS
from canfar_jupyter.widgets.kit.messages import Messages
from canfar_jupyter.widgets.layout.drawer import Drawer
from canfar_jupyter.widgets.layout.panel import Panel
from canfar_jupyter.widgets.status.transfers import Transfers
from canfar_jupyter.widgets.table.saved_view import SavedTable
from canfar_jupyter.widgets.table.table import Table

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store


_LABEL = "Images"


class ImageBrowser(Panel):
    """A table of images with Launch and Details on each row, Accept and Decline on pending ones.

    Attributes:
        table: The table itself: ``table.selected`` is a DataFrame of the selected images.
        create: The button that opens the form for a new image.
        transfers: The uploads and downloads in progress.
        making: The form for a new image, while it is open.
        side: The card that is open below the table, if any; a form stays open beside it, for a
            file may be arriving there.
    """

    def __init__(
        self, store: Store, messages: Messages | None = None, *, max_rows: int = 12
    ) -> None:
        self._store = store
        self._on_launch: list[Callable[[str], None]] = []
        self.messages = messages or Messages()
        self.table = Table(
            store.images,
            IMAGE_ROWS,
            label=_LABEL,
            empty="There are no images.",
            reading="Reading the images...",
            name="images",
            actions_width=152,
            max_rows=max_rows,
        )
        self.create = ipw.Button(description="Create image")
        self.create.on_click(lambda _button: self.open_create())
        self.transfers = Transfers(store)
        self.making, self.side = Drawer(store.images), Drawer(store.images)
        self.table.on_action(self._act)
        self.table.on_heartbeat(store.look)
        below = ipw.HBox([self.create])
        below.add_class("cj-row-of-controls")
        own = [] if messages else [self.messages]
        super().__init__(
            "",
            [*own, self.table, self.transfers, below, self.making, self.side],
            classes=("cj-images",),
        )

    @staticmethod
    def saved_table(store: Store) -> SavedTable:
        """Return what a saved notebook shows of the images before the table exists."""
        return SavedTable(_LABEL, store.images, IMAGE_ROWS)

    def on_launch(self, callback: Callable[[str], None]) -> None:
        """Call ``callback(image_id)`` when Launch is pressed on a row."""
        self._on_launch.append(callback)

    def counts(self) -> dict[str, int]:
        """Return the number of images under each tab."""
        return dict(
            Counter(IMAGE_ROWS.group({"tab": tab}) for tab in self._store.images.column("tab"))
        )

    def open_create(self) -> None:
        """Open the form for a new image below the table; an open form is left as it is."""
        if not self.making.children:
            form = CreateImage(self._store, self.messages, on_close=self.making.shut)
            self.making.show(None, form)

    def show(self, image_id: str) -> None:
        """Show the details of one image below the table."""
        card = ImageCard(self._store, image_id, self.messages, on_close=self.side.shut)
        self.side.show(image_id, card)

    def _act(self, action: str, ids: tuple[str, ...]) -> None:
        if action == "launch":
            for callback in self._on_launch:
                callback(ids[0])
        elif action == "details":
            self.show(ids[0])
        elif action == "accept":
            self._store.accept_image(ids[0]).add_done_callback(self.messages.of(f"offer {ids[0]}"))
        elif action == "decline":
            self._store.decline_image(ids[0]).add_done_callback(self.messages.of(f"offer {ids[0]}"))
