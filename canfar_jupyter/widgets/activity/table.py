"""What is under way, done and failed in a project, with Cancel and Retry."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import ipywidgets as ipw

from canfar_jupyter.model.launch.spec import LaunchSpec
from canfar_jupyter.widgets.activity.details import ActivityDetails
from canfar_jupyter.widgets.activity.rows import (
    ACTIVITY_ROWS,
    CANCEL,
    EMPTY,
    READING,
    RETRY,
    badge,
)
from canfar_jupyter.widgets.kit.messages import Messages
from canfar_jupyter.widgets.launch.form import LaunchForm
from canfar_jupyter.widgets.layout.drawer import Drawer
from canfar_jupyter.widgets.layout.panel import Panel
from canfar_jupyter.widgets.layout.side_panel import SidePanel
from canfar_jupyter.widgets.status.header import place_of
from canfar_jupyter.widgets.table.table import Table

if TYPE_CHECKING:
    from canfar_jupyter.live.base.collection import Delta, Row
    from canfar_jupyter.live.store import Store

_PANE = "details"
OnForm = Callable[[LaunchSpec | str], None]


class ActivityTable(Panel):
    """A table of operations and of Nova's actions; a click on a row opens all that is known of it.

    Attributes:
        table: The table itself.
        panel: The details of the row that is open.
        drawer: The launch form that Retry opened, where there is no page for it.
    """

    def __init__(
        self, store: Store, messages: Messages | None = None, *, max_rows: int = 10
    ) -> None:
        self._store, self._activity = store, store.activity
        self.messages = messages or Messages()
        self._on_form: list[OnForm] = []
        self.table = Table(
            self._activity.rows,
            ACTIVITY_ROWS,
            label="Activity",
            empty=EMPTY,
            reading=READING,
            name="activity",
            max_rows=max_rows,
            place=place_of(store, "activity"),
            sort=[{"key": "started", "direction": 1}],
        )
        self.panel, self.drawer = SidePanel(), Drawer(self._activity.rows)
        listed = ipw.VBox([self.drawer, self.table])
        listed.add_class("cj-list")
        split = ipw.HBox([listed, self.panel])
        split.add_class("cj-split")
        own = [] if messages else [self.messages]
        super().__init__("", [*own, split], classes=("cj-activity",))
        self.table.on_action(self._act)
        self.table.on_open(lambda id_, _page: self.show(id_))
        self.table.on_heartbeat(store.look)
        self.panel.on_close(self.close_panel)
        self.panel.on_action(lambda action: self.table.press(action, [self.panel.about]))
        self._stop = self._activity.rows.observe(self._on_delta)
        self._activity.ask()

    def close(self) -> None:
        if hasattr(self, "_stop"):
            self._stop()
        super().close()

    def on_form(self, callback: OnForm) -> None:
        """Call ``callback(launch)`` instead of opening a form above the table.

        ``launch`` is that which failed, or the id of the instance which failed to start.
        """
        self._on_form.append(callback)

    def show(self, row_id: str) -> None:
        """Open the details of a row."""
        if (row := self._activity.rows.get(row_id)) is None:
            return
        self.panel.show(row_id, row["what"], {_PANE: ("Details", ActivityDetails)}, tab=_PANE)
        self.table.current = row_id
        self._describe(row)

    def close_panel(self) -> None:
        """Close the details."""
        self.panel.shut()
        self.table.current = ""

    def _describe(self, row: Row) -> None:
        actions = [
            {"key": a.key, "label": a.label, "tone": a.tone, "why": a.blocked(row)}
            for a in ACTIVITY_ROWS.actions
            if a.key in (CANCEL, RETRY) and not a.absent(row)
        ]
        primary = ACTIVITY_ROWS.primary(row)
        self.panel.describe(row["what"], badge(row), actions, primary)
        pane = self.panel.pane(_PANE)
        if isinstance(pane, ActivityDetails):
            pane.show(row)

    def _act(self, action: str, ids: tuple[str, ...]) -> None:
        if (row := self._activity.rows.get(ids[0])) is None:
            return
        if action == CANCEL:
            self._store.operations.cancel(row["operation"].id)
        elif action == RETRY and row["retry"] == "call":
            self._store.operations.retry(row["operation"].id)
        elif action == RETRY:
            self._open_form(row)
        else:
            self.show(ids[0])

    def _open_form(self, row: Row) -> None:
        """Open the launch that failed: what was wrong with it is changed there, or nothing."""
        operation = row["operation"]
        asked = self._store.operations.asked(operation.id) if operation else None
        launch = asked if isinstance(asked, LaunchSpec) else str(row["target"])
        if self._on_form:
            for callback in self._on_form:
                callback(launch)
            return
        form = LaunchForm(self._store, self.messages)
        self.drawer.show(None, form)
        fill(form, launch)

    def _on_delta(self, delta: Delta) -> None:
        if self.panel.about in delta.removed:
            self.close_panel()
        elif self.panel.about in delta.changed:
            self._describe(self._activity.rows[self.panel.about])


def fill(form: LaunchForm, launch: LaunchSpec | str) -> None:
    """Fill a launch form with a launch, or with what launches another instance like one."""
    if isinstance(launch, LaunchSpec):
        form.fill(launch)
    else:
        form.launch_like(launch)
