"""Open port 22 with one click: to any address, or to one address only.

In this order: if a group that opens port 22 like this exists, it is checked and nothing in the
cloud changes; if a group named ssh (for one address: ssh-from-ADDRESS) exists, port 22 is opened
in it; else that group is created.  The user's own groups, and ``default``, are never changed:
other instances use them.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

import ipywidgets as ipw

from canfar_jupyter.model.launch.problems import rules_of
from canfar_jupyter.model.network.rules import (
    ANYWHERE,
    cidr_of,
    is_behind_nat,
    is_loopback,
    is_open,
    openings,
    range_problem,
)
from canfar_jupyter.widgets.access.group_picker import GroupPicker
from canfar_jupyter.widgets.kit.messages import in_words
from canfar_jupyter.widgets.kit.status_line import StatusLine

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store

NAME = "ssh"
Groups = Mapping[str, Mapping[str, Any]]


class PortOpener(ipw.VBox):
    """The buttons, with text that says what they will do; hidden while port 22 is open to all.

    Attributes:
        button: Opens port 22 to all addresses.
        mine: Opens it to ``address`` only.
        address: An address or a range; the default is the address of this Jupyter server.
    """

    def __init__(self, store: Store, groups: GroupPicker) -> None:
        self._store, self._groups = store, groups
        self._wanted = ""  # a range that was opened for this form: tick its group once listed
        self._opening = ""  # the range that is being opened
        self._failure = ""
        self._own: str | None = None  # address of this server; None: not asked yet
        self.button = ipw.Button(description="Open port 22 (SSH)")
        self.mine = ipw.Button(description="Open it only from")
        self.address = ipw.Text(description="Address or range", placeholder="address or range")
        self.note, self.origin = StatusLine(), StatusLine()
        self.button.on_click(lambda _button: self.open_port())
        self.mine.on_click(lambda _button: self.open_port(self.address.value))
        narrow = ipw.HBox([self.mine, self.address])
        narrow.add_class("cj-tight")
        row = ipw.HBox([self.button, narrow])
        row.add_class("cj-row-of-controls")
        super().__init__([self.note, row, self.origin])
        self.add_class("cj-port")

    def show(self, chosen: tuple[str, ...]) -> None:
        """Show what can be done for these groups."""
        known = self._store.security_groups
        if self._wanted and (opened := _opens(known, self._wanted)):
            self._wanted = ""
            self._groups.choose(opened)
            return
        rules = rules_of(chosen, known)
        where = openings(rules, 22)
        narrow = bool(known) and "anywhere" not in where
        self.layout.display = None if narrow or self._failure else "none"
        if narrow and self._own is None:
            self._own = ""
            self._store.own_address().add_done_callback(self._found)
        if self._failure:
            self.note.say(self._failure, "bad")
        elif not self.button.disabled and where and self._own:
            self.note.say(*_to_me(self._own, is_open(rules, 22, self._own)))
        elif not self.button.disabled:
            self.note.say(_plan(known))

    def open_port(self, source: str = ANYWHERE) -> None:
        """Open port 22 to an address or a range, as the buttons would."""
        source = source.strip()
        if problem := range_problem(source):
            self._failure = problem
            self.show(self._groups.value)
            return
        cidr = cidr_of(source)
        known = self._store.security_groups
        self._failure = ""
        if opened := _opens(known, cidr):
            self._groups.choose(opened)
            return
        self._busy(True)
        name = _name(cidr)
        self._opening = cidr
        named = next((id_ for id_, row in known.items() if row["name"] == name), None)
        if named:
            self._open(named)
        else:
            self._store.create_security_group(name).add_done_callback(self._made)

    def _made(self, future: Future[Any]) -> None:
        if error := future.exception():
            self._failed(error)
        else:
            self._open(future.result())

    def _open(self, group: str) -> None:
        future = self._store.open_port(group, 22, self._opening)
        future.add_done_callback(self._opened)

    def _opened(self, future: Future[Any]) -> None:
        if error := future.exception():
            self._failed(error)
            return
        self._busy(False)
        self._wanted = self._opening
        self.show(self._groups.value)

    def _failed(self, error: BaseException) -> None:
        text, hint, _ = in_words(error)
        self._failure = f"{text} {hint}"
        self._busy(False)
        self.show(self._groups.value)

    def _busy(self, busy: bool) -> None:
        self.button.disabled = self.mine.disabled = busy
        if busy:
            self.note.say("Opening port 22...", "busy")

    def _found(self, future: Future[str]) -> None:
        if future.exception() is not None or not future.result():
            return
        self._own = future.result()
        self.address.value = self.address.value or self._own
        self.origin.say(_origin(self._own))
        self.show(self._groups.value)


def _to_me(address: str, is_open: bool) -> tuple[str, str]:
    """Return whether port 22, which is open to some addresses, is open to this Jupyter server."""
    if is_behind_nat(address) and not is_loopback(address):
        how = "would be" if is_open else "would not be"
        return (
            f"This Jupyter server has the private address {address}, which {how} let in; what "
            "counts is the address that the cloud sees.",
            "warn",
        )
    if is_open:
        return f"That lets in this Jupyter server ({address}).", "good"
    return f"It is closed to this Jupyter server ({address}): SSH from here will fail.", "warn"


def _origin(address: str) -> str:
    """Explain the proposed address."""
    if is_loopback(address):
        return f"{address} is this Jupyter server itself, on which the cloud also runs."
    text = f"{address} is the address that this Jupyter server uses towards the cloud"
    if is_behind_nat(address):
        return (
            f"{text}. It is private: the cloud probably sees a different one, of a router or "
            "proxy, which cannot be determined from here."
        )
    return f"{text}; your own computer has a different one, unless it is the same computer."


def _name(cidr: str) -> str:
    """Return the name of the group that opens port 22 to a range."""
    if cidr in (ANYWHERE, "::/0"):
        return NAME
    return f"{NAME}-from-{cidr.replace('/', '-')}"


def _opens(groups: Groups, cidr: str) -> str | None:
    """Return the group to check: one that opens exactly this, preferably the one named for it."""
    wanted = "anywhere" if cidr in (ANYWHERE, "::/0") else cidr
    fit = [id_ for id_, row in groups.items() if wanted in openings(row["rules"], 22)]
    name = _name(cidr)
    return min(
        fit, key=lambda id_: (groups[id_]["name"] != name, groups[id_]["name"]), default=None
    )


def _plan(groups: Groups) -> str:
    if opened := _opens(groups, ANYWHERE):
        return f"Adds the group {groups[opened]['name']} to this instance."
    if any(row["name"] == NAME for row in groups.values()):
        return f"Opens it to all addresses in the group {NAME} and adds that to this instance."
    return f"Open port 22 creates a group {NAME} that lets SSH in; other groups stay as they are."
