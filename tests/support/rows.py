"""Rows of the lists that tests write by hand: only what matters, the rest is blank."""

from __future__ import annotations

import math
from typing import Any

from canfar_jupyter.live.base.collection import Collection, Delta
from canfar_jupyter.live.base.placeholders import image_row
from canfar_jupyter.model.columns import SCHEMAS
from canfar_jupyter.model.network.rules import Rule

Row = dict[str, Any]
GIB = 2**30
SSH = Rule("ingress", "tcp", 22, 22, "0.0.0.0/0")
_BLANK = {
    "text": "",
    "names": (),
    "category": "",
    "time": None,
    "int": 0,
    "float": 0.0,
    "bool": False,
    "object": (),
}


def blank(name: str, /, **cells: Any) -> Row:
    """Return a row of a list with these cells; the others are empty."""
    return {column.name: _BLANK[column.kind] for column in SCHEMAS[name]} | cells


def columns(name: str, rows: list[Row]) -> dict[str, list[Any]]:
    """Return rows as the columns of a reading."""
    return {column.name: [row[column.name] for row in rows] for column in SCHEMAS[name]}


def floating(id_: str, address: str, server: str = "") -> Row:
    """Return the cells of a floating IP, associated with an instance or not."""
    port = f"port-{server}" if server else ""
    times = {"created": "2026-11-01T08:00:00Z", "updated": "2026-11-20T08:00:00Z"}
    return {"id": id_, "name": address, "port_id": port, "server_id": server, **times}


def quota(name: str, used: float, limit: float = math.nan) -> Row:
    return {"id": name, "name": name, "used": float(used), "limit": float(limit)}


def image(id_: str, name: str, tab: str = "public", **more: Any) -> Row:
    known = {"tab": tab, "status": "active", "disk_format": "qcow2", "size": GIB, **more}
    return image_row(id_, name, "p1", **known) | {"created": "2026-11-01T08:00:00Z"}


class FilledCollection(Collection):
    """A live list without a cloud: what tests put in is told to its observers at once.

    For what only looks at a list, such as a table; all else is tested on a store.

    Attributes:
        reads: Rows that were handed out: what a change costs.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name, SCHEMAS[name])
        self.reads = 0

    def __getitem__(self, id_: str) -> Row:
        self.reads += 1
        return super().__getitem__(id_)

    def load(self, *rows: Row) -> None:
        """Take these rows as a reading."""
        self.loaded, self.error = True, None
        whole = [blank(self.name, **row) for row in rows]
        self._tell(self.upsert(columns(self.name, whole)))

    def change(self, id_: str, **cells: Any) -> None:
        self._tell(self.patch(id_, **cells))

    def fail(self, error: Any) -> None:
        self.error = error
        self._tell(Delta(self.generation))

    def _tell(self, delta: Delta) -> None:
        for observer in self.observers():
            observer(delta)
