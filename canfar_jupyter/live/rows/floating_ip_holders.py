"""The rows of floating IPs with an additional value: what each is associated with."""

from __future__ import annotations

from collections.abc import Callable

from canfar_jupyter.live.base.collection import Collection, Delta
from canfar_jupyter.live.base.joined import JoinedRows, Row, Stop
from canfar_jupyter.model.network.floating_ips import holder

_HOLDER = frozenset({"name", "task", "status", "floating_ip"})  # what a holder is worked out from


class FloatingIPHolders(JoinedRows):
    """Floating IPs with the column "holder": the name of what it is associated with, "" if nothing.

    Args:
        ips: The rows.
        servers: The instances that may have them.
    """

    more = "holder"

    def __init__(self, ips: Collection, servers: Collection) -> None:
        super().__init__(ips)
        self._servers = servers

    def _value(self, row: Row) -> str:
        return holder(row, self._servers)

    def _watch(self, moved: Callable[[list[str]], None]) -> Stop:
        def renamed(delta: Delta) -> None:
            """Report which floating IPs will show another name; most deltas affect none."""
            names = {id_ for id_, cells in delta.changed.items() if not _HOLDER.isdisjoint(cells)}
            names.update(delta.added, delta.removed)
            if names:
                led = ((i, r["server_id"]) for i, r in self._collection.items() if r["port_id"])
                moved([id_ for id_, server in led if not server or server in names])

        return self._servers.observe(renamed)
