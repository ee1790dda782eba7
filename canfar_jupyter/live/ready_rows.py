"""The rows of servers with one more value: how far each is on its way to being ready."""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterator, Mapping, ValuesView
from typing import TYPE_CHECKING, Any

from canfar_jupyter.errors import CloudError
from canfar_jupyter.live.boots import Boots
from canfar_jupyter.live.collection import Collection, Delta

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]


class ReadyRows(Mapping[str, Row]):
    """A collection seen with the column "readiness" (a ``Readiness`` or None) added.

    Args:
        servers: The rows.
        boots: What is known of their boots.
    """

    def __init__(self, servers: Collection, boots: Boots) -> None:
        self._servers, self._boots = servers, boots
        self.name, self.schema = servers.name, servers.schema

    def __getitem__(self, id_: str) -> Row:
        return {**self._servers[id_], "readiness": self._boots.of(id_)}

    def __iter__(self) -> Iterator[str]:
        return iter(self._servers)

    def __len__(self) -> int:
        return len(self._servers)

    def __contains__(self, id_: object) -> bool:
        return id_ in self._servers

    def values(self) -> ValuesView[Row]:
        return self._rows().values()

    def items(self) -> ItemsView[str, Row]:
        return self._rows().items()

    def _rows(self) -> dict[str, Row]:
        rows = dict(self._servers.items())
        for id_, row in rows.items():
            row["readiness"] = self._boots.of(id_)
        return rows

    @property
    def loaded(self) -> bool:
        return self._servers.loaded

    @property
    def error(self) -> CloudError | None:
        return self._servers.error

    @property
    def partial(self) -> str:
        return self._servers.partial

    @property
    def generation(self) -> int:
        return self._servers.generation

    def frame(self) -> pd.DataFrame:
        """Return the documented columns; readiness is none of them."""
        return self._servers.frame()

    def observe(self, callback: Callable[[Delta], None]) -> Callable[[], None]:
        """Call ``callback`` with deltas of the rows, and of what is known of their boots."""

        def moved(ids: tuple[str, ...]) -> None:
            changed = {id_: ("readiness",) for id_ in ids if id_ in self._servers}
            callback(Delta(self.generation, (), changed, ()))

        stops = (self._servers.observe(callback), self._boots.observe(moved))

        def stop() -> None:
            for each in stops:
                each()

        return stop
