"""Rows of key pairs or security groups with an additional value: which instances use each."""

from __future__ import annotations

from collections.abc import Callable

from canfar_jupyter.live.base.collection import Collection, Delta
from canfar_jupyter.live.base.joined import JoinedRows, Row, Stop


class _UsedBy(JoinedRows):
    """Rows with the column "used_by": the names of the instances that use each, in order.

    Args:
        rows: The rows.
        servers: The instances.
    """

    more = "used_by"
    source: str  # the column of servers that names what is used

    def __init__(self, rows: Collection, servers: Collection) -> None:
        super().__init__(rows)
        self._servers = servers

    def _value(self, row: Row) -> tuple[str, ...]:
        name = row["name"]
        return tuple(sorted(str(s["name"]) for s in self._servers.values() if self._uses(s, name)))

    def _uses(self, server: Row, name: str) -> bool:
        return bool(server[self.source] == name)

    def _watch(self, moved: Callable[[list[str]], None]) -> Stop:
        def changed(delta: Delta) -> None:
            names = {"name", self.source}
            if delta.added or delta.removed or any(names & set(c) for c in delta.changed.values()):
                moved(list(self._collection))

        return self._servers.observe(changed)


class KeyUsers(_UsedBy):
    """Key pairs with the names of the instances that were launched with each."""

    source = "key"


class GroupUsers(_UsedBy):
    """Security groups with the names of the instances that have each."""

    source = "security_groups"

    def _uses(self, server: Row, name: str) -> bool:
        return name in server[self.source]
