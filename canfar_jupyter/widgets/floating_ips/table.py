"""The floating IPs of a project: their instances, the quota, and which are not associated."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

import ipywidgets as ipw

from canfar_jupyter.live.base.joined import FloatingIPHolders
from canfar_jupyter.model.network import floating_ips
from canfar_jupyter.model.quotas import room
from canfar_jupyter.model.verbs import VERBS
from canfar_jupyter.widgets.floating_ips.associate import AssociateForm
from canfar_jupyter.widgets.floating_ips.questions import ask_disassociate, ask_release
from canfar_jupyter.widgets.floating_ips.rows import FLOATING_IP_ROWS
from canfar_jupyter.widgets.kit.dialog import Dialog
from canfar_jupyter.widgets.kit.disclosure import Disclosure
from canfar_jupyter.widgets.kit.messages import Messages
from canfar_jupyter.widgets.kit.status_line import StatusLine
from canfar_jupyter.widgets.layout.drawer import Drawer
from canfar_jupyter.widgets.layout.panel import Panel
from canfar_jupyter.widgets.status.header import place_of
from canfar_jupyter.widgets.table.table import Table

if TYPE_CHECKING:
    from canfar_jupyter.live.base.collection import Delta
    from canfar_jupyter.live.store import Store

_LISTS = ("floating_ips", "quotas", "networks")


class FloatingIPTable(Panel):
    """A table of floating IPs with Associate or Move, Disassociate and Release on each row.

    Attributes:
        table: The table itself.
        note: How much of the quota is used, and which are not associated.
        allocate: The button that allocates one.
        network: The external network to allocate from, if there are several.
        dialog: The confirmation before an instance loses its floating IP.
        side: The form in which an instance is chosen, if it is open.
    """

    def __init__(
        self, store: Store, messages: Messages | None = None, *, max_rows: int = 6
    ) -> None:
        self._store = store
        self.messages = messages or Messages()
        self._rows = FloatingIPHolders(store.floating_ips, store.servers)
        self.table = Table(
            self._rows,
            FLOATING_IP_ROWS,
            label="Floating IPs",
            empty="The project has no floating IPs yet.",
            reading="Reading the floating IPs...",
            name="floating_ips",
            max_rows=max_rows,
            place=place_of(store, "floating_ips"),
        )
        self.note, self.why, self.dialog = StatusLine(), StatusLine(), Dialog()
        self.allocate = ipw.Button(description=VERBS["allocate_floating_ip"].label)
        self.network = ipw.Dropdown(description="From network")
        controls = ipw.HBox([self.network, self.allocate, self.why])
        controls.add_class("cj-row-of-controls")
        self.side = Drawer(store.floating_ips)
        own = [] if messages else [self.messages]
        super().__init__(
            "",
            [*own, self.table, self.note, controls, self.side, self.dialog],
            classes=("cj-addresses",),
        )
        self.table.on_action(self._act)
        self.table.on_heartbeat(store.look)
        self.allocate.on_click(lambda _button: self.allocate_one())
        self._stops = [store.collections[name].observe(self._draw) for name in _LISTS]
        self._draw()

    def close(self) -> None:
        for stop in getattr(self, "_stops", ()):
            stop()
        super().close()

    def allocate_one(self) -> None:
        """Allocate a floating IP to the project."""
        self._do("allocate", self._store.allocate_floating_ip(self.network.value or None))

    def ask_instance(self, floating_ip: str) -> None:
        """Ask below the table which instance a floating IP is to be associated with."""
        form = AssociateForm(self._store, floating_ip, self.dialog, on_close=self.side.shut)
        self.side.show(floating_ip, form)

    def _act(self, action: str, ids: tuple[str, ...]) -> None:
        if (row := self._rows.get(ids[0])) is None:
            return
        address, holder, seen = str(row["name"]), str(row["holder"]), str(row["port_id"])

        def disassociate() -> None:
            self._do(ids[0], self._store.disassociate_floating_ip(ids[0], seen=seen))

        def release() -> None:
            self._do(ids[0], self._store.release_floating_ip(ids[0], seen=seen))

        acts: dict[str, Callable[[], None]] = {
            "associate": lambda: self.ask_instance(ids[0]),
            "move": lambda: self.ask_instance(ids[0]),
            "disassociate": lambda: ask_disassociate(self.dialog, address, holder, disassociate),
            "release": lambda: ask_release(self.dialog, address, holder, release),
        }
        acts[action]()

    def _do(self, source: str, future: Future[Any]) -> None:
        future.add_done_callback(self.messages.of(source))

    def _draw(self, _delta: Delta | None = None) -> None:
        store = self._store
        free = floating_ips.idle(store.floating_ips)
        used = floating_ips.used_in_words(store.floating_ips, store.quotas)
        pointed = floating_ips.idle_in_words(free)
        self.note.say(f"{used}. {pointed}".strip(), "warn" if free else "quiet")
        outside = sorted((r["name"], id_) for id_, r in store.networks.items() if r["external"])
        if tuple(outside) != tuple(self.network.options):
            chosen = self.network.value
            self.network.options = outside
            ids = [id_ for _, id_ in outside]
            self.network.value = chosen if chosen in ids else next(iter(ids), None)
        self.network.layout.display = None if len(outside) > 1 else "none"
        none = bool(store.networks) and not outside
        full = room(store.quotas.get("floating_ips")) < 1
        self.allocate.disabled = none or full
        self.why.say(
            floating_ips.why_none(store.floating_ips, store.networks, store.quotas)
            if none or full
            else ""
        )


class FloatingIPSection(Disclosure):
    """One line that says how many are used and how many not associated; it opens the table."""

    def __init__(self, store: Store, messages: Messages) -> None:
        self._store = store
        super().__init__("Floating IPs", lambda: FloatingIPTable(store, messages))
        lists = (store.floating_ips, store.quotas)
        self._stops = [collection.observe(lambda _delta: self._draw()) for collection in lists]
        self._draw()

    def close(self) -> None:
        for stop in getattr(self, "_stops", ()):
            stop()
        super().close()

    def _draw(self) -> None:
        if self._store.floating_ips.loaded and self._store.quotas.loaded:
            said = floating_ips.summary(self._store.floating_ips, self._store.quotas)
            self.button.label = f"Floating IPs: {said}"
