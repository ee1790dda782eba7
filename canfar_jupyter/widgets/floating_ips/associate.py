"""Associate a floating IP: with which instance, and with which of its internal addresses."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

import ipywidgets as ipw

from canfar_jupyter.model.instances.states import is_going
from canfar_jupyter.model.network.floating_ips import fixed_addresses, holder
from canfar_jupyter.model.verbs import MOVE, VERBS
from canfar_jupyter.widgets.floating_ips.questions import ask_move
from canfar_jupyter.widgets.kit.dialog import Dialog
from canfar_jupyter.widgets.kit.messages import in_words
from canfar_jupyter.widgets.kit.status_line import StatusLine
from canfar_jupyter.widgets.layout.panel import Panel

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store

_VERB = VERBS["associate_floating_ip"]


class AssociateForm(Panel):
    """Associate a floating IP with an instance, or move it there after a confirmation.

    Attributes:
        server: The instances, those without a floating IP first.
        own: The internal addresses of the chosen instance, if it has several.
        associate: The button.
    """

    def __init__(
        self, store: Store, floating_ip: str, dialog: Dialog, *, on_close: Callable[[], None]
    ) -> None:
        self._store, self._id, self._dialog, self._on_close = store, floating_ip, dialog, on_close
        row = store.floating_ips[floating_ip]
        self._address, self._seen = str(row["name"]), str(row["port_id"])
        self._loser = holder(row, store.servers)
        self.server = ipw.Dropdown(description="Instance", options=self._servers())
        self.own = ipw.Dropdown(description="Internal address")
        self.associate = ipw.Button(description=_VERB.label, button_style="primary")
        cancel = ipw.Button(description="Cancel")
        self.note = StatusLine()
        if self._loser:
            title, self.associate.description = f"{MOVE} {self._address}", MOVE
        else:
            title = f"{_VERB.label} {self._address} with an instance"
        controls = ipw.HBox([self.server, self.own, self.associate, cancel])
        controls.add_class("cj-row-of-controls")
        super().__init__(title, [controls, self.note], classes=("cj-associate",))
        self.server.observe(lambda _change: self._chosen(), "value")
        self.associate.on_click(lambda _button: self.press())
        cancel.on_click(lambda _button: on_close())
        if not self.server.options:
            self.associate.disabled = True
            self.note.say("There is no instance to associate it with.", "warn")
        self._chosen()

    def press(self) -> None:
        """Associate it; ask first if another instance loses it."""
        id_ = self.server.value
        if (row := self._store.servers.get(id_)) is None:
            self.note.say("That instance no longer exists: choose another.", "bad")
            return
        if self._loser:
            ask_move(self._dialog, self._address, self._loser, row["name"], lambda: self._do(id_))
        else:
            self._do(id_)

    def _do(self, server_id: str) -> None:
        self.associate.disabled = True
        self.note.say("Working...", "busy")
        several = len(self.own.options) > 1
        self._store.associate_floating_ip(
            server_id,
            self._id,
            fixed_ip=self.own.value if several else None,
            seen=self._seen,
        ).add_done_callback(self._settled)

    def _settled(self, future: Future[Any]) -> None:
        self.associate.disabled = False
        if error := future.exception():
            text, hint, _ = in_words(error)
            self.note.say(f"{text} {hint}", "bad")
        else:
            self._on_close()

    def _servers(self) -> list[tuple[str, str]]:
        ips = self._store.floating_ips
        has = ips[self._id]["server_id"]
        rows = [
            row
            for id_, row in self._store.servers.items()
            if id_ != has and not is_going(row) and fixed_addresses(row, ips)
        ]
        rows.sort(key=lambda row: (bool(row["floating_ip"]), str(row["name"])))
        return [(_in_words(row), row["id"]) for row in rows]

    def _chosen(self) -> None:
        row = self._store.servers.get(self.server.value)
        self.own.options = fixed_addresses(row, self._store.floating_ips) if row else []
        self.own.value = next(iter(self.own.options), None)
        self.own.layout.display = None if len(self.own.options) > 1 else "none"


def _in_words(row: Any) -> str:
    has = f" (has {row['floating_ip']})" if row["floating_ip"] else ""
    return f"{row['name']}{has}"
