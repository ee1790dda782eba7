"""Which SSH key: one the cloud has, or a new public key added on the spot."""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

import ipywidgets as ipw

from canfar_jupyter.widgets.key_field import KeyField

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store

NO_KEY = "No key"


class KeyPicker(ipw.VBox):
    """A list of the user's keys and a button that opens the field for a new one."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._wanted: str | None = None  # a key just added, chosen once it is listed
        self._touched = False
        self.choice = ipw.Dropdown(description="SSH key", options=[(NO_KEY, None)])
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
        options = [*((name, name) for name in sorted(names)), (NO_KEY, None)]
        value = self.choice.value
        if tuple(options) != tuple(self.choice.options):
            touched = self._touched
            self.choice.options = options
            self._touched = touched
        self._choose(names, value)
        if known and not names and not self._touched:
            self.more.value = True  # the next thing to do

    def _choose(self, names: Collection[str], value: str | None) -> None:
        if self._wanted in names:
            value, self._wanted = self._wanted, None
        elif not self._touched or value not in names:
            value = value if self._touched else next(iter(sorted(names)), None)
        touched = self._touched
        self.choice.value = value if value in names else None
        self._touched = touched

    def _chosen(self, _change: object) -> None:
        self._touched = True

    def _toggle(self, change: Any) -> None:
        self.new.layout.display = None if change["new"] else "none"

    def _add(self, name: str, line: str) -> None:
        self._wanted = name
        self._store.import_key(name, line).add_done_callback(self._added)

    def _added(self, future: Future[Any]) -> None:
        if error := future.exception():
            self._wanted = None
            self.new.failed(error)
            return
        self.new.done()
        self._touched = True
        self.more.value = False
        if self._wanted in self._store.keypairs:  # else as soon as it is listed
            self.offer(self._store.keypairs, known=True)
