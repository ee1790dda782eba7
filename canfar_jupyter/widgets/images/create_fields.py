"""The fields of the form that adds an image, in sections."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import ipywidgets as ipw

from canfar_jupyter.model.images import formats
from canfar_jupyter.widgets.images.contents import Contents
from canfar_jupyter.widgets.kit.field import Field
from canfar_jupyter.widgets.kit.path_picker import PathPicker
from canfar_jupyter.widgets.kit.status_line import StatusLine
from canfar_jupyter.widgets.kit.upload_field import UploadField
from canfar_jupyter.widgets.status.transfers import Transfers

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store

WEB, SERVER, OWN = "URL", "File on the notebook server", "File on my computer"
_DETECT = "Detect from the file"
_LARGE = (
    "Of any size for which the notebook server has room. Keep this page open until all of it has "
    "arrived."
)
_AUTO_DISK = "0: the virtual size of the image."
_WHERE, _CALLED, _NEEDS = "Where it is", "What it is called", "What an instance of it needs"


class ImageFields(ipw.VBox):
    """Where the image is, what it is called, what it needs; Create and Cancel.

    Each field is an attribute (``source``, ``url``, ``picker``, ``upload``, ``contents``,
    ``name``, ``format``, ``min_disk``, ``login_user``, ``description``, ``protected``, ``button``).

    Args:
        store: Where the image is to be.
        judge: Called when there is something new to know of what it is made of.
    """

    def __init__(self, store: Store, judge: Callable[[], None]) -> None:
        self._make_source(store, judge)
        self._make_rest()
        buttons = ipw.HBox([self.button, self.cancel, self.waits])
        buttons.add_class("cj-row-of-controls")
        of = self.fields
        super().__init__(
            [
                _section(
                    _WHERE,
                    *(self.source, of["url"], of["path"], of["upload"], of["contents"]),
                    self.transfers,
                ),
                _section(_CALLED, of["name"], of["description"]),
                _section(
                    _NEEDS,
                    *(of["min_disk_gib"], of["login_user"], of["disk_format"], self.protected),
                ),
                buttons,
            ]
        )
        self.add_class("cj-create")

    def _make_source(self, store: Store, judge: Callable[[], None]) -> None:
        self.source = ipw.ToggleButtons(options=[WEB, SERVER, OWN], description="From")
        self.url = ipw.Text(
            description="Address", placeholder="https://...", continuous_update=True
        )
        self.how = StatusLine()
        self.through_us = ipw.Checkbox(
            description="Download through the notebook server", indent=False
        )
        self.through_us.layout.display = "none"  # until the cloud says that there is a choice
        self.picker = PathPicker()
        self.upload = UploadField(store.arriving, judge)
        self.contents = Contents(store, judge)
        self.transfers = Transfers(store)
        self.fields = {
            "url": Field(self.url, help=[self.how, self.through_us]),
            "path": Field(self.picker),
            "upload": Field(self.upload, help=[StatusLine(_LARGE)]),
            "contents": Field(self.contents),
        }

    def _make_rest(self) -> None:
        self.name = ipw.Text(description="Image name", continuous_update=True)
        self.format = ipw.Dropdown(
            description="Format", options=[(_DETECT, ""), *((f, f) for f in formats.KNOWN)]
        )
        self.min_disk = ipw.BoundedIntText(
            description="Minimum disk (GiB)", min=0, max=1_000_000, value=0
        )
        self.login_user = ipw.Text(description="Login user", placeholder="ubuntu, rocky...")
        self.description = ipw.Text(description="Description")
        self.protected = ipw.Checkbox(description="Protect from deletion", indent=False)
        self.button = ipw.Button(description="Create image", button_style="primary")
        self.cancel = ipw.Button(description="Cancel")
        self.waits = StatusLine()
        self.fields |= {
            "name": Field(self.name),
            "disk_format": Field(self.format),
            "min_disk_gib": Field(self.min_disk, help=[StatusLine(_AUTO_DISK)]),
            "login_user": Field(self.login_user),
            "description": Field(self.description),
        }


def _section(title: str, *widgets: ipw.Widget) -> ipw.VBox:
    section = ipw.VBox([ipw.HTML(f'<h4 class="cj-heading">{title}</h4>'), *widgets])
    section.add_class("cj-create-section")
    return section
