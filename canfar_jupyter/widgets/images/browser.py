"""The images of a project: the list, the panel of the open one, the page that adds one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import ipywidgets as ipw

from canfar_jupyter.widgets.images import panes, rows
from canfar_jupyter.widgets.images.add_page import TITLE, AddPage
from canfar_jupyter.widgets.images.create import CreateImage
from canfar_jupyter.widgets.images.offers import Offers
from canfar_jupyter.widgets.images.other_transfers import OtherTransfers
from canfar_jupyter.widgets.images.questions import ImageQuestions
from canfar_jupyter.widgets.images.rows import IMAGE_ROWS
from canfar_jupyter.widgets.images.seen import SeenImages
from canfar_jupyter.widgets.images.state import image_state
from canfar_jupyter.widgets.kit.dialog import Dialog
from canfar_jupyter.widgets.kit.messages import Messages
from canfar_jupyter.widgets.layout.panel import Panel
from canfar_jupyter.widgets.layout.side_panel import SidePanel
from canfar_jupyter.widgets.status.header import place_of
from canfar_jupyter.widgets.table.saved_view import SavedTable
from canfar_jupyter.widgets.table.table import Table

if TYPE_CHECKING:
    from canfar_jupyter.live.base.collection import Delta
    from canfar_jupyter.live.store import Store

_LABEL = "Images"
_TABS = {  # the tab that an action opens
    rows.DETAILS: panes.OVERVIEW,
    rows.EDIT: panes.EDIT,
    rows.SHARE: panes.SHARE,
    rows.DOWNLOAD: panes.DOWNLOAD,
}


class ImageBrowser(Panel):
    """A table of images; a click on a row opens its panel beside it.

    Attributes:
        rows: The images, with what this page knows of them beside the list.
        listed: The list and the panel; hidden while an image is added.
        table: The table itself: ``table.selected`` is a DataFrame of the checked images.
        add: The button that opens the page for a new image.
        adding: That page.
        offers: The bar of the images that other projects offer.
        panel: The panel of the image that is open.
        transfers: The uploads and downloads that no row shows.
        dialog: The confirmation before an image is deleted.
    """

    def __init__(
        self, store: Store, messages: Messages | None = None, *, max_rows: int = 10
    ) -> None:
        self._store = store
        self._on_launch: list[Callable[[str], None]] = []
        self.messages = messages or Messages()
        self.rows = SeenImages(store)
        self.table = Table(
            self.rows,
            IMAGE_ROWS,
            label=_LABEL,
            empty="There are no images: add one.",
            reading="Reading the images...",
            name="images",
            actions_width=150,
            max_rows=max_rows,
            place=place_of(store, "images"),
        )
        self.add, self.dialog, self.panel = ipw.Button(description=TITLE), Dialog(), SidePanel()
        self.add.add_class("cj-add-image")
        self.panel.add_class("cj-image-panel")
        self.questions = ImageQuestions(store, self.dialog, self.messages)
        self._panes = panes.ImagePanes(store, self.rows, self.messages, self._settled)
        self.offers = Offers(self.rows, lambda action, id_: self.table.press(action, [id_]))
        self.transfers = OtherTransfers(store, self.rows)
        self.adding = AddPage(store, self.messages, self._show_adding)
        self.listed = self._lay_out_list()
        own = [] if messages else [self.messages]
        super().__init__("", [*own, self.listed, self.adding, self.dialog], classes=("cj-images",))
        self._connect()

    def _lay_out_list(self) -> ipw.HBox:
        table = ipw.VBox([self.table, self.add])
        table.add_class("cj-image-table")
        listed = ipw.VBox([self.offers, table, self.transfers])
        listed.add_class("cj-list")
        split = ipw.HBox([listed, self.panel])
        split.add_class("cj-split")
        return split

    def _connect(self) -> None:
        self.add.on_click(lambda _button: self.open_create())
        self.table.on_action(self._act)
        self.table.on_open(lambda id_, page: self.show(id_, page=page))
        self.table.on_heartbeat(self._store.look)
        self.panel.on_close(self.close_panel)
        self.panel.on_action(lambda action: self.table.press(action, [self.panel.about]))
        self._stop = self.rows.observe(self._on_delta)

    @staticmethod
    def saved_table(store: Store) -> SavedTable:
        """Return what a saved notebook shows of the images before the table exists."""
        return SavedTable(_LABEL, store.images, IMAGE_ROWS)

    def close(self) -> None:
        if hasattr(self, "_stop"):
            self._stop()
        super().close()

    def on_launch(self, callback: Callable[[str], None]) -> None:
        """Call ``callback(image_id)`` when Launch is pressed on a row."""
        self._on_launch.append(callback)

    def counts(self) -> dict[str, int]:
        """Return the number of images in each group of the table."""
        return dict(
            Counter(IMAGE_ROWS.group({"tab": tab}) for tab in self._store.images.column("tab"))
        )

    # The page that adds an image --------------------------------------------------------

    def open_create(self) -> CreateImage:
        """Open the page for a new image, with what was typed before; return its form."""
        return self.adding.begin()

    def _show_adding(self, visible: bool) -> None:
        self.listed.layout.display = "none" if visible else None

    # The panel --------------------------------------------------------------------------

    def show(self, image_id: str, tab: str = "", *, page: bool = False) -> None:
        """Open the panel of an image.

        Args:
            image_id: The image.
            tab: "overview", "share", "edit", "download" or "used_by"; "": as it was.
            page: In place of the list instead of beside it.
        """
        if (row := self.rows.get(image_id)) is None:
            return
        shown = self._panes.of(image_id)
        tab = tab if tab in shown else ""
        self.panel.show(image_id, str(row["name"]), shown, tab=tab, page=page)
        self.table.current = image_id
        self._describe()

    def close_panel(self) -> None:
        """Close the panel; as a page it becomes the panel beside the list again."""
        if self.panel.head.page:
            self.panel.head.page = False
            return
        self.panel.shut()
        self.table.current = ""

    def _settled(self, pane: str, changed: bool) -> None:
        """Go back from a form to the overview, which is read again if the image has changed."""
        self.panel.head.tab = panes.OVERVIEW
        for key in (pane, panes.OVERVIEW) if changed else (pane,):
            self.panel.renew(key)

    def _describe(self) -> None:
        if (row := self.rows.get(self.panel.about)) is None:
            return
        now = image_state(row)
        actions = [
            {"key": a.key, "label": a.label, "tone": a.tone, "why": a.blocked(row)}
            for a in IMAGE_ROWS.actions
            if not a.absent(row) and a.key not in _TABS
        ]
        state = (now.text, now.tone, now.busy, now.why)
        self.panel.describe(str(row["name"]), state, actions, IMAGE_ROWS.primary(row))

    # Actions ----------------------------------------------------------------------------

    def _act(self, action: str, ids: tuple[str, ...]) -> None:
        first = ids[0]
        acts: dict[str, Callable[[str], None]] = {
            rows.LAUNCH: self._launch,
            rows.CANCEL: self._cancel,
            rows.ACCEPT: self.questions.accept,
            rows.DECLINE: self.questions.decline,
            rows.TURN_OFF: self.questions.deactivate,
            rows.TURN_ON: self.questions.reactivate,
            rows.DELETE: self.questions.delete,
            **{key: partial(self.show, tab=tab) for key, tab in _TABS.items()},
        }
        acts[action](first)

    def _launch(self, image_id: str) -> None:
        for callback in self._on_launch:
            callback(image_id)

    def _cancel(self, image_id: str) -> None:
        row = self.rows.get(image_id)
        if row is not None and (number := row["seen"].transfer) is not None:
            self._store.operations.cancel(number)

    def _on_delta(self, delta: Delta) -> None:
        if self.panel.about in delta.removed:
            self.panel.shut()
        elif self.panel.about in delta.changed:
            self._describe()
