"""The instances of a project: the list, and the panel of the one that is open."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import ipywidgets as ipw

from canfar_jupyter import widgets
from canfar_jupyter.live.base.joined import ReadyRows
from canfar_jupyter.model.instances import row_state as states
from canfar_jupyter.widgets.instances import panes
from canfar_jupyter.widgets.instances.questions import Questions
from canfar_jupyter.widgets.instances.rows import server_rows
from canfar_jupyter.widgets.kit.dialog import Dialog
from canfar_jupyter.widgets.kit.messages import Messages
from canfar_jupyter.widgets.kit.status_line import StatusLine
from canfar_jupyter.widgets.layout.drawer import Drawer
from canfar_jupyter.widgets.layout.panel import Panel
from canfar_jupyter.widgets.layout.side_panel import SidePanel
from canfar_jupyter.widgets.status.header import place_of
from canfar_jupyter.widgets.table.saved_view import SavedTable
from canfar_jupyter.widgets.table.table import Table

if TYPE_CHECKING:
    from canfar_jupyter.live.base.collection import Delta
    from canfar_jupyter.live.store import Store

_LABEL = "Instances"
_TABS = {  # the tab that an action opens
    "overview": panes.OVERVIEW,
    states.CONNECT: panes.OVERVIEW,
    states.LOG: panes.LOG,
    "console": panes.CONSOLE,
    states.ASSOCIATE: panes.NETWORK,
}


class InstanceTable(Panel):
    """A table of instances; a click on a row opens its panel beside it.

    Attributes:
        table: The table itself: ``table.selected`` is a DataFrame of the checked instances.
        panel: The panel of the instance that is open.
        drawer: The form that is open above the table, if any.
        dialog: The confirmation before a termination.
    """

    def __init__(
        self, store: Store, messages: Messages | None = None, *, max_rows: int = 10
    ) -> None:
        self._store = store
        self.messages = messages or Messages()
        self._rows = ReadyRows(store.servers, store.boots)
        self._format = server_rows(store.identity.user_id)
        self.table = Table(
            self._rows,
            self._format,
            label=_LABEL,
            empty="No instances yet.",
            reading="Reading the instances...",
            name="instances",
            actions_width=150,
            max_rows=max_rows,
            place=place_of(store, "instances"),
            sort=[{"key": "age", "direction": 1}],
        )
        self.dialog, self.fault = Dialog(), StatusLine()
        self.questions = Questions(store, self.dialog, self.messages)
        self.panel, self.drawer = SidePanel(), Drawer(store.servers)
        listed = ipw.VBox([self.drawer, self.table, self.fault])
        listed.add_class("cj-list")
        split = ipw.HBox([listed, self.panel])
        split.add_class("cj-split")
        own = [] if messages else [self.messages]
        super().__init__("", [*own, split, self.dialog], classes=("cj-instances",))
        self._on_again: list[Callable[[str], None]] = []
        self.table.on_action(self._act)
        self.table.on_open(lambda id_, page: self.show(id_, page=page))
        self.table.on_heartbeat(store.look)
        self.panel.on_close(self.close_panel)
        self.panel.on_action(lambda action: self.table.press(action, [self.panel.about]))
        self._stop = self._rows.observe(self._on_delta)

    @staticmethod
    def saved_table(store: Store) -> SavedTable:
        """Return what a saved notebook shows of the instances before the table exists."""
        return SavedTable(_LABEL, ReadyRows(store.servers, store.boots), server_rows())

    def close(self) -> None:
        if hasattr(self, "_stop"):
            self._stop()
        super().close()

    # The panel --------------------------------------------------------------------------

    def select(self, server_id: str) -> None:
        """Open one instance and scroll to it; it may not be in the list yet."""
        if server_id in self._store.servers:
            self.show(server_id)

    def show(self, server_id: str, tab: str = "", *, page: bool = False) -> None:
        """Open the panel of an instance.

        Args:
            server_id: The instance.
            tab: "overview", "log", "console", "network" or "activity"; "": as it was.
            page: In place of the list instead of beside it.
        """
        if (row := self._rows.get(server_id)) is None:
            return
        shown = panes.panes(self._store, server_id, self.dialog, self.close_panel)
        self.panel.show(server_id, str(row["name"]), shown, tab=tab, page=page)
        self.table.current = server_id
        self._describe()

    def close_panel(self) -> None:
        """Close the panel; as a page it becomes the panel beside the list again."""
        if self.panel.head.page:
            self.panel.head.page = False
            return
        self.panel.shut()
        self.table.current = ""

    def show_overview(self, server_id: str, *, doctor: bool = False) -> None:
        """Open the overview of an instance; ``doctor``: run the doctor at once."""
        self.show(server_id, panes.OVERVIEW)
        view = self.panel.pane(panes.OVERVIEW)
        if doctor and isinstance(view, widgets.InstanceView):
            view.ask_doctor()

    def _describe(self) -> None:
        if (row := self._rows.get(self.panel.about)) is None:
            return
        now = states.row_state(row, row["readiness"])
        actions = [
            {"key": a.key, "label": a.label, "tone": a.tone, "why": a.blocked(row)}
            for a in self._format.actions
            if not a.absent(row)
        ]
        state = (now.text, now.tone, now.busy, now.why)
        self.panel.describe(str(row["name"]), state, actions, _beside(now.primary))

    # Actions ----------------------------------------------------------------------------

    def _act(self, action: str, ids: tuple[str, ...]) -> None:
        first = ids[0]
        acts: dict[str, Callable[[], None]] = {
            states.DOCTOR: lambda: self.show_overview(first, doctor=True),
            "snapshot": lambda: self.ask_snapshot(first),
            "again": lambda: self.launch_again(first),
            **{key: partial(self.show, first, tab) for key, tab in _TABS.items()},
        }
        if action in acts:
            acts[action]()
        else:
            self.questions.ask(action, ids)

    def ask_snapshot(self, server_id: str) -> None:
        """Ask above the table for the name of a snapshot."""
        shut = self.drawer.shut
        form = widgets.SnapshotButton(self._store, server_id, self.messages, on_close=shut)
        self.drawer.show(server_id, form)
        form.name.focus()

    def on_again(self, callback: Callable[[str], None]) -> None:
        """Call ``callback(server_id)`` instead of opening a form above the table."""
        self._on_again.append(callback)

    def launch_again(self, server_id: str) -> None:
        """Fill in the launch form to launch another instance like this one."""
        if self._on_again:
            for callback in self._on_again:
                callback(server_id)
            return
        form = widgets.LaunchForm(self._store, self.messages)
        self.drawer.show(server_id, form)
        form.launch_like(server_id)

    def ask_terminate(self, ids: tuple[str, ...]) -> None:
        """Ask, naming each, before terminating these instances."""
        self.questions.ask("terminate", ids)

    def _on_delta(self, delta: Delta) -> None:
        if self.panel.about in delta.removed:
            self.panel.shut()
        elif self.panel.about in delta.changed:
            self._describe()


def _beside(primary: str) -> str:
    """Return the action that the panel's head offers: what it shows anyway is not one."""
    return "snapshot" if primary == states.CONNECT else primary
