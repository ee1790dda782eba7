"""One instance alone: as a page, in a cell of a notebook, or in a tab of JupyterLab."""

from __future__ import annotations

from typing import TYPE_CHECKING

from canfar_jupyter.live.base.joined import ReadyRows
from canfar_jupyter.widgets.instances.deeds import Deeds
from canfar_jupyter.widgets.instances.panel import InstancePanel
from canfar_jupyter.widgets.instances.rows import server_rows
from canfar_jupyter.widgets.kit.dialog import Dialog
from canfar_jupyter.widgets.kit.messages import Messages
from canfar_jupyter.widgets.layout.drawer import Drawer
from canfar_jupyter.widgets.layout.panel import Panel

if TYPE_CHECKING:
    from canfar_jupyter.live.base.collection import Delta
    from canfar_jupyter.live.store import Store


class InstancePage(Panel):
    """Overview, log, console, network and activity of one instance, and its actions.

    Attributes:
        panel: State, actions and panes.
        drawer: The form that is open above it, if any.
        dialog: The confirmation before something is lost.
    """

    def __init__(self, store: Store, server_id: str) -> None:
        self.messages, self.dialog = Messages(), Dialog()
        self._rows = ReadyRows(store.servers, store.boots, store.security_groups)
        shape = server_rows(store.identity.user_id)
        self.panel = InstancePanel(store, self._rows, shape, self.dialog, alone=True)
        self.drawer = Drawer(store.servers)
        self._deeds = Deeds(store, self._rows, self.panel, self.drawer, self.dialog, self.messages)
        self._shape, self._id, self._name = shape, server_id, ""
        super().__init__(
            "",
            [self.messages, self.drawer, self.panel, self.dialog],
            classes=("cj-instance-page",),
        )
        self.panel.on_action(self._press)
        self._stop = self._rows.observe(self._on_delta)
        if self.panel.show_instance(server_id):
            self._name = self.panel.head.name
        else:
            self._say_gone("The instance")

    def ask_doctor(self) -> None:
        """Find out why logging in fails."""
        self.panel.ask_doctor()

    def close(self) -> None:
        if hasattr(self, "_stop"):
            self._stop()
        super().close()

    def _press(self, action: str) -> None:
        row, known = self._rows.get(self._id), self._shape.action(action)
        if row is not None and known is not None and not known.blocked(row):
            self._deeds.do(action, (self._id,), self._show)

    def _show(self, server_id: str, tab: str) -> None:
        self.panel.show_instance(server_id, tab)

    def _on_delta(self, delta: Delta) -> None:
        if self._id in delta.removed:
            self.panel.shut()
            self._say_gone(self._name)
        elif self._id in delta.added and not self.panel.about:
            self.panel.show_instance(self._id)
        elif self._id in delta.changed:
            self.panel.describe_instance(self._id)

    def _say_gone(self, name: str) -> None:
        self.messages.say(f"{name} was terminated.", "quiet", source=self._id)
