"""The panel of one instance: its state and actions over the panes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from canfar_jupyter import widgets
from canfar_jupyter.model.instances import row_state as states
from canfar_jupyter.widgets.instances import panes
from canfar_jupyter.widgets.layout.side_panel import SidePanel

if TYPE_CHECKING:
    from canfar_jupyter.live.base.joined import ReadyRows
    from canfar_jupyter.live.store import Store
    from canfar_jupyter.widgets.kit.dialog import Dialog
    from canfar_jupyter.widgets.table.row_format import RowFormat


class InstancePanel(SidePanel):
    """What is known of an instance is there at once; panes come when their tab is opened.

    Args:
        store: Where it is.
        rows: The instances.
        shape: Their actions.
        dialog: The confirmation before it loses its floating IP; it must be on the page.
        alone: There is no list to go back to.
    """

    def __init__(
        self,
        store: Store,
        rows: ReadyRows,
        shape: RowFormat,
        dialog: Dialog,
        *,
        alone: bool = False,
    ) -> None:
        self._store, self._rows, self._shape, self._dialog = store, rows, shape, dialog
        super().__init__()
        self.head.alone = alone

    def show_instance(self, server_id: str, tab: str = "", *, page: bool = False) -> bool:
        """Open it about an instance; return whether there is such a one.

        Args:
            server_id: The instance.
            tab: The pane to open; "": as it was.
            page: In place of the list instead of beside it.
        """
        if (row := self._rows.get(server_id)) is None:
            return False
        self.describe_instance(server_id)
        shown = panes.panes(self._store, server_id, self._dialog, self.open_console)
        self.show(server_id, str(row["name"]), shown, tab=tab, page=page)
        return True

    def describe_instance(self, server_id: str) -> None:
        """Show the state of the instance, and its actions."""
        if (row := self._rows.get(server_id)) is None:
            return
        now = states.row_state(row, row["readiness"])
        actions = [
            {"key": a.key, "label": a.label, "tone": a.tone, "why": a.blocked(row)}
            for a in self._shape.actions
            if not a.absent(row)
        ]
        state = (now.text, now.tone, now.busy, now.why, *(now.fix or ()))
        self.describe(str(row["name"]), state, actions, _beside(now.primary))

    def open_console(self, kind: str) -> None:
        """Open the pane of the consoles at one: "vnc" or "serial"."""
        self.head.tab = panes.CONSOLE
        pane = self.pane(panes.CONSOLE)
        if isinstance(pane, panes.ConsolePane):
            pane.kind.value = kind

    def ask_doctor(self) -> None:
        """Open the overview and find out why logging in fails."""
        self.head.tab = panes.OVERVIEW
        view = self.pane(panes.OVERVIEW)
        if isinstance(view, widgets.InstanceView):
            view.ask_doctor()


def _beside(primary: str) -> str:
    """Return the action that the panel's head offers: what it shows anyway is not one."""
    return "snapshot" if primary in (states.CONNECT, states.LOG) else primary
