"""One click that lets SSH in.

What it does, in this order: a group that opens port 22 exists -> it is ticked, nothing
in the cloud changes; a group named ssh exists -> port 22 is opened in it; else a group
named ssh is made.  Groups of the user's own, and ``default``, are never changed: other
instances use them.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

import ipywidgets as ipw

from canfar_jupyter import ports
from canfar_jupyter.problems import ssh_open
from canfar_jupyter.widgets.group_picker import GroupPicker
from canfar_jupyter.widgets.messages import in_words
from canfar_jupyter.widgets.note import Note

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store

NAME = "ssh"


class PortOpener(ipw.HBox):
    """The button, with words that say what it will do; hidden while port 22 is open."""

    def __init__(self, store: Store, groups: GroupPicker) -> None:
        self._store, self._groups = store, groups
        self._wanted = False  # a group was opened for this form: tick it once it is listed
        self._failure = ""
        self.button = ipw.Button(description="Open port 22 (SSH)")
        self.button.on_click(lambda _button: self.open_port())
        self.note = Note()
        super().__init__([self.button, self.note])
        self.add_class("cj-row-of-controls")

    def show(self, chosen: tuple[str, ...]) -> None:
        """Show what there is to do for these groups."""
        known = self._store.security_groups
        if self._wanted and (opened := _opens(known)):
            self._wanted = False
            self._groups.choose(opened)
            return
        self.layout.display = "none" if not known or ssh_open(chosen, known) else None
        if self._failure:
            self.note.say(self._failure, "bad")
        elif not self.button.disabled:
            self.note.say(_plan(known))

    def open_port(self) -> None:
        known = self._store.security_groups
        if opened := _opens(known):
            self._groups.choose(opened)
            return
        self._failure = ""
        self.button.disabled = True
        self.note.say("Opening port 22...", "busy")
        named = _named(known)
        if named:
            self._store.open_port(named).add_done_callback(self._opened)
        else:
            self._store.create_security_group(NAME).add_done_callback(self._made)

    def _made(self, future: Future[Any]) -> None:
        if error := future.exception():
            self._failed(error)
        else:
            self._store.open_port(future.result()).add_done_callback(self._opened)

    def _opened(self, future: Future[Any]) -> None:
        if error := future.exception():
            self._failed(error)
            return
        self.button.disabled = False
        self._wanted = True
        self.show(self._groups.value)

    def _failed(self, error: BaseException) -> None:
        text, hint, _ = in_words(error)
        self._failure = f"{text} {hint}"
        self.button.disabled = False
        self.show(self._groups.value)


def _opens(groups: Mapping[str, Mapping[str, Any]]) -> str | None:
    """Return the group to tick: one that opens port 22, that named ssh before others."""
    fit = [id_ for id_, row in groups.items() if ports.is_open(row["rules"], 22)]
    return min(
        fit, key=lambda id_: (groups[id_]["name"] != NAME, groups[id_]["name"]), default=None
    )


def _named(groups: Mapping[str, Mapping[str, Any]]) -> str | None:
    return next((id_ for id_, row in groups.items() if row["name"] == NAME), None)


def _plan(groups: Mapping[str, Mapping[str, Any]]) -> str:
    if opened := _opens(groups):
        return f"Adds the group {groups[opened]['name']} to this instance."
    if _named(groups):
        return f"Opens it to anywhere in the group {NAME} and adds that to this instance."
    return f"Makes a group {NAME} that lets SSH in from anywhere; other groups stay as they are."
