"""The DataFrame of a list, shown as what it is: text of the cloud, never mathematics or markup.

JupyterLab typesets LaTeX in the HTML of an output, and a name may have ``$`` in it; what has the
class ``mathjax_ignore`` is left alone, in a saved notebook, too.
"""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32,64}")
_IGNORED = "tex2jax_ignore mathjax_ignore"  # MathJax 2; 3 and later
MAX_WIDTH = 60  # characters of a cell


class Frame(pd.DataFrame):
    """A DataFrame whose HTML has short ids, one line a row, and no mathematics.

    What it holds is whole: only what is shown is short.
    """

    @property
    def _constructor(self) -> type[Frame]:
        return Frame

    def _repr_html_(self) -> str | None:
        shown = pd.DataFrame(self)
        if len(shown) > 0:
            shown = shown.set_axis([_short(value) for value in shown.index], axis=0)
            shown.index.name = self.index.name
            texts = [
                name for name in shown if str(shown[name].dtype) in ("object", "str", "string")
            ]
            if texts and shown.columns.is_unique:
                shown = shown.assign(**{str(name): shown[name].map(_short) for name in texts})
        with pd.option_context(
            "display.html.use_mathjax", False, "display.max_colwidth", MAX_WIDTH
        ):
            html = shown._repr_html_()  # type: ignore[operator]  # the stubs do not have it
        if html is None:
            return None
        html = re.sub(r'class="dataframe[^"]*"', f'class="dataframe {_IGNORED}"', html)
        return str(html).replace("<td>", '<td style="white-space: nowrap">')


def _short(value: Any) -> Any:
    """Return the first 8 characters of an id; anything else as it is."""
    return value[:8] if isinstance(value, str) and _ID.fullmatch(value) else value
