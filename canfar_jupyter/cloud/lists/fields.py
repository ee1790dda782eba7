"""Columns that are a field of the service's JSON as it is: decoded and laid out by the schema.

``Column.source`` names the field.  A list's own file has only the fields that code asks for by
name, and a function for each column that is worked out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from sys import intern
from typing import Any, Generic, TypeVar, cast

import msgspec

from canfar_jupyter.cloud.lists.reading import Columns
from canfar_jupyter.model.columns import SCHEMAS, Column, Kind, blank

Row = TypeVar("Row", bound=msgspec.Struct)
Cells = Callable[[Sequence[Any]], list[Any]]  # of all rows at once

_TYPES: dict[Kind, Any] = {
    "text": str | None,
    "category": str | None,
    "time": str | None,
    "int": int | None,
    "float": float | None,
    "bool": bool | None,
}


class Fields(Generic[Row]):
    """How the rows of one list are decoded and laid out.

    Args:
        name: A name of ``columns.SCHEMAS``, as it is when this is made.
        asked: The fields that code asks a row for by name.

    Attributes:
        row: ``asked`` with a field more for each column that has a source of its own.
    """

    def __init__(self, name: str, asked: type[Row]) -> None:
        schema = SCHEMAS[name]
        plain = [column for column in schema if column.source]
        self._order = tuple(column.name for column in schema)
        self.row = _with_fields(asked, plain)
        attribute = dict(
            zip(self.row.__struct_encode_fields__, self.row.__struct_fields__, strict=True)
        )
        missing = blank(schema)
        self._cells = {
            column.name: _cells(column, attribute[column.source], missing[column.name])
            for column in plain
        }

    def columns(self, rows: Sequence[Row], worked_out: Mapping[str, list[Any]]) -> Columns:
        """Lay out rows; ``worked_out`` has the columns without a source."""
        cells = self._cells
        return {
            name: cells[name](rows) if name in cells else worked_out[name] for name in self._order
        }


def _with_fields(asked: type[Row], plain: Sequence[Column]) -> type[Row]:
    """Add to a Struct what the columns need and it has not."""
    more = [c for c in plain if c.source not in asked.__struct_encode_fields__]
    made = msgspec.defstruct(
        asked.__name__,
        [(c.name, _TYPES[c.kind], None) for c in more],
        bases=(asked,),
        rename={c.name: c.source for c in more},
        gc=False,
    )
    return cast("type[Row]", made)


def _cells(column: Column, attribute: str, missing: Any) -> Cells:
    """Return what takes one column out of many rows: it runs for each of 10,000."""
    get = attrgetter(attribute)
    if column.kind == "category":
        return lambda rows: [intern(v) if v else "" for v in map(get, rows)]
    if column.kind == "text":
        return lambda rows: [v or "" for v in map(get, rows)]
    if column.kind == "bool":
        return lambda rows: [bool(v) for v in map(get, rows)]
    if missing is None:
        return lambda rows: list(map(get, rows))
    return lambda rows: [missing if v is None else v for v in map(get, rows)]
