"""The instances of a project: the list, and the panel of the one that is open."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import ipywidgets as ipw

from canfar_jupyter import widgets
from canfar_jupyter.live.base.joined import ReadyRows
from canfar_jupyter.widgets.instances.deeds import Deeds
from canfar_jupyter.widgets.instances.panel import InstancePanel
from canfar_jupyter.widgets.instances.rows import server_rows
from canfar_jupyter.widgets.kit.dialog import Dialog
from canfar_jupyter.widgets.kit.messages import Messages
from canfar_jupyter.widgets.layout.drawer import Drawer
from canfar_jupyter.widgets.layout.opener import Opener
from canfar_jupyter.widgets.layout.panel import Panel, close_all
from canfar_jupyter.widgets.status.header import place_of
from canfar_jupyter.widgets.table.saved_view import SavedTable
from canfar_jupyter.widgets.table.table import Table

if TYPE_CHECKING:
    from canfar_jupyter.live.base.collection import Delta
    from canfar_jupyter.live.store import Store

_LABEL = "Instances"


class InstanceTable(Panel):
    """A table of instances; a click on a row opens its panel beside it.

    Attributes:
        table: The table itself: ``table.selected`` is a DataFrame of the checked instances.
        panel: The panel of the instance that is open.
        drawer: The form that is open above list and panel, if any.
        dialog: The confirmation before a termination.
    """

    def __init__(
        self, store: Store, messages: Messages | None = None, *, max_rows: int = 10
    ) -> None:
        self._store, self._shown = store, ""  # the name of what the panel shows
        self.messages = messages or Messages()
        self._rows = _rows(store)
        self._format = server_rows(store.identity.user_id)
        self.table = Table(
            self._rows,
            self._format,
            label=_LABEL,
            empty="No instances yet.",
            reading="Reading the instances...",
            name="instances",
            actions_width=132,
            max_rows=max_rows,
            place=place_of(store, "instances"),
            sort=[{"key": "age", "direction": 1}],
        )
        self.dialog, self.drawer, self.opener = Dialog(), Drawer(store.servers), Opener()
        self.panel = InstancePanel(store, self._rows, self._format, self.dialog)
        self._deeds = Deeds(store, self._rows, self.panel, self.drawer, self.dialog, self.messages)
        self._pages: dict[str, widgets.InstancePage] = {}  # in tabs of their own
        listed = ipw.VBox([self.table])
        listed.add_class("cj-list")
        split = ipw.HBox([listed, self.panel])
        split.add_class("cj-split")
        own = [] if messages else [self.messages]
        inside = [*own, self.drawer, split, self.dialog, self.opener]
        super().__init__("", inside, classes=("cj-instances",))
        self.table.on_action(self._act)
        self.table.on_open(self._open)
        self.table.on_heartbeat(store.look)
        self.opener.on_refused(lambda id_: self.show(id_, page=True))
        self.panel.on_close(self.close_panel)
        self.panel.on_action(lambda action: self.table.press(action, [self.panel.about]))
        self._stop: Callable[[], None] | None = None  # nothing is open yet

    @staticmethod
    def saved_table(store: Store) -> SavedTable:
        """Return what a saved notebook shows of the instances before the table exists."""
        return SavedTable(_LABEL, _rows(store), server_rows())

    def close(self) -> None:
        if stop := getattr(self, "_stop", None):
            stop()
        for page in getattr(self, "_pages", {}).values():
            close_all(page)
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
        if self.panel.show_instance(server_id, tab, page=page):
            self._shown = self.panel.head.name
            self.table.current = server_id
            if self._stop is None:  # a row is followed only once one was opened
                self._stop = self._rows.observe(self._on_delta)

    def close_panel(self) -> None:
        """Close the panel; as a page it becomes the panel beside the list again."""
        if self.panel.head.page:
            self.panel.head.page = False
            return
        self.panel.shut()
        self.table.current = ""

    def open_page(self, server_id: str) -> None:
        """Open an instance in a tab of its own if what is around makes tabs, else as a page."""
        if not self.opener.takes or server_id not in self._store.servers:
            self.show(server_id, page=True)
            return
        if server_id not in self._pages:
            self._pages[server_id] = widgets.InstancePage(self._store, server_id)
        name = str(self._store.servers[server_id]["name"])
        if self.panel.about == server_id:
            self.close_panel()  # it moves
        self.opener.ask(server_id, name, self._pages[server_id])

    def show_overview(self, server_id: str, *, doctor: bool = False) -> None:
        """Open the overview of an instance; ``doctor``: run the doctor at once."""
        self.show(server_id, "overview")
        if doctor:
            self.panel.ask_doctor()

    # Actions ----------------------------------------------------------------------------

    def ask_snapshot(self, server_id: str) -> None:
        """Ask above the list for the name of a snapshot."""
        self._deeds.ask_snapshot(server_id)

    def ask_terminate(self, ids: tuple[str, ...]) -> None:
        """Ask, naming each, before terminating these instances."""
        self._deeds.ask("terminate", ids)

    def on_again(self, callback: Callable[[str], None]) -> None:
        """Call ``callback(server_id)`` instead of opening a form above the list."""
        self._deeds.on_again(callback)

    def launch_again(self, server_id: str) -> None:
        """Fill in the launch form to launch another instance like this one."""
        self._deeds.launch_again(server_id)

    # Inside -----------------------------------------------------------------------------

    def _open(self, server_id: str, page: bool) -> None:
        if page:
            self.open_page(server_id)
        else:
            self.show(server_id)

    def _act(self, action: str, ids: tuple[str, ...]) -> None:
        self._deeds.do(action, ids, self.show)

    def _on_delta(self, delta: Delta) -> None:
        if (about := self.panel.about) in delta.removed:
            self.panel.shut()
            self.messages.say(f"{self._shown} was terminated.", "quiet", source=about)
        elif about in delta.changed:
            self.panel.describe_instance(about)
            self._shown = self.panel.head.name


def _rows(store: Store) -> ReadyRows:
    return ReadyRows(store.servers, store.boots, store.security_groups)
