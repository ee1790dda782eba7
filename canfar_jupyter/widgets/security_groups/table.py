"""The security groups of a project: rules in words, what uses each, templates by one click."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, Any

import ipywidgets as ipw

from canfar_jupyter.live.base.used_by import GroupUsers
from canfar_jupyter.model.network.rules import ANYWHERE, Rule, cidr_of
from canfar_jupyter.model.verbs import VERBS
from canfar_jupyter.widgets.access.group_editor import GroupEditor
from canfar_jupyter.widgets.keys.rows import used_by
from canfar_jupyter.widgets.kit.dialog import Dialog
from canfar_jupyter.widgets.kit.messages import Messages
from canfar_jupyter.widgets.layout.panel import Panel
from canfar_jupyter.widgets.layout.side_panel import SidePanel
from canfar_jupyter.widgets.security_groups.cutting import cut_off
from canfar_jupyter.widgets.security_groups.rows import GROUP_ROWS
from canfar_jupyter.widgets.security_groups.words import (
    EMPTY,
    IN_ONE_CLICK,
    MINE,
    NEW,
    READING,
    TEMPLATES,
    cuts,
    name_for,
)
from canfar_jupyter.widgets.status.header import place_of
from canfar_jupyter.widgets.table.table import Table

if TYPE_CHECKING:
    from canfar_jupyter.live.base.collection import Delta
    from canfar_jupyter.live.store import Store

_DELETE = VERBS["delete_security_group"]
_RULES, _NEW = "rules", "new"


class SecurityGroupTable(Panel):
    """A table of security groups; rules are edited in a panel beside it.

    Attributes:
        table: The table itself.
        new: The button that opens the panel for a new group.
        templates: Buttons that create a group which is often wanted, by their labels.
        dialog: The confirmation before a group is deleted.
        panel: The editor of a group's rules.
    """

    def __init__(
        self, store: Store, messages: Messages | None = None, *, max_rows: int = 8
    ) -> None:
        self._store = store
        self._address: str | None = None  # of this computer; None: not known (yet)
        self.messages = messages or Messages()
        self._rows = GroupUsers(store.security_groups, store.servers)
        self.table = Table(
            self._rows,
            GROUP_ROWS,
            label="Security groups",
            empty=EMPTY,
            reading=READING,
            name="security_groups",
            max_rows=max_rows,
            place=place_of(store, "security_groups"),
        )
        self.dialog, self.panel = Dialog(), SidePanel()
        self.new = ipw.Button(description=NEW)
        self.templates = {label: ipw.Button(description=label) for label in (*TEMPLATES, MINE)}
        own = [] if messages else [self.messages]
        super().__init__("", [*own, self._page(), self.dialog], classes=("cj-security-groups",))
        self._connect()
        self._stops = (
            store.security_groups.observe(self._on_delta),
            self._rows.observe(self._described),
        )
        self._offer()
        store.own_address().add_done_callback(self._found)

    def _page(self) -> ipw.HBox:
        controls = ipw.HBox([self.new, ipw.Label(IN_ONE_CLICK), *self.templates.values()])
        controls.add_class("cj-row-of-controls")
        listed = ipw.VBox([self.table, controls])
        listed.add_class("cj-list")
        split = ipw.HBox([listed, self.panel])
        split.add_class("cj-split")
        return split

    def _connect(self) -> None:
        self.new.on_click(lambda _button: self.edit(""))
        for label in TEMPLATES:
            self.templates[label].on_click(partial(self._clicked, label))
        self.templates[MINE].on_click(lambda _button: self.create_mine())
        self.table.on_action(self._act)
        self.table.on_open(lambda id_, _page: self.edit(id_))
        self.table.on_heartbeat(self._store.look)
        self.panel.on_close(self.close_panel)
        self.panel.on_action(lambda action: self.table.press(action, [self.panel.about]))

    def close(self) -> None:
        for stop in getattr(self, "_stops", ()):
            stop()
        super().close()

    # The panel --------------------------------------------------------------------------

    def edit(self, group_id: str) -> None:
        """Open the panel of a group; "": of a new one."""
        row = self._rows.get(group_id)
        build: Callable[[], ipw.Widget] = partial(self._editor, group_id)
        name = str(row["name"]) if row else NEW
        self.panel.show(group_id or _NEW, name, {_RULES: ("Rules", build)}, tab=_RULES)
        self.table.current = group_id
        self._describe()

    @property
    def editor(self) -> GroupEditor | None:
        """The editor that is open."""
        pane = self.panel.pane(_RULES)
        return pane if isinstance(pane, GroupEditor) else None

    def close_panel(self) -> None:
        """Close the panel."""
        self.panel.shut()
        self.table.current = ""

    def _editor(self, group_id: str) -> GroupEditor:
        editor = GroupEditor(self._store, self._consequence)
        editor.group.value = group_id
        for part in (editor.group, editor.delete):  # the list and the panel's head have them
            part.layout.display = "none"
        if not group_id:  # once it is there, it is the one that is open
            editor.group.observe(lambda change: self.edit(change["new"]), "value")
        return editor

    def _consequence(self, group_id: str, rule: Rule) -> str:
        row, store = self._rows.get(group_id), self._store
        if row is None:
            return ""
        servers, groups = store.servers.values(), store.security_groups.values()
        return cuts(cut_off(row, rule, servers, groups, self._address))

    def _describe(self) -> None:
        row = self._rows.get(self.panel.about)
        if row is None:
            self.panel.describe(NEW, [], [], "")
            return
        tone = "good" if row["used_by"] else "quiet"
        state = ("In use" if row["used_by"] else "Not used", tone, False, "")
        if row["used_by"]:
            state = (*state[:3], used_by(row))
        delete = {
            "key": _DELETE.name,
            "label": _DELETE.label,
            "tone": _DELETE.tone,
            "why": _DELETE.why_not(row),
        }
        self.panel.describe(str(row["name"]), state, [delete], "")

    # Verbs ------------------------------------------------------------------------------

    def create(self, label: str) -> None:
        """Create the group of a template."""
        name, about, ports = TEMPLATES[label]
        self._create(name, about, ports, ANYWHERE)

    def create_mine(self) -> None:
        """Create a group that opens port 22 to the address of this Jupyter server only."""
        if self._address:
            self._create(*name_for(self._address), (22,), cidr_of(self._address))

    def ask_delete(self, group_id: str) -> None:
        """Ask before deleting a group that nothing uses."""
        if (row := self._rows.get(group_id)) is None:
            return
        self.dialog.ask(
            f"Delete the security group {row['name']}?",
            lines=[row["open_ports"] or "It allows no traffic in."],
            warning="No instance uses it.",
            yes=f"Delete {row['name']}",
            do=lambda: self._settle(group_id, self._store.delete_security_group(group_id)),
        )

    def _clicked(self, label: str, _button: ipw.Button) -> None:
        self.create(label)

    def _create(self, name: str, about: str, ports: tuple[int, ...], cidr: str) -> None:
        def made(future: Future[str]) -> None:
            if error := future.exception():
                self.messages.error(error, name)
                return
            self.messages.forget(name)
            for port in ports:
                opened = self._store.open_port(future.result(), port, cidr)
                self._settle(f"{name} {port}", opened)

        self._store.create_security_group(name, about).add_done_callback(made)

    def _settle(self, source: str, future: Future[Any]) -> None:
        future.add_done_callback(self.messages.of(source))

    def _act(self, action: str, ids: tuple[str, ...]) -> None:
        act = {"edit": self.edit, _DELETE.name: self.ask_delete}[action]
        act(ids[0])

    # News -------------------------------------------------------------------------------

    def _on_delta(self, delta: Delta) -> None:
        self._offer()
        if self.panel.about in delta.removed:
            self.close_panel()
        elif (editor := self.editor) is not None:
            editor.offer()

    def _described(self, delta: Delta) -> None:
        if self.panel.about in delta.changed:
            self._describe()

    def _found(self, future: Future[str]) -> None:
        self._address = None if future.exception() else future.result() or None
        self._offer()

    def _offer(self) -> None:
        """A template whose group exists is not offered again."""
        names = {row["name"] for row in self._store.security_groups.values()}
        mine = name_for(self._address)[0] if self._address else ""
        wanted = {label: name for label, (name, _, _) in TEMPLATES.items()} | {MINE: mine}
        for label, name in wanted.items():
            hidden = not name or name in names
            self.templates[label].layout.display = "none" if hidden else None
