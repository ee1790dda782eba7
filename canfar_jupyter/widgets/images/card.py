"""The details of one image, and its actions."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

import ipywidgets as ipw

from canfar_jupyter.errors import Cancelled
from canfar_jupyter.widgets.images.download import ImageTakeHome
from canfar_jupyter.widgets.images.edit import ImageEdit
from canfar_jupyter.widgets.images.facts import facts
from canfar_jupyter.widgets.images.share import ImageShare
from canfar_jupyter.widgets.kit.dialog import Dialog
from canfar_jupyter.widgets.kit.facts_view import FactsView
from canfar_jupyter.widgets.kit.messages import Messages
from canfar_jupyter.widgets.kit.status_line import StatusLine
from canfar_jupyter.widgets.layout.panel import Panel, close_all

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store


class ImageCard(Panel):
    """Details of an image with Edit, Share, Download, Deactivate and Delete.

    Attributes:
        view: The details.
        buttons: By key: edit, share, download, activate, delete, close.
        form: The open form, if any.
    """

    def __init__(
        self, store: Store, image_id: str, messages: Messages, *, on_close: Callable[[], None]
    ) -> None:
        self._store, self._id, self._on_close = store, image_id, on_close
        self.messages = messages
        row = store.images[image_id]
        self._details: dict[str, Any] | None = None
        self.view = FactsView(f"Details of {row['name']}")
        self.dialog = Dialog()
        self.why = StatusLine()
        self.place = ipw.VBox()
        self.form: ipw.Widget | None = None
        labels = {
            "edit": "Edit",
            "share": "Share",
            "download": "Download",
            "activate": "Deactivate",
            "delete": "Delete",
            "close": "Close",
        }
        self.buttons = {key: ipw.Button(description=text) for key, text in labels.items()}
        acts: dict[str, Callable[[], None]] = {
            "edit": lambda: self.open_form(ImageEdit, self._details or {}),
            "share": lambda: self.open_form(ImageShare),
            "download": lambda: self.open_form(ImageTakeHome),
            "activate": self._turn,
            "delete": self.ask_delete,
            "close": on_close,
        }
        for key, act in acts.items():
            self.buttons[key].on_click(lambda _button, act=act: act())
        bar = ipw.HBox(list(self.buttons.values()))
        bar.add_class("cj-row-of-controls")
        super().__init__(
            f"{row['name']}",
            [bar, self.why, self.place, self.view, self.dialog],
            classes=("cj-image-card",),
        )
        self._stops = [
            store.images.observe(lambda _delta: self._show()),
            store.servers.observe(lambda _delta: self._show()),
        ]
        self._show()
        self.read()

    def close(self) -> None:
        for stop in getattr(self, "_stops", ()):
            stop()
        super().close()

    def read(self) -> None:
        """Ask Glance for what is not in the list."""
        self._store.image_details(self._id).add_done_callback(self._arrived)

    def _arrived(self, future: Future[dict[str, Any]]) -> None:
        if future.exception() is None:
            self._details = future.result()
            self._show()

    def _show(self) -> None:
        row = self._store.images.get(self._id)
        if row is None:
            return  # closed by the caller that opened the card
        self.view.show(facts(row, self._store.servers.values(), self._details))
        own = row["tab"] == "project"
        for key in ("edit", "share", "activate", "delete"):
            self.buttons[key].disabled = not own
        self.buttons["edit"].disabled = not own or self._details is None
        moved = "Reactivate" if row["status"] == "deactivated" else "Deactivate"
        self.buttons["activate"].description = moved
        self.buttons["activate"].disabled = not own or row["status"] not in _TURNS
        self.buttons["download"].disabled = row["status"] != "active"
        self.buttons["delete"].disabled = not own or bool(row["protected"])
        if own and row["protected"]:
            self.why.say("It is protected from deletion: remove the protection under Edit.")
        else:
            self.why.say("" if own else "Only the project that owns it can change it.")

    def open_form(self, make: Callable[..., ipw.Widget], *more: Any) -> None:
        """Open a form above the details."""
        self.close_form()
        self.form = make(
            self._store, self._id, *more, messages=self.messages, on_close=self.settled
        )
        self.place.children = [self.form]

    def close_form(self) -> None:
        """Close the form that is open."""
        old, self.place.children = self.place.children, ()
        self.form = None
        for widget in old:
            close_all(widget)

    def settled(self) -> None:
        """Close the form and read the details again, which it may have changed."""
        self.close_form()
        self.read()

    def ask_delete(self) -> None:
        """Ask before deleting the image."""
        row = self._store.images.get(self._id)
        if row is None:
            return
        users = [s["name"] for s in self._store.servers.values() if s["image_id"] == self._id]
        if users:
            what = ", ".join(users[:5]) + (f" and {len(users) - 5} more" if len(users) > 5 else "")
            self.why.say(f"It is used by {what}: terminate them first.", "bad")
            return
        self.dialog.ask(
            f"Delete {row['name']}?",
            lines=[f"{row['name']} ({self._id})"],
            warning="The image is permanently deleted; instances made from it are not affected.",
            yes=f"Delete {row['name']}",
            do=lambda: self._after(self._store.delete_image(self._id)),
        )

    def _turn(self) -> None:
        row = self._store.images.get(self._id)
        if row is not None and row["status"] == "deactivated":
            self._after(self._store.reactivate_image(self._id))
        else:
            self._after(self._store.deactivate_image(self._id))

    def _after(self, future: Future[Any]) -> None:
        future.add_done_callback(self._say)

    def _say(self, future: Future[Any]) -> None:
        error = future.exception()
        if error is None:
            self.messages.forget(self._id)
        elif not isinstance(error, Cancelled):
            self.messages.error(error, self._id)


_TURNS = ("active", "deactivated")
