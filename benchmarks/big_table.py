"""What runs in the kernel of the table's page: 10,000 rows, 12 columns, and a button."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import ipywidgets as ipw

from canfar_jupyter.live.base.collection import Collection, Delta
from canfar_jupyter.model.columns import SCHEMAS, blank
from canfar_jupyter.widgets.instances.rows import server_rows
from canfar_jupyter.widgets.kit.sheet import sheet
from canfar_jupyter.widgets.table.row_format import ColumnSpec
from canfar_jupyter.widgets.table.table import Table

ROWS, CHANGED = 10_000, 100
MORE = (
    ColumnSpec("vcpus", "CPUs", lambda r: r["vcpus"], ("vcpus",), "number", 60),
    ColumnSpec("ram", "Memory", lambda r: r["ram_gib"], ("ram_gib",), "number", 70),
    ColumnSpec("groups", "Groups", lambda r: ", ".join(r["security_groups"]), ("security_groups",)),
    ColumnSpec("disk", "Disk", lambda r: r["disk_gib"], ("disk_gib",), "number", 60),
    ColumnSpec("key", "Key", lambda r: r["key"], ("key",)),
    ColumnSpec("flavor", "Flavor", lambda r: r["flavor"], ("flavor",)),
    ColumnSpec("id", "Id", lambda r: r["id"], ("id",)),
)


def page() -> ipw.Widget:
    """Return the table of instances with seven more columns, and a button that changes 1 %."""
    servers = Collection("servers", SCHEMAS["servers"])
    servers.upsert(_columns(range(ROWS), "ACTIVE"))
    servers.loaded = True
    shape = server_rows()
    usual = tuple(column for column in shape.columns if not column.rare)
    shape = replace(shape, columns=(*usual, *MORE))
    table = Table(servers, shape, label="Instances", place="big")
    button = ipw.Button(description="Change")
    turn = 0

    def change() -> None:
        nonlocal turn
        turn += 1
        status = "SHUTOFF" if turn % 2 else "ACTIVE"
        delta = servers.upsert(_columns(range(0, ROWS, ROWS // CHANGED), status))
        _tell(servers, delta)

    # as a reading does it: on a thread, in one go
    button.on_click(lambda _: threading.Thread(target=change).start())
    page = ipw.VBox([sheet(), button, table])
    page.add_class("cj")
    return page


def _tell(servers: Collection, delta: Delta) -> None:
    assert len(delta.changed) == CHANGED
    for observer in servers.observers():
        observer(delta)


def _columns(numbers: range, status: str) -> dict[str, list[Any]]:
    rows = [
        blank(SCHEMAS["servers"])
        | {
            "id": f"{n:08x}-5ac4-4b71-9d0f-{n * 7919:012x}",
            "name": f"worker-{n:05d}",
            "status": status,
            "task": "",
            "image": ("canfar-ubuntu-24.04", "canfar-rocky-9", "lens-ready")[n % 3],
            "image_id": "",
            "flavor": ("c1-3.75gb-15", "c2-7.5gb-30", "c4-15gb-83")[n % 7 % 3],
            "vcpus": (1, 2, 4)[n % 7 % 3],
            "ram_gib": (3.75, 7.5, 15.0)[n % 7 % 3],
            "disk_gib": 20,
            "ephemeral_gib": 15,
            "addresses": f"10.31.{n // 250}.{n % 250 + 2}",
            "floating_ip": "",
            "key": ("laptop", "desk")[n % 2],
            "security_groups": (("default",), ("default", "ssh"))[n % 2],
            "created": f"2026-11-{n % 28 + 1:02d}T{n % 24:02d}:{n % 60:02d}:00Z",
            "launched": "2026-11-24T00:00:00Z",
            "updated": "2026-11-24T00:00:00Z",
            "fault": "",
        }
        for n in numbers
    ]
    return {column.name: [row[column.name] for row in rows] for column in SCHEMAS["servers"]}
