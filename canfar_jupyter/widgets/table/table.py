"""The table: live rows of a collection, rendered in the browser; any thread may change it.

Written by hand: no library has patches of single cells, an ARIA grid and 10,000 rows.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from canfar_jupyter.errors import CloudError
from canfar_jupyter.widgets.kit.bundle import Bundled
from canfar_jupyter.widgets.table.remembered import arrangement_of, checked, remember
from canfar_jupyter.widgets.table.row_format import RowFormat
from canfar_jupyter.widgets.table.saved_view import Bundle, SavedTable, with_saved_tables

if TYPE_CHECKING:
    import pandas as pd

    from canfar_jupyter.live.base.collection import Collection, Delta
    from canfar_jupyter.live.base.joined import JoinedRows


class Table(anywidget.AnyWidget):
    """Rows of a collection with filter, sorting, selection and buttons.

    The rows are sent once, when the browser first asks, read from the collection at that
    moment; afterwards only changed cells are sent.  Each such patch has a number, and
    a browser that missed one requests all rows again.

    Args:
        rows: The collection to show.
        shape: How to show it.
        name: The name under which the column arrangement is saved; "": it is not saved.
        reading: The sentence while the rows are not known yet.
        **traits: Those below.
    """

    _esm = Bundled("table")
    _snapshot = traitlets.Any().tag(sync=True, to_json=lambda _, table: table._read())

    selection = traitlets.List(traitlets.Unicode()).tag(sync=True)
    """Ids of the rows whose box is checked, all of them in view."""

    current = traitlets.Unicode().tag(sync=True)
    """Id of the row that is open beside or below the table; "": none."""

    opens = traitlets.Bool(False).tag(sync=True)
    """A click on a row opens it (``on_open``) instead of checking its box."""

    place = traitlets.Unicode().tag(sync=True)
    """The name under which the browser keeps search, filters, sort, scroll and the open row; "": it
    does not."""

    label = traitlets.Unicode().tag(sync=True)
    """What the rows are, for screen readers."""

    columns = traitlets.List(traitlets.Dict()).tag(sync=True)
    actions = traitlets.List(traitlets.Dict()).tag(sync=True)
    actions_width = traitlets.Int(150).tag(sync=True)
    """px, for the primary action and the menu."""

    groups = traitlets.List(traitlets.Dict()).tag(sync=True)
    sort = traitlets.List(traitlets.Dict()).tag(sync=True)
    """{"key": column, "direction": 1 or -1}, in order of priority: the initial sort."""

    arrangement = traitlets.Dict().tag(sync=True)
    """Order, hidden ones and widths (px) of the columns, as the user arranged them; {}: not yet."""

    max_rows = traitlets.Int(12).tag(sync=True)
    """Maximum height of the table, in rows; the others scroll."""

    empty = traitlets.Unicode().tag(sync=True)
    """The sentence when there are no rows."""

    notice = traitlets.Unicode().tag(sync=True)
    """Shown instead of ``empty`` while the rows are not known."""

    def __init__(
        self,
        rows: Collection | JoinedRows,
        shape: RowFormat,
        *,
        name: str = "",
        reading: str = "Reading...",
        **traits: Any,
    ) -> None:
        self._lock = threading.RLock()
        self._rows, self._shape, self._rev, self._reading = rows, shape, 0, reading
        self._name, self._keys = name, [column.key for column in shape.columns]
        self._on_action: list[Callable[[str, tuple[str, ...]], None]] = []
        self._on_heartbeat: list[Callable[[], None]] = []
        self._on_open: list[Callable[[str, bool], None]] = []
        traits.setdefault("sort", [{"key": self._keys[0], "direction": 1}])
        with self._lock:  # a delta that comes meanwhile waits: none may pass by unseen
            self._stop = rows.observe(self._on_delta)
            super().__init__(
                arrangement=arrangement_of(name, self._keys) if name else {},
                columns=[column.described() for column in shape.columns],
                actions=[action.described() for action in shape.actions],
                groups=[group.described() for group in shape.groups],
                notice=self._state(),
                **traits,
            )
        self.add_class("cj")
        self.on_msg(self._receive)
        self.observe(self._arranged, "arrangement")

    @property
    def frame(self) -> pd.DataFrame:
        """All rows, with every documented column of their list (``model.columns``)."""
        return self._rows.frame()

    @property
    def selected(self) -> pd.DataFrame:
        """The selected rows, in the order they were selected, as in ``frame``."""
        frame = self.frame
        return frame.loc[[id_ for id_ in self.selection if id_ in frame.index]]

    @property
    def saved_table(self) -> SavedTable:
        """What a saved notebook shows."""
        return SavedTable(self.label, self._rows, self._shape)

    def _repr_mimebundle_(self, **keys: Any) -> Bundle:
        return with_saved_tables(super()._repr_mimebundle_(**keys), [self.saved_table])

    def on_action(self, callback: Callable[[str, tuple[str, ...]], None]) -> None:
        """Call ``callback(action, ids)`` when a button is pressed."""
        self._on_action.append(callback)

    def on_open(self, callback: Callable[[str, bool], None]) -> None:
        """Call ``callback(id, page)`` when a row is opened; ``page``: as a page of its own."""
        self._on_open.append(callback)
        self.opens = True

    def on_heartbeat(self, callback: Callable[[], None]) -> None:
        """Call ``callback()`` about every ten seconds while the table is visible."""
        self._on_heartbeat.append(callback)

    def close(self) -> None:
        if hasattr(self, "_stop"):
            self._stop()
        super().close()

    def press(self, action: str, ids: Sequence[str]) -> None:
        """Do what the button does; rows that have gone or are blocked by now are left out."""
        known = self._shape.action(action)
        if known is None:
            return
        rows = {id_: row for id_ in ids if (row := self._rows.get(id_)) is not None}
        possible = tuple(
            id_ for id_, row in rows.items() if not (known.absent(row) or known.blocked(row))
        )
        if possible:
            for callback in self._on_action:
                callback(action, possible)

    def _read(self) -> dict[str, Any]:
        with self._lock:
            return {"rev": self._rev, "rows": [self._shape.wire(r) for r in self._rows.values()]}

    def _state(self) -> str:
        if self._rows.loaded:
            return ""
        error = self._rows.error
        return f"{error} {error.hint}" if isinstance(error, CloudError) else self._reading

    def _on_delta(self, delta: Delta) -> None:
        # Rows are read now, not from the delta: an older delta cannot undo a newer one.
        with self._lock:
            patch = self._patch(delta)
            if patch:
                self._rev += 1
                self.send({"op": "patch", "rev": self._rev, **patch})
        self.notice = self._state()
        if self.current in delta.removed:
            self.current = ""
        if gone := set(delta.removed).intersection(self.selection):
            self.selection = [id_ for id_ in self.selection if id_ not in gone]

    def _patch(self, delta: Delta) -> dict[str, Any]:
        rows = [self._shape.wire(row) for id_ in delta.added if (row := self._rows.get(id_))]
        # Rows that changed alike (100 that are ACTIVE now) share one set of cells.
        alike: dict[str, tuple[dict[int, Any], list[str]]] = {}
        for id_, changed in delta.changed.items():
            row = self._rows.get(id_)
            if row is not None and (parts := self._shape.cells(row, changed)):
                alike.setdefault(json.dumps(parts), (parts, []))[1].append(id_)
        gone = [id_ for id_ in delta.removed if id_ not in self._rows]
        patch = {"rows": rows, "cells": list(alike.values()), "gone": gone}
        return {name: part for name, part in patch.items() if part}

    def _arranged(self, change: Any) -> None:
        if self._name and (good := checked(change["new"], self._keys)) != change["old"]:
            remember(self._name, good)

    def _receive(self, _widget: object, message: Mapping[str, Any], _buffers: object) -> None:
        op = message.get("op")
        if op == "act":
            self.press(str(message.get("action")), [str(id_) for id_ in message.get("ids", ())])
        elif op == "open" and str(message.get("id")) in self._rows:
            for opened in self._on_open:
                opened(str(message["id"]), bool(message.get("page")))
        elif op == "resync":
            self._send_all()
        elif op == "beat":
            self._compare_revision(message.get("rev"))
            for callback in self._on_heartbeat:
                callback()

    def _compare_revision(self, rev: object) -> None:
        # The number, not the rows: a patch may be under way, and arrives before this answer.
        with self._lock:
            if rev != self._rev:
                self.send({"op": "rev", "rev": self._rev})

    def _send_all(self) -> None:
        with self._lock:
            self.send({"op": "snapshot", **self._read()})
