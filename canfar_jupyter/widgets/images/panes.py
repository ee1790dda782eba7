"""The panes of an image's panel: overview, share, edit, download, used by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import ipywidgets as ipw

from canfar_jupyter.widgets.images.download import ImageDownload
from canfar_jupyter.widgets.images.edit import EditPane
from canfar_jupyter.widgets.images.overview import ImageOverview, ImageUsers
from canfar_jupyter.widgets.images.rows import is_own
from canfar_jupyter.widgets.images.share import ImageShare

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store
    from canfar_jupyter.widgets.images.seen import SeenImages
    from canfar_jupyter.widgets.kit.messages import Messages

OVERVIEW, SHARE, EDIT, DOWNLOAD, USED_BY = "overview", "share", "edit", "download", "used_by"
Panes = Mapping[str, tuple[str, Callable[[], ipw.Widget]]]  # title and builder by key


@dataclass(frozen=True, slots=True)
class ImagePanes:
    """Makes the panes of an image; each is built when its tab is opened.

    Args:
        store: Where the images are.
        rows: The images as the table has them.
        messages: Where it is said what happened.
        settled: Called when a form is done: a pane, and whether it has changed the image.
    """

    store: Store
    rows: SeenImages
    messages: Messages
    settled: Callable[[str, bool], None]

    def of(self, image_id: str) -> Panes:
        """Return the panes of one image: only its owner can share and edit it."""
        row = self.rows[image_id]
        done = partial(partial, self.settled)
        form = {"messages": self.messages}
        store = self.store
        panes: dict[str, tuple[str, Callable[[], ipw.Widget]]] = {
            OVERVIEW: ("Overview", lambda: ImageOverview(store, self.rows, image_id)),
        }
        if is_own(row):
            panes[SHARE] = ("Share", lambda: ImageShare(store, self.rows, image_id, **form))
            panes[EDIT] = ("Edit", lambda: EditPane(store, image_id, on_close=done(EDIT), **form))
        if row["tab"] != "pending":
            panes[DOWNLOAD] = (
                "Download",
                lambda: ImageDownload(store, image_id, on_close=done(DOWNLOAD), **form),
            )
        panes[USED_BY] = ("Used by", lambda: ImageUsers(store, image_id))
        return panes
