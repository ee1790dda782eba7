"""Create a snapshot of an instance: a form that asks for a name first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

import ipywidgets as ipw

from canfar_jupyter.errors import CloudError
from canfar_jupyter.model.instances.states import snapshot_blocked
from canfar_jupyter.model.same_names import image_name_taken
from canfar_jupyter.widgets.kit.field import Field
from canfar_jupyter.widgets.kit.messages import Messages
from canfar_jupyter.widgets.kit.words import free_name
from canfar_jupyter.widgets.layout.panel import Panel

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store

_WHAT = (
    "An image of its root disk appears under Project; scratch disks are not included. "
    "The instance keeps running but may pause for a moment."
)


class SnapshotButton(Panel):
    """Snapshot of one instance: a proposed name to keep or change, then Save.

    Attributes:
        name: The field with the name.
        save: The button that starts the snapshot.
    """

    def __init__(
        self,
        store: Store,
        server: str,
        messages: Messages | None = None,
        *,
        on_close: Callable[[], None] | None = None,
    ) -> None:
        self._store, self._server, self._on_close = store, server, on_close
        self._source = f"snapshot {server}"
        self._saving = False
        self._refused = ""
        self.messages = messages or Messages()
        row = store.servers.get(server)
        self._server_name = row["name"] if row else server
        self.name = ipw.Text(description="Snapshot name", value=self._free_name())
        self.field = Field(self.name)
        self.save = ipw.Button(description="Save snapshot", button_style="primary")
        self.cancel = ipw.Button(description="Cancel")
        what = ipw.Label(_WHAT)
        what.add_class("cj-advice")
        controls = ipw.HBox([self.field, self.save, self.cancel])
        controls.add_class("cj-row-of-controls")
        own = [] if messages else [self.messages]
        super().__init__(
            f"Snapshot of {self._server_name}", [*own, what, controls], classes=("cj-snapshot",)
        )
        self.name.observe(lambda _change: self._typed(), "value")
        self.name.on_msg(self._on_enter)
        self.save.on_click(lambda _button: self.start())
        self.cancel.on_click(lambda _button: self._done())
        self._stop = store.servers.observe(lambda _delta: self._judge())
        self._judge()

    def close(self) -> None:
        if hasattr(self, "_stop"):
            self._stop()
        super().close()

    def start(self) -> None:
        """Start the snapshot, as the button does."""
        if self.save.disabled:
            return
        self._saving = True
        self._judge()
        self._store.snapshot(self._server, self.name.value.strip()).add_done_callback(self._settled)

    def _free_name(self) -> str:
        return free_name(self._server_name, set(self._store.images.column("name")))

    def _on_enter(self, _widget: object, message: Mapping[str, Any], _buffers: object) -> None:
        if message.get("event") == "submit":  # what ipywidgets sends for Enter
            self.start()

    def _typed(self) -> None:
        self._refused = ""
        self._judge()

    def _judge(self) -> None:
        row = self._store.servers.get(self._server)
        if row is None:
            blocked = "This instance no longer exists."
        elif not self.name.value.strip():
            blocked = "Enter a name for the snapshot."
        else:
            blocked = snapshot_blocked(row)
        self.save.disabled = bool(blocked) or self._saving
        self.save.description = "Starting..." if self._saving else "Save snapshot"
        taken = image_name_taken(self.name.value.strip(), self._store.images.column("name"))
        self.field.note.say(self._refused or blocked or taken, "bad" if self._refused else "warn")

    def _settled(self, future: Future[Any]) -> None:
        self._saving = False
        error = future.exception()
        if error is None:
            self.messages.forget(self._source)
            self.name.value = self._free_name()
            self._done()
        elif isinstance(error, CloudError) and error.field == "name":
            self._refused = f"{error} {error.hint}"
            self._judge()
        else:
            self.messages.error(error, self._source)
            self._judge()

    def _done(self) -> None:
        if self._on_close is not None:
            self._on_close()
        else:
            self._judge()
