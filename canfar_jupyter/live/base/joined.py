"""Rows of a collection with an additional value in each, derived from other data."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, ItemsView, Iterator, Mapping, ValuesView
from typing import TYPE_CHECKING, Any

from canfar_jupyter.errors import CloudError
from canfar_jupyter.live.base.collection import Collection, Delta
from canfar_jupyter.model.network.floating_ips import holder
from canfar_jupyter.model.network.way_in import Group, closed_by

if TYPE_CHECKING:
    import pandas as pd

    from canfar_jupyter.live.base.readiness_watch import ReadinessWatch
    from canfar_jupyter.model.instances.readiness import Readiness

Row = dict[str, Any]
Observer = Callable[[Delta], None]
Stop = Callable[[], None]
_HOLDER = frozenset({"name", "task", "status", "floating_ip"})  # what a holder is worked out from


class JoinedRows(Mapping[str, Row]):
    """A collection seen with the column ``more`` added, or more of them: see ``_added``.

    Args:
        collection: The rows.
    """

    more: str

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self.name, self.schema = collection.name, collection.schema

    @abstractmethod
    def _value(self, row: Row) -> Any:
        """Return the value that is added to a row."""

    @abstractmethod
    def _watch(self, moved: Callable[[list[str]], None]) -> Stop:
        """Call ``moved`` with the ids of rows whose value may have changed."""

    def __getitem__(self, id_: str) -> Row:
        row = self._collection[id_]
        return {**row, **self._added(row)}

    def _added(self, row: Row) -> Mapping[str, Any]:
        """Return all that is added to a row."""
        return {self.more: self._value(row)}

    def __iter__(self) -> Iterator[str]:
        return iter(self._collection)

    def __len__(self) -> int:
        return len(self._collection)

    def __contains__(self, id_: object) -> bool:
        return id_ in self._collection

    def values(self) -> ValuesView[Row]:
        return self._rows().values()

    def items(self) -> ItemsView[str, Row]:
        return self._rows().items()

    def _rows(self) -> dict[str, Row]:
        rows = dict(self._collection.items())
        for row in rows.values():
            row.update(self._added(row))
        return rows

    @property
    def loaded(self) -> bool:
        return self._collection.loaded

    @property
    def error(self) -> CloudError | None:
        return self._collection.error

    @property
    def partial(self) -> str:
        return self._collection.partial

    @property
    def generation(self) -> int:
        return self._collection.generation

    def frame(self) -> pd.DataFrame:
        """Return the documented columns; the added one is not among them."""
        return self._collection.frame()

    def observe(self, callback: Observer) -> Stop:
        """Call ``callback`` with deltas of the rows, and of the added values."""

        def moved(ids: list[str]) -> None:
            changed = {id_: (self.more,) for id_ in ids if id_ in self._collection}
            if changed:
                callback(Delta(self.generation, (), changed, ()))

        stops = (self._collection.observe(callback), self._watch(moved))

        def stop() -> None:
            for each in stops:
                each()

        return stop


class ReadyRows(JoinedRows):
    """Servers with what is known of logging in; it changes as "readiness".

    "readiness" is a ``Readiness`` or None, "command" how to log in ("": not known), "closed_by" the
    security group that keeps SSH out, ``(id, name)`` or None.

    Args:
        servers: The rows.
        boots: What is known of their boots.
        groups: The security groups of the project.
    """

    more = "readiness"

    def __init__(self, servers: Collection, boots: ReadinessWatch, groups: Collection) -> None:
        super().__init__(servers)
        self._boots, self._groups = boots, groups
        self._closed: tuple[int, dict[str, Group | None]] = (-1, {})  # of which generation, by row

    def _value(self, row: Row) -> Readiness | None:
        return self._boots.of(row["id"])

    def _added(self, row: Row) -> Mapping[str, Any]:
        return {
            self.more: self._value(row),
            "command": self._boots.command(row["id"]),
            "closed_by": self._closed_by(row),
        }

    def _closed_by(self, row: Row) -> Group | None:
        if not row["floating_ip"] or not row["security_groups"]:
            return None
        generation, known = self._closed
        if generation != self._groups.generation:
            generation, known = self._closed = (self._groups.generation, {})
        key = f"{row['security_groups']} {':' in row['floating_ip']}"
        if key not in known:
            known[key] = closed_by(row, self._groups.values())
        return known[key]

    def _watch(self, moved: Callable[[list[str]], None]) -> Stop:
        def regrouped(_delta: Delta) -> None:
            moved([id_ for id_, row in self._collection.items() if row["floating_ip"]])

        stops = (
            self._boots.observe(lambda ids: moved(list(ids))),
            self._groups.observe(regrouped),
        )

        def stop() -> None:
            for each in stops:
                each()

        return stop


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
