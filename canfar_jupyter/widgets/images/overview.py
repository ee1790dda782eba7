"""What is known of one image, and the instances that were launched from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import ipywidgets as ipw

from canfar_jupyter.widgets.images.facts import facts
from canfar_jupyter.widgets.images.reading import Reading
from canfar_jupyter.widgets.kit.facts_view import FactsView
from canfar_jupyter.widgets.kit.status_line import StatusLine

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store
    from canfar_jupyter.widgets.images.seen import SeenImages

_UNUSED = "No instance was launched from it."


class ImageOverview(ipw.VBox):
    """Facts of an image: those of the list at once, the others when Glance has answered.

    Attributes:
        view: The facts.
        reading: Says that they are being read, or why that failed.
    """

    def __init__(self, store: Store, rows: SeenImages, image_id: str) -> None:
        self._store, self._rows, self._id = store, rows, image_id
        self._details: Mapping[str, Any] | None = None
        self.view = FactsView(f"Details of {rows[image_id]['name']}")
        self.reading = Reading("its details", lambda: store.image_details(image_id), self._arrived)
        super().__init__([self.reading, self.view])
        self._stops = [
            rows.observe(lambda _delta: self._show()),
            store.servers.observe(lambda _delta: self._show()),
        ]
        self._show()
        self.reading.read()

    def close(self) -> None:
        for stop in getattr(self, "_stops", ()):
            stop()
        super().close()

    def _arrived(self, details: Mapping[str, Any]) -> None:
        self._details = details
        self._show()

    def _show(self) -> None:
        if (row := self._rows.get(self._id)) is not None:
            self.view.show(facts(row, self._store.servers.values(), self._details))


class ImageUsers(ipw.VBox):
    """The instances that were launched from an image.

    Attributes:
        view: Name, and status, flavor and address of each.
        note: Says that there are none.
    """

    def __init__(self, store: Store, image_id: str) -> None:
        self._store, self._id = store, image_id
        self.view, self.note = FactsView("Used by"), StatusLine()
        super().__init__([self.note, self.view])
        self._stop = store.servers.observe(lambda _delta: self._show())
        self._show()

    def close(self) -> None:
        if hasattr(self, "_stop"):
            self._stop()
        super().close()

    def _show(self) -> None:
        users = [row for row in self._store.servers.values() if row["image_id"] == self._id]
        self.note.say("" if users else _UNUSED)
        self.view.show((str(row["name"]), _in_words(row)) for row in users)


def _in_words(server: Mapping[str, Any]) -> str:
    parts = (server["status"], server["flavor"], server["addresses"])
    return ", ".join(str(part) for part in parts if part)
