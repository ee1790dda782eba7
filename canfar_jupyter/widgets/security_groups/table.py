"""The security groups of a project: rules in words, what uses each, templates by one click."""

from __future__ import annotations

from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, Any

import ipywidgets as ipw

from canfar_jupyter.live.base.used_by import GroupUsers
from canfar_jupyter.model.network.rules import ANYWHERE, cidr_of
from canfar_jupyter.model.verbs import VERBS
from canfar_jupyter.widgets.access.group_editor import GroupEditor
from canfar_jupyter.widgets.kit.dialog import Dialog
from canfar_jupyter.widgets.kit.messages import Messages
from canfar_jupyter.widgets.layout.drawer import Drawer
from canfar_jupyter.widgets.layout.panel import Panel
from canfar_jupyter.widgets.security_groups.rows import GROUP_ROWS
from canfar_jupyter.widgets.status.header import place_of
from canfar_jupyter.widgets.table.table import Table

if TYPE_CHECKING:
    from canfar_jupyter.live.base.collection import Delta
    from canfar_jupyter.live.store import Store

TEMPLATES = {  # label: name, description, ports
    "SSH": ("ssh", "SSH from any address", (22,)),
    "Web": ("web", "HTTP and HTTPS from any address", (80, 443)),
    "Jupyter": ("jupyter", "Jupyter from any address", (8888,)),
}
MINE = "SSH from my address"


class SecurityGroupTable(Panel):
    """A table of security groups; rules are edited above it.

    Attributes:
        table: The table itself.
        templates: Buttons that create a group which is often wanted.
        dialog: The confirmation before a group is deleted.
        drawer: The editor of a group's rules, if it is open.
    """

    def __init__(
        self, store: Store, messages: Messages | None = None, *, max_rows: int = 8
    ) -> None:
        self._store = store
        self.messages = messages or Messages()
        self._rows = GroupUsers(store.security_groups, store.servers)
        self.table = Table(
            self._rows,
            GROUP_ROWS,
            label="Security groups",
            empty="There are no security groups.",
            reading="Reading the security groups...",
            name="security_groups",
            max_rows=max_rows,
            place=place_of(store, "security_groups"),
        )
        self.dialog, self.drawer = Dialog(), Drawer(store.security_groups)
        self.new = ipw.Button(description="New group")
        self.templates = {label: ipw.Button(description=label) for label in (*TEMPLATES, MINE)}
        controls = ipw.HBox([self.new, ipw.Label("or in one click:"), *self.templates.values()])
        controls.add_class("cj-row-of-controls")
        own = [] if messages else [self.messages]
        super().__init__(
            "",
            [*own, self.table, controls, self.drawer, self.dialog],
            classes=("cj-security-groups",),
        )
        self.new.on_click(lambda _button: self.edit(""))
        for label in TEMPLATES:
            self.templates[label].on_click(partial(self._clicked, label))
        self.templates[MINE].on_click(lambda _button: self.create_mine())
        self.table.on_action(self._act)
        self.table.on_heartbeat(store.look)
        self._stop = store.security_groups.observe(self._on_delta)
        self._offer()

    def close(self) -> None:
        if hasattr(self, "_stop"):
            self._stop()
        super().close()

    def edit(self, group_id: str) -> None:
        """Open the editor of a group; "": of a new one."""
        editor = GroupEditor(self._store)
        editor.group.value = group_id
        shut = ipw.Button(description="Close")
        shut.on_click(lambda _button: self.drawer.shut())
        self.drawer.show(group_id or None, ipw.VBox([editor, shut]))

    def create(self, label: str) -> None:
        """Create the group of a template."""
        name, about, ports = TEMPLATES[label]
        self._create(name, about, ports, ANYWHERE)

    def create_mine(self) -> None:
        """Create a group that opens port 22 to the address of this Jupyter server only."""

        def found(future: Future[Any]) -> None:
            if error := future.exception():
                self.messages.error(error)
            else:
                address = str(future.result())
                name = f"ssh-from-{address}"
                self._create(name, f"SSH from {address} only", (22,), cidr_of(address))

        self._store.own_address().add_done_callback(found)

    def ask_delete(self, group_id: str) -> None:
        """Ask before deleting a group, naming what uses it."""
        if (row := self._rows.get(group_id)) is None:
            return
        self.dialog.ask(
            f"Delete the security group {row['name']}?",
            lines=[row["open_ports"] or "It allows no traffic in."],
            warning="No instance uses it." if not row["used_by"] else "It is in use.",
            yes=f"Delete {row['name']}",
            do=lambda: self._settle(self._store.delete_security_group(group_id)),
        )

    def _clicked(self, label: str, _button: ipw.Button) -> None:
        self.create(label)

    def _create(self, name: str, about: str, ports: tuple[int, ...], cidr: str) -> None:
        def made(future: Future[str]) -> None:
            if error := future.exception():
                self.messages.error(error)
                return
            for port in ports:
                self._settle(self._store.open_port(future.result(), port, cidr))

        self._store.create_security_group(name, about).add_done_callback(made)

    def _settle(self, future: Future[Any]) -> None:
        future.add_done_callback(self.messages.of("security groups"))

    def _act(self, action: str, ids: tuple[str, ...]) -> None:
        act = {"edit": self.edit, VERBS["delete_security_group"].name: self.ask_delete}[action]
        act(ids[0])

    def _on_delta(self, _delta: Delta) -> None:
        self._offer()

    def _offer(self) -> None:
        """A template whose group exists is not offered again."""
        names = {row["name"] for row in self._store.security_groups.values()}
        for label, (name, _, _) in TEMPLATES.items():
            self.templates[label].layout.display = "none" if name in names else None
