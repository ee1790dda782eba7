"""The result of reading a list of the cloud."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from canfar_jupyter.model.columns import SCHEMAS

Columns = dict[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Reading:
    """The rows of one list, as columns of its schema.

    Attributes:
        columns: One list for each column of the schema.
        date: The cloud's own clock when it began to answer; None: not given.
        partial: One sentence about rows that are missing here though the cloud may have
            them; empty: every row is here.
        deleted: Ids that are known to be deleted (``read_changes`` only).
        newest: The latest ``updated`` among all rows (servers only), as Nova wrote it.
        behind: The next marker (``read_piece`` only); empty: this was the end of the list.
    """

    columns: Columns
    date: datetime | None = None
    partial: str = ""
    deleted: tuple[str, ...] = field(default=())
    newest: str = ""
    behind: str = ""

    def rows(self) -> dict[str, dict[str, Any]]:
        """Return id -> row by column name."""
        names = tuple(self.columns)
        cells = zip(*self.columns.values(), strict=True)
        return {row["id"]: row for row in (dict(zip(names, c, strict=True)) for c in cells)}


def joined(name: str, parts: Iterable[Columns]) -> Columns:
    """Concatenate several column sets of schema ``name``; the first row of an id wins.

    Pages of a list that changes meanwhile may repeat a row.
    """
    some = [part for part in parts if part["id"]]
    whole: Columns = {column.name: [] for column in SCHEMAS[name]}
    for part in some:
        for column, values in whole.items():
            values.extend(part[column])
    if len(set(whole["id"])) == len(whole["id"]):
        return whole
    first = {id_: at for at, id_ in reversed(list(enumerate(whole["id"])))}
    keep = sorted(first.values())
    return {column: [values[at] for at in keep] for column, values in whole.items()}
