"""Rows of a collection with an additional value in each, derived from other data."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, ItemsView, Iterator, Mapping, ValuesView
from typing import TYPE_CHECKING, Any

from canfar_jupyter.errors import CloudError
from canfar_jupyter.live.base.collection import Collection, Delta

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]
Observer = Callable[[Delta], None]
Stop = Callable[[], None]


class JoinedRows(Mapping[str, Row]):
    """A collection seen with the column ``more`` added.

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
        return {**row, self.more: self._value(row)}

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
            row[self.more] = self._value(row)
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
