"""What a saved notebook shows where no kernel runs (nbviewer, GitHub): the first rows.

It is saved with the notebook, like a displayed DataFrame: what the user sees, no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from itertools import islice
from typing import TYPE_CHECKING, Any

from canfar_jupyter.model.amounts import bytes_in_words
from canfar_jupyter.model.shown import IGNORED, cut
from canfar_jupyter.widgets.table.row_format import ColumnSpec, RowFormat

if TYPE_CHECKING:
    from canfar_jupyter.live.base.collection import Collection
    from canfar_jupyter.live.base.joined import JoinedRows

MAX_ROWS = 50  # rows
_WIDEST = 40  # characters of a cell in plain text
_LONGEST = 120  # characters of a cell in HTML
_LIVE = "Run the notebook to see them live."
Bundle = tuple[dict[str, Any], dict[str, Any]]  # data by MIME type, metadata


@dataclass(frozen=True)
class SavedTable:
    """The first rows of a collection, as they are now."""

    label: str
    rows: Collection | JoinedRows
    shape: RowFormat

    def html(self) -> str:
        """Return a table; all text of the cloud is escaped."""
        heads = "".join(f"<th>{escape(title)}</th>" for title in self._titles())
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(cut(text, _LONGEST))}</td>" for text in cells) + "</tr>"
            for cells in self._cells()
        )
        table = f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
        return (
            f'<div class="{IGNORED}"><p><b>{escape(self.label)}</b></p>{table if body else ""}'
            f"<p>{escape(self._more())}</p></div>"
        )

    def text(self) -> str:
        """Return the same in columns of plain text."""
        lines = [self._titles(), *self._cells()]
        short = [[text[:_WIDEST] for text in line] for line in lines]
        widths = [max(map(len, column)) for column in zip(*short, strict=True)]
        shown = [
            "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
            for line in short
        ]
        return "\n".join([self.label, *(shown if len(shown) > 1 else []), self._more()])

    def _titles(self) -> list[str]:
        return [column.title for column in self.shape.columns]

    def _cells(self) -> list[list[str]]:
        first = (self.rows.get(id_) for id_ in islice(self.rows, MAX_ROWS))
        return [[in_words(column, row) for column in self.shape.columns] for row in first if row]

    def _more(self) -> str:
        if not self.rows.loaded:
            return f"They were not read yet when this was shown. {_LIVE}"
        more = len(self.rows) - MAX_ROWS
        counted = f"and {more:,} more" if more > 0 else f"{len(self.rows):,} in all"
        return f"{counted[0].upper()}{counted[1:]}. {_LIVE}"


def in_words(column: ColumnSpec, row: Any) -> str:
    """Return the text of a cell; a time instead of an age, because a saved page gets old."""
    value = column.value(row)
    if value is None or value == "":
        return ""
    if column.kind == "badge":
        value = f"{value[0]}: {value[3]}" if value[3] else value[0]
    elif column.kind == "lines":
        value = f"{value[0]} ({value[1]})" if value[1] else value[0]
    elif column.kind == "bytes":
        value = bytes_in_words(value)
    elif column.kind == "age":
        value = f"{datetime.fromtimestamp(value, UTC):%Y-%m-%d %H:%M} UTC"
    # Control characters would do things in a terminal.
    return "".join(c if c.isprintable() else " " for c in str(value))


def with_saved_tables(
    bundle: Any, saved_tables: Sequence[SavedTable], otherwise: str = ""
) -> Bundle:
    """Return a widget's MIME bundle with text/html and text/plain of ``saved_tables``.

    Front ends that can show the widget use that; others use the table.
    """
    data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
    html = "".join(table.html() for table in saved_tables) or (
        f'<p class="{IGNORED}">{escape(otherwise)}</p>'
    )
    text = "\n\n".join(table.text() for table in saved_tables) or otherwise
    return {**data, "text/html": html, "text/plain": text}, metadata
