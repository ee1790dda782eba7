"""The instances of a project: their state, logs, snapshots and termination."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from canfar_jupyter.live.base.joined import ReadyRows
from canfar_jupyter.model.instances.states import is_being_saved
from canfar_jupyter.model.verbs import VERBS
from canfar_jupyter.widgets.consoles.console import open_console
from canfar_jupyter.widgets.instances.rows import SERVER_ROWS
from canfar_jupyter.widgets.instances.snapshot import SnapshotButton
from canfar_jupyter.widgets.instances.view import InstanceView
from canfar_jupyter.widgets.kit.dialog import Dialog
from canfar_jupyter.widgets.kit.messages import Messages
from canfar_jupyter.widgets.kit.status_line import StatusLine
from canfar_jupyter.widgets.launch.form import LaunchForm
from canfar_jupyter.widgets.layout.drawer import Drawer
from canfar_jupyter.widgets.layout.panel import Panel
from canfar_jupyter.widgets.logs.log_view import LogView
from canfar_jupyter.widgets.status.operations import Operations
from canfar_jupyter.widgets.table.saved_view import SavedTable
from canfar_jupyter.widgets.table.table import Table

if TYPE_CHECKING:
    from canfar_jupyter.live.base.collection import Delta
    from canfar_jupyter.live.store import Store

_LABEL = "Instances"
_MOST_NAMED = 8  # machines a question names; more are counted


class InstanceTable(Panel):
    """A table of instances with buttons (Overview, Log, Snapshot...) on each row.

    Attributes:
        table: The table itself: ``table.selected`` is a DataFrame of the selected instances.
        dialog: The confirmation before a termination.
        side: The overview, log or snapshot form that is open below the table, if any.
    """

    def __init__(
        self, store: Store, messages: Messages | None = None, *, max_rows: int = 10
    ) -> None:
        self._store = store
        self.messages = messages or Messages()
        self.table = Table(
            ReadyRows(store.servers, store.boots),
            SERVER_ROWS,
            label=_LABEL,
            empty="No instances yet: press Launch on an image.",
            reading="Reading the instances...",
            name="instances",
            actions_width=495,
            max_rows=max_rows,
            sort=[{"key": "age", "direction": 1}],
        )
        self.dialog = Dialog()
        self.fault = StatusLine()
        self.side = Drawer(store.servers)
        own = [] if messages else [self.messages]
        super().__init__(
            "",
            [*own, Operations(store), self.table, self.fault, self.side, self.dialog],
            classes=("cj-instances",),
        )
        self._on_again: list[Callable[[str], None]] = []
        self.table.on_action(self._act)
        self.table.on_heartbeat(store.look)
        self._stop: Callable[[], None] | None = None  # nothing is selected yet
        self.table.observe(lambda _change: self._follow_selected(), "selection")

    @staticmethod
    def saved_table(store: Store) -> SavedTable:
        """Return what a saved notebook shows of the instances before the table exists."""
        return SavedTable(_LABEL, ReadyRows(store.servers, store.boots), SERVER_ROWS)

    def close(self) -> None:
        if stop := getattr(self, "_stop", None):
            stop()
        super().close()

    def select(self, server_id: str) -> None:
        """Select one instance and scroll to it."""
        self.table.selection = [server_id]

    def _act(self, action: str, ids: tuple[str, ...]) -> None:
        acts: dict[str, Callable[[], None]] = {
            "overview": lambda: self.show_overview(ids[0]),
            "log": lambda: self.show_log(ids[0]),
            "snapshot": lambda: self.ask_snapshot(ids[0]),
            "again": lambda: self.launch_again(ids[0]),
        }
        if action in acts:
            acts[action]()
        else:
            self.ask(action, ids)

    def show_overview(self, server_id: str, *, doctor: bool = False) -> None:
        """Show one instance below the table; ``doctor``: run the doctor at once."""
        view = InstanceView(
            self._store,
            server_id,
            on_close=self.side.shut,
            on_console=lambda kind: open_console(self.side, self._store, server_id, kind),
            doctor=doctor,
            dialog=self.dialog,
        )
        self.side.show(server_id, view)

    def show_log(self, server_id: str) -> None:
        """Show the console log of one instance below the table."""
        self.side.show(server_id, LogView(self._store, server_id, on_close=self.side.shut))

    def ask_snapshot(self, server_id: str) -> None:
        """Ask below the table for the name of a snapshot."""
        form = SnapshotButton(self._store, server_id, self.messages, on_close=self.side.shut)
        self.side.show(server_id, form)
        form.name.focus()

    def on_again(self, callback: Callable[[str], None]) -> None:
        """Call ``callback(server_id)`` instead of opening a form below the table."""
        self._on_again.append(callback)

    def launch_again(self, server_id: str) -> None:
        """Fill in the launch form to launch another instance like this one."""
        if self._on_again:
            for callback in self._on_again:
                callback(server_id)
            return
        form = LaunchForm(self._store, self.messages)
        self.side.show(server_id, form)
        form.launch_like(server_id)

    def ask_terminate(self, ids: tuple[str, ...]) -> None:
        """Ask, naming each, before terminating these instances."""
        self.ask("terminate", ids)

    def ask(self, verb: str, ids: tuple[str, ...]) -> None:
        """Apply a verb to instances; where something would be lost ask first, naming each."""
        rows = {id_: row for id_ in ids if (row := self._store.servers.get(id_)) is not None}
        if not rows:
            return
        if (question := VERBS[verb].question) is None:
            self._do(verb, tuple(rows))
            return
        if verb == "terminate" and (saving := self._being_saved(rows)):
            self._ask_to_wait(rows, saving)
            return
        lines = [_in_words(row) for row in list(rows.values())[:_MOST_NAMED]]
        if len(rows) > _MOST_NAMED:
            lines.append(f"and {len(rows) - _MOST_NAMED} more")
        one = next(iter(rows.values()))["name"] if len(rows) == 1 else ""
        what = one or f"{len(rows)} instances"
        self.dialog.ask(
            question.title.format(what=what),
            lines=lines,
            warning=question.loss_of_one if one else question.loss_of_many,
            yes=question.yes.format(what=what),
            do=lambda: self._do(verb, tuple(rows)),
        )

    def _being_saved(self, rows: Mapping[str, Any]) -> list[str]:
        """Return the snapshots that terminating these instances now would lose."""
        found = [name for id_ in rows for name in self._store.snapshots_under_way(id_)]
        tasks = [str(row["name"]) for row in rows.values() if is_being_saved(row)]
        return found or [f"of {name}" for name in tasks]

    def _ask_to_wait(self, rows: Mapping[str, Any], saving: list[str]) -> None:
        """Offer to terminate once the snapshots are complete: Nova gives them up with it."""
        several = len(rows) > 1
        what = f"{len(rows)} instances" if several else next(iter(rows.values()))["name"]
        self.dialog.ask(
            f"Terminate {what} after the snapshot?",
            lines=[
                *(_in_words(row) for row in list(rows.values())[:_MOST_NAMED]),
                f"Being saved: {', '.join(saving[:_MOST_NAMED])}",
            ],
            warning="A snapshot is not complete yet and would be lost. Each instance is "
            "terminated once its snapshot is complete; keep this page open until then.",
            yes="Terminate after the snapshot",
            do=lambda: self._terminate_later(tuple(rows)),
        )

    def _terminate_later(self, ids: tuple[str, ...]) -> None:
        for id_ in ids:
            done = self._store.terminate(id_, after_snapshot=True)
            done.add_done_callback(self.messages.of(f"terminate {id_}"))

    def _do(self, verb: str, ids: tuple[str, ...]) -> None:
        for id_ in ids:
            done = self._store.do(verb, id_)
            done.add_done_callback(self.messages.of(f"{verb} {id_}"))

    def _follow_selected(self) -> None:
        if self._stop is None:
            self._stop = self._store.servers.observe(self._on_delta)
        self._say_faults()

    def _on_delta(self, delta: Delta) -> None:
        if delta.removed or any("fault" in names for names in delta.changed.values()):
            self._say_faults()

    def _say_faults(self) -> None:
        """Show in full why the selected instances failed; the table has room for a few words."""
        rows = (self._store.servers.get(id_) for id_ in self.table.selection)
        faults = [f"{row['name']}: {row['fault']}" for row in rows if row and row["fault"]]
        self.fault.say("\n".join(faults), "bad")


def _in_words(row: Any) -> str:
    where = row["addresses"] or "no address"
    image = row["image"] or row["image_id"] or "a volume"
    return f"{row['name']} ({where}), {row['flavor']}, made from {image}"
