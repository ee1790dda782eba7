"""What the actions of instances do, wherever they are pressed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from canfar_jupyter import widgets
from canfar_jupyter.model.instances import row_state as states
from canfar_jupyter.widgets.instances import panes
from canfar_jupyter.widgets.instances.questions import Questions

if TYPE_CHECKING:
    from canfar_jupyter.live.base.joined import ReadyRows
    from canfar_jupyter.live.store import Store
    from canfar_jupyter.widgets.instances.panel import InstancePanel
    from canfar_jupyter.widgets.kit.dialog import Dialog
    from canfar_jupyter.widgets.kit.messages import Messages
    from canfar_jupyter.widgets.layout.drawer import Drawer

_TABS = {  # the tab that an action opens
    states.CONNECT: panes.OVERVIEW,
    states.LOG: panes.LOG,
    "console": panes.CONSOLE,
    states.ASSOCIATE: panes.NETWORK,
}


class Deeds:
    """Opens panes and forms, asks, and applies verbs.

    Args:
        store: Where the instances are.
        rows: The instances.
        panel: The panel.
        drawer: Where forms open.
        dialog: Where questions are asked.
        messages: Where failures are said.
    """

    def __init__(
        self,
        store: Store,
        rows: ReadyRows,
        panel: InstancePanel,
        drawer: Drawer,
        dialog: Dialog,
        messages: Messages,
    ) -> None:
        self._store, self._rows, self._panel, self._drawer = store, rows, panel, drawer
        self._dialog, self._messages = dialog, messages
        self._questions = Questions(store, dialog, messages)
        self._on_again: list[Callable[[str], None]] = []

    def on_again(self, callback: Callable[[str], None]) -> None:
        """Call ``callback(server_id)`` instead of opening a form to launch another like one."""
        self._on_again.append(callback)

    def do(self, action: str, ids: tuple[str, ...], show: Callable[[str, str], None]) -> None:
        """Do what an action of instances says; ``show(id, tab)`` opens the panel."""
        first = ids[0]
        acts: dict[str, Callable[[], None]] = {
            states.DOCTOR: lambda: self._examine(first, show),
            states.OPEN_PORT: lambda: self.ask_to_open_port(first),
            "snapshot": lambda: self.ask_snapshot(first),
            "again": lambda: self.launch_again(first),
            **{key: partial(show, first, tab) for key, tab in _TABS.items()},
        }
        if action in acts:
            acts[action]()
        else:
            self.ask(action, ids)

    def ask(self, verb: str, ids: tuple[str, ...]) -> None:
        """Apply a verb to instances, after the confirmation if it has one."""
        self._questions.ask(verb, ids)

    def ask_snapshot(self, server_id: str) -> None:
        """Ask for the name of a snapshot."""
        form = widgets.SnapshotButton(
            self._store, server_id, self._messages, on_close=self._drawer.shut
        )
        self._drawer.show(server_id, form)
        form.name.focus()

    def ask_to_open_port(self, server_id: str) -> None:
        """Open port 22 in the security group that keeps SSH out, after naming it."""
        row = self._rows.get(server_id)
        if row is None or (group := row["closed_by"]) is None:
            return
        self._questions.ask_to_open_port(server_id, *group)

    def launch_again(self, server_id: str) -> None:
        """Fill in the launch form to launch another instance like this one."""
        if self._on_again:
            for callback in self._on_again:
                callback(server_id)
            return
        form = widgets.LaunchForm(self._store, self._messages)
        self._drawer.show(server_id, form)
        form.launch_like(server_id)

    def _examine(self, server_id: str, show: Callable[[str, str], None]) -> None:
        show(server_id, panes.OVERVIEW)
        self._panel.ask_doctor()
