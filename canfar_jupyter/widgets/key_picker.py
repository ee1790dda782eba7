"""Which SSH key: one the cloud has, or a new public key added on the spot."""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

import ipywidgets as ipw

from canfar_jupyter.widgets.key_field import KeyField

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store

_NO_KEY = ("No key", "")  # not None: to ipywidgets that is "nothing chosen"


class KeyPicker(ipw.VBox):
    """A list of the user's keys and a button that opens the field for a new one."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._wanted = ""  # a key just added, chosen once it is listed
        self._picked = False  # by the user
        self._offering = False
        self.choice = ipw.Dropdown(description="SSH key", options=[_NO_KEY])
        self.more = ipw.ToggleButton(description="Add a key", value=False)
        self.new = KeyField(self._add)
        self.new.layout.display = "none"
        row = ipw.HBox([self.choice, self.more])
        row.add_class("cj-row-of-controls")
        super().__init__([row, self.new])
        self.choice.observe(self._chosen, "value")
        self.more.observe(self._toggle, "value")

    def offer(self, names: Collection[str], known: bool) -> None:
        """Show these keys; ``known``: they have been read (an empty list means there are none)."""
        names = sorted(names)
        options = (*((name, name) for name in names), _NO_KEY)
        value = self._next(names)
        self._offering = True
        try:
            if options != tuple(self.choice.options):
                self.choice.options = options
            self.choice.value = value
        finally:
            self._offering = False
        if known and not names and not self._picked:
            self.more.value = True  # the next thing to do

    def _next(self, names: list[str]) -> str:
        """Return the key to choose: one just added, else that of now, else the first."""
        if self._wanted in names:
            value, self._wanted, self._picked = self._wanted, "", True
            return value
        now = str(self.choice.value)
        if now in names or (not now and self._picked):
            return now
        return names[0] if names else ""

    def _chosen(self, _change: object) -> None:
        if not self._offering:
            self._picked = True

    def _toggle(self, change: Any) -> None:
        self.new.layout.display = None if change["new"] else "none"

    def _add(self, name: str, line: str) -> None:
        self._wanted = name
        self._store.import_key(name, line).add_done_callback(self._added)

    def _added(self, future: Future[Any]) -> None:
        if error := future.exception():
            self._wanted = ""
            self.new.failed(error)
            return
        self.new.done()
        self.more.value = False
        if self._wanted in self._store.keypairs:  # else as soon as it is listed
            self.offer(self._store.keypairs, known=True)
