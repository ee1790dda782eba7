"""The DataFrame of a list, shown as what it is: text of the cloud, one line a row."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from canfar_jupyter.model.amounts import bytes_in_words
from canfar_jupyter.model.shown import IGNORED, cut, short

MAX_WIDTH = 60  # characters of a cell
_BYTES = ("size", "virtual_size")  # columns that hold bytes


class Frame(pd.DataFrame):
    """A DataFrame whose HTML has short ids, sizes in GiB, one line a row, and no mathematics.

    What it holds is whole: only what is shown is short.
    """

    @property
    def _constructor(self) -> type[Frame]:
        return Frame

    def _repr_html_(self) -> str | None:
        shown = pd.DataFrame(self)
        if len(shown) > 0 and shown.columns.is_unique:
            if not isinstance(shown.index, pd.MultiIndex):
                shown = shown.set_axis([_label(value) for value in shown.index], axis=0)
                shown.index.name = self.index.name
            texts = [n for n in shown if str(shown[n].dtype) in ("object", "str", "string")]
            words = {str(name): shown[name].map(short) for name in texts}
            sizes = {n: shown[n].astype("object").map(_size) for n in _BYTES if n in shown}
            shown = shown.assign(**words, **sizes)
        with pd.option_context(
            "display.html.use_mathjax", False, "display.max_colwidth", MAX_WIDTH
        ):
            html = shown._repr_html_()  # type: ignore[operator]  # the stubs do not have it
        if html is None:
            return None
        html = re.sub(r'class="dataframe[^"]*"', f'class="dataframe {IGNORED}"', html)
        return re.sub("<(t[dh])>", r'<\1 style="white-space: nowrap">', str(html))


def _label(value: Any) -> Any:
    return cut(short(value), MAX_WIDTH) if isinstance(value, str) else value


def _size(value: Any) -> Any:
    return bytes_in_words(value) if isinstance(value, (int, float)) and value >= 0 else value
