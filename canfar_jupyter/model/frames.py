"""The DataFrame of a list, shown as what it is: text of the cloud, one line a row."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from canfar_jupyter.model.amounts import bytes_in_words
from canfar_jupyter.model.shown import IGNORED, cut, short

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler

MAX_WIDTH = 60  # characters of a cell
_BYTES = ("size", "virtual_size")  # columns that hold bytes


class Cells(pd.Series):
    """A column or a row of a ``Frame``: what is made of it is one again.

    It has no HTML; its text has no control characters, which a terminal would interpret.
    """

    @property
    def _constructor(self) -> type[Cells]:
        return Cells

    @property
    def _constructor_expanddim(self) -> type[Frame]:
        return Frame

    def __repr__(self) -> str:
        return _printable(super().__repr__())

    def value_counts(self, *args: Any, **more: Any) -> Cells:
        """As of any Series; pandas forgets the class."""
        return Cells(super().value_counts(*args, **more))

    def describe(self, *args: Any, **more: Any) -> Cells:  # type: ignore[misc]  # final for stubs
        """As of any Series; pandas forgets the class."""
        return Cells(super().describe(*args, **more))


class Frame(pd.DataFrame):
    """A DataFrame whose HTML has short ids, sizes in GiB, one line a row, and no mathematics.

    What it holds is whole: only what is shown is short.  What pandas makes of it is shown alike.
    """

    @property
    def _constructor(self) -> type[Frame]:
        return Frame

    @property
    def _constructor_sliced(self) -> type[Cells]:
        return Cells

    def __repr__(self) -> str:
        return _printable(super().__repr__())

    def value_counts(self, *args: Any, **more: Any) -> Cells:
        """As of any DataFrame; pandas forgets the class."""
        return Cells(super().value_counts(*args, **more))

    def describe(self, *args: Any, **more: Any) -> Frame:  # type: ignore[misc]  # final for stubs
        """As of any DataFrame; pandas forgets the class."""
        return Frame(super().describe(*args, **more))

    @property
    def style(self) -> Styler:
        """As of any DataFrame, but cells are text, not markup, and no mathematics."""
        made = super().style.set_table_attributes(f'class="{IGNORED}"')
        made = made.format(escape="html")
        return made.format_index(escape="html", axis=0).format_index(escape="html", axis=1)

    def _repr_html_(self) -> str | None:
        shown = pd.DataFrame(self)
        if len(shown) > 0 and shown.columns.is_unique:
            if not isinstance(shown.index, pd.MultiIndex):
                shown = shown.set_axis([_label(value) for value in shown.index], axis=0)
                shown.index.name = self.index.name
            texts = [n for n in shown if str(shown[n].dtype) in ("object", "str", "string")]
            words = {str(name): shown[name].map(short) for name in texts}
            whole = self.index.name == "id" or "id" in shown  # else "size" may be a number of rows
            of_bytes = [n for n in _BYTES if whole and n in shown]
            sizes = {n: shown[n].astype("object").map(_size) for n in of_bytes}
            shown = shown.assign(**words, **sizes)
        with pd.option_context(
            "display.html.use_mathjax", False, "display.max_colwidth", MAX_WIDTH
        ):
            html = shown._repr_html_()  # type: ignore[operator]  # the stubs do not have it
        if html is None:
            return None
        html = re.sub(r'class="dataframe[^"]*"', f'class="dataframe {IGNORED}"', html)
        return re.sub("<(t[dh])>", r'<\1 style="white-space: nowrap">', str(html))


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text)


def _label(value: Any) -> Any:
    return cut(short(value), MAX_WIDTH) if isinstance(value, str) else value


def _size(value: Any) -> Any:
    return bytes_in_words(value) if isinstance(value, (int, float)) and value >= 0 else value
