"""The key pairs of a user: add, make, delete, fingerprint, where each is used."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

import ipywidgets as ipw

from canfar_jupyter.live.base.used_by import KeyUsers
from canfar_jupyter.model.verbs import VERBS
from canfar_jupyter.ssh.keys import own_key
from canfar_jupyter.widgets.access.key_picker import KeyPicker
from canfar_jupyter.widgets.keys.rows import key_rows, loss
from canfar_jupyter.widgets.kit.dialog import Dialog
from canfar_jupyter.widgets.kit.messages import Messages
from canfar_jupyter.widgets.layout.drawer import Drawer
from canfar_jupyter.widgets.layout.panel import Panel
from canfar_jupyter.widgets.status.header import place_of
from canfar_jupyter.widgets.table.table import Table

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store


class KeyTable(Panel):
    """A table of key pairs, and the fields for a new one above it.

    Attributes:
        table: The table itself.
        add: The button that opens the fields for a new key pair.
        picker: The fields: paste, choose a file, take one of ~/.ssh, or create a pair.
        dialog: The confirmation before a key pair is deleted.
    """

    def __init__(
        self, store: Store, messages: Messages | None = None, *, max_rows: int = 8
    ) -> None:
        self._store = store
        self.messages = messages or Messages()
        self._rows = KeyUsers(store.keypairs, store.servers)
        self._path_of = cache(_path)  # the folder is read once for each key
        self.table = Table(
            self._rows,
            key_rows(self._path_of),
            label="Key pairs",
            empty="No key pairs yet: add your public key, or make a pair.",
            reading="Reading the key pairs...",
            name="keypairs",
            max_rows=max_rows,
            place=place_of(store, "keypairs"),
        )
        self.dialog, self.drawer = Dialog(), Drawer(store.keypairs)
        self.add = ipw.Button(description="Add key pair", button_style="primary")
        self.picker = KeyPicker(store, self.add.focus)  # the list of keys has no place here
        for part in (self.picker.children[0], self.picker.shown):  # the choice of one for a launch
            part.layout.display = "none"
        controls = ipw.HBox([self.add])
        controls.add_class("cj-row-of-controls")
        own = [] if messages else [self.messages]
        super().__init__(
            "",
            [*own, controls, self.picker, self.drawer, self.table, self.dialog],
            classes=("cj-keys",),
        )
        self.add.on_click(lambda _button: self.toggle_add())
        self.table.on_action(self._act)
        self.table.on_heartbeat(store.look)

    def open_add(self) -> None:
        """Open the fields for a new key pair."""
        self.picker.more.value = True

    def toggle_add(self) -> None:
        """Open the fields for a new key pair, or close them."""
        self.picker.more.value = not self.picker.more.value

    def ask_delete(self, name: str) -> None:
        """Ask before deleting a key pair, naming what uses it."""
        if (row := self._rows.get(name)) is None:
            return
        self.dialog.ask(
            f"Delete the key pair {row['name']}?",
            lines=[row["fingerprint"]],
            warning=loss(row),
            yes=f"Delete {row['name']}",
            do=lambda: self._store.delete_key(name).add_done_callback(
                self.messages.of(f"delete key {name}")
            ),
        )

    def _act(self, action: str, ids: tuple[str, ...]) -> None:
        acts: dict[str, Callable[[str], None]] = {
            VERBS["delete_key"].name: self.ask_delete,
            "copy": self._show_public,
        }
        acts[action](ids[0])

    def _show_public(self, name: str) -> None:
        if (row := self._rows.get(name)) is None:
            return
        text = ipw.Textarea(value=row["public_key"], disabled=True, description="Public key")
        shut = ipw.Button(description="Close")
        shut.on_click(lambda _button: self.drawer.shut())
        shown = ipw.VBox([text, shut])
        shown.add_class("cj-field")
        self.drawer.show(name, shown)


def _path(fingerprint: str) -> str:
    return str(own_key(fingerprint) or "")
