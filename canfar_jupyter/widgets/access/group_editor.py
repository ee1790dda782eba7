"""Create, rename and delete security groups, and add or remove single rules."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

import ipywidgets as ipw

from canfar_jupyter.model.network.rules import ANYWHERE, SERVICES, Rule, cidr_of, range_problem
from canfar_jupyter.model.network.rules import in_words as rule_in_words
from canfar_jupyter.widgets.kit.dialog import Dialog
from canfar_jupyter.widgets.kit.messages import in_words
from canfar_jupyter.widgets.kit.status_line import StatusLine
from canfar_jupyter.widgets.layout.panel import close_all

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store

_NEW = ("New group", "")
_OWN = {"TCP ports": "tcp", "UDP ports": "udp", "All traffic": "any"}
Consequence = Callable[[str, Rule], str]
_PORTS = re.compile(r"(\d{1,5})(?:\s*-\s*(\d{1,5}))?")


class GroupEditor(ipw.VBox):
    """Choose a group; edit its name, description and rules.

    Args:
        store: The project.
        warning: Says what removing a rule of a group breaks; "": nothing.

    Attributes:
        group: The list of groups; the first choice creates a new one.
        rules: A row for each ingress rule.
    """

    def __init__(self, store: Store, warning: Consequence | None = None) -> None:
        self._store, self._warning = store, warning or (lambda _group, _rule: "")
        self._shown: tuple[str, Any] | None = None  # (group, its rules)
        self._wanted = ""  # a group just made, chosen once it is listed
        self.group = ipw.Dropdown(description="Group", options=[_NEW])
        self.name = ipw.Text(description="Group name", placeholder="web")
        self.about = ipw.Text(description="Group description")
        self.save = ipw.Button(description="Create the group")
        self.delete = ipw.Button(description="Delete the group")
        self.rules = ipw.VBox()
        self.service = ipw.Dropdown(
            description="Allow", options=[*(s.name for s in SERVICES), *_OWN]
        )
        self.port = ipw.Text(description="Ports", placeholder="8000 or 8000-8010")
        self.source = ipw.Text(description="From", value=ANYWHERE)
        self.add = ipw.Button(description="Add rule")
        self.note, self.dialog = StatusLine(), Dialog()
        self._adding = _row(self.service, self.port, self.source, self.add)
        buttons = _row(self.save, self.delete)
        super().__init__(
            [
                _row(self.group, self.name, self.about),
                buttons,
                self.rules,
                self._adding,
                self.note,
                self.dialog,
            ]
        )
        self.add_class("cj-more")
        self.add_class("cj-group-editor")
        self.group.observe(lambda _change: self._chosen(), "value")
        self.service.observe(lambda _change: self._show_ports(), "value")
        self.save.on_click(lambda _button: self.save_group())
        self.delete.on_click(lambda _button: self.ask_delete())
        self.add.on_click(lambda _button: self.add_rule())
        self._show_ports()
        self.offer()

    def offer(self) -> None:
        """Show the project's current groups."""
        groups = self._store.security_groups
        rows = sorted((row["name"], id_) for id_, row in groups.items())
        options = [_NEW, *((f"{name} ({id_[:8]})", id_) for name, id_ in rows)]
        if tuple(options) != tuple(self.group.options):
            value = self._wanted if self._wanted in groups else self.group.value
            if value == self._wanted:
                self._wanted = ""
            self.group.options = options
            self.group.value = value if value in groups else ""
        self._draw()

    def save_group(self) -> None:
        """Create the group, or save its new name and description."""
        name, about, id_ = self.name.value.strip(), self.about.value.strip(), self.group.value
        if not name:
            self.note.say("Enter a name for the group.", "bad")
            return
        others = {i: row["name"] for i, row in self._store.security_groups.items() if i != id_}
        if name in others.values():
            self.note.say(f"Another group is already named {name}: choose a different name.", "bad")
            return
        if id_:
            self._do(self._store.update_security_group(id_, name=name, description=about))
        else:
            self._do(self._store.create_security_group(name, about), self._made)

    def _made(self, group_id: str) -> None:
        self._wanted = group_id
        self.offer()
        if group_id in self._store.security_groups:
            self.group.value, self._wanted = group_id, ""

    def ask_delete(self) -> None:
        """Ask before deleting the group."""
        id_ = self.group.value
        if (row := self._store.security_groups.get(id_)) is None:
            return
        self.dialog.ask(
            f"Delete the group {row['name']}?",
            lines=[row["open_ports"] or "It allows no traffic in."],
            warning="A group that is in use by an instance cannot be deleted.",
            yes=f"Delete {row['name']}",
            do=lambda: self._do(self._store.delete_security_group(id_)),
        )

    def add_rule(self) -> None:
        """Add the rule that the fields describe."""
        if problem := range_problem(self.source.value):
            self.note.say(problem, "bad")
            return
        service = next((s for s in SERVICES if s.name == self.service.value), None)
        if service is not None:
            protocol, low, high = service.protocol, service.port_min, service.port_max
        else:
            protocol, low, high = _OWN[self.service.value], None, None
            if protocol != "any":
                found = _PORTS.fullmatch(self.port.value.strip())
                if found is None:
                    self.note.say("Enter a port or a range of ports, such as 8000-8010.", "bad")
                    return
                low, high = int(found[1]), int(found[2] or found[1])
        source = cidr_of(self.source.value.strip())
        self._do(self._store.add_rule(self.group.value, protocol, low, high, source))

    def remove(self, group_id: str, rule: Rule) -> None:
        """Remove a rule; ask first where that has a consequence."""

        def do() -> None:
            self._do(self._store.delete_rule(group_id, rule.id))

        if not (warning := self._warning(group_id, rule)):
            do()
            return
        words = rule_in_words(rule)
        self.dialog.ask(
            "Remove the rule?", lines=[words], warning=warning, yes="Remove the rule", do=do
        )

    def _do(self, future: Future[Any], then: Callable[[Any], None] | None = None) -> None:
        self.note.say("Working...", "busy")

        def settled(done: Future[Any]) -> None:
            if error := done.exception():
                text, hint, _ = in_words(error)
                self.note.say(f"{text} {hint}", "bad")
                return
            self.note.say("")
            if then is not None:
                then(done.result())

        future.add_done_callback(settled)

    def _chosen(self) -> None:
        row = self._store.security_groups.get(self.group.value)
        self.name.value = row["name"] if row else ""
        self.about.value = row["description"] if row else ""
        self.note.say("")
        self._draw()

    def _draw(self) -> None:
        row = self._store.security_groups.get(self.group.value)
        own = row is None or row["name"] != "default"
        self.save.description = "Save name and description" if row else "Create the group"
        self.name.disabled = self.save.disabled = not own
        self.delete.layout.display = None if row and own else "none"
        self._adding.layout.display = None if row else "none"
        shown = (self.group.value, row["rules"] if row else ())
        if shown == self._shown:
            return
        self._shown = shown
        old, self.rules.children = (
            self.rules.children,
            [
                self._rule(self.group.value, rule)
                for rule in shown[1]
                if rule.direction == "ingress"
            ],
        )
        for widget in old:
            close_all(widget)

    def _rule(self, group_id: str, rule: Rule) -> ipw.HBox:
        words = rule_in_words(rule)
        remove = ipw.Button(description="Remove", tooltip=f"Remove: {words}", disabled=not rule.id)
        remove.on_click(lambda _button: self.remove(group_id, rule))
        kind = "" if rule.ethertype == "IPv4" else f" ({rule.ethertype})"
        row = ipw.HBox([ipw.Label(f"{words}{kind}"), remove])
        row.add_class("cj-rule")
        return row

    def _show_ports(self) -> None:
        wanted = _OWN.get(self.service.value) in ("tcp", "udp")
        self.port.layout.display = None if wanted else "none"


def _row(*controls: ipw.Widget) -> ipw.HBox:
    row = ipw.HBox(list(controls))
    row.add_class("cj-row-of-controls")
    return row
