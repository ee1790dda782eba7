"""The rows of floating IPs with one more value: who has each."""

from __future__ import annotations

from collections.abc import Callable

from canfar_jupyter.live.base.collection import Collection, Delta
from canfar_jupyter.live.base.joined import JoinedRows, Row, Stop
from canfar_jupyter.model.network.floating_ips import holder


class FloatingIPHolders(JoinedRows):
    """Floating IPs with the column "holder": the name of what it leads to, "": it is idle.

    Args:
        ips: The rows.
        servers: Who may have them.
    """

    more = "holder"

    def __init__(self, ips: Collection, servers: Collection) -> None:
        super().__init__(ips)
        self._servers = servers

    def _value(self, row: Row) -> str:
        return holder(row, self._servers)

    def _watch(self, moved: Callable[[list[str]], None]) -> Stop:
        def renamed(delta: Delta) -> None:
            """Tell which addresses are about to show another name; most deltas touch none."""
            names = {id_ for id_, cells in delta.changed.items() if "name" in cells}
            names.update(delta.added, delta.removed)
            if names:
                led = ((i, r["server_id"]) for i, r in self._collection.items() if r["port_id"])
                moved([id_ for id_, server in led if not server or server in names])

        return self._servers.observe(renamed)
