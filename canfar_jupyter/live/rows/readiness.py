"""The rows of servers with an additional value: the readiness of each."""

from __future__ import annotations

from collections.abc import Callable

from canfar_jupyter.live.base.collection import Collection
from canfar_jupyter.live.base.joined import JoinedRows, Row, Stop
from canfar_jupyter.live.base.readiness_watch import ReadinessWatch
from canfar_jupyter.model.instances.readiness import Readiness


class ReadyRows(JoinedRows):
    """Servers with the column "readiness" (a ``Readiness`` or None).

    Args:
        servers: The rows.
        boots: What is known of their boots.
    """

    more = "readiness"

    def __init__(self, servers: Collection, boots: ReadinessWatch) -> None:
        super().__init__(servers)
        self._boots = boots

    def _value(self, row: Row) -> Readiness | None:
        return self._boots.of(row["id"])

    def _watch(self, moved: Callable[[list[str]], None]) -> Stop:
        return self._boots.observe(lambda ids: moved(list(ids)))
