"""How a value looks at the end of a cell: short, and as text, never as mathematics or markup.

JupyterLab typesets LaTeX in the HTML of an output, and a name may have ``$`` in it; what has the
class ``mathjax_ignore`` is left alone, in a saved notebook, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from datetime import datetime
from html import escape
from typing import Any

IGNORED = "tex2jax_ignore mathjax_ignore"  # MathJax 2; 3 and later
MOST = 200  # characters of a repr
_MOST_OF_ONE = 60  # of one value in it
_MOST_IN_HTML = 2000  # of one value in HTML
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32,64}")
_CELL = "text-align: left; white-space: pre-wrap; overflow-wrap: anywhere; max-width: 60em"


class Shown:
    """A frozen dataclass with a short ``repr`` and, in a notebook, a table of what it has.

    Fields with ``repr=False`` (secrets among them) are in neither; what is empty, or as it would
    be unsaid, is left out.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        said = ", ".join(f"{name}={_brief(value)}" for name, value in self._told().items())
        return f"{type(self).__name__}({cut(said, MOST - len(type(self).__name__) - 2)})"

    def _repr_html_(self) -> str:
        text = str(self)
        if "\n" in text:  # it has lines of its own
            return pre(text)
        rows = "".join(
            f'<tr><th style="text-align: left; vertical-align: top">{escape(name)}</th>'
            f'<td style="{_CELL}">{escape(cut(in_lines(value), _MOST_IN_HTML))}</td></tr>'
            for name, value in self._told().items()
        )
        head = f"<b>{escape(type(self).__name__)}</b>"
        return f'<div class="{IGNORED}">{head}<table><tbody>{rows}</tbody></table></div>'

    def _told(self) -> Mapping[str, Any]:
        """Return what is shown of it, by name."""
        every = [(f, getattr(self, f.name)) for f in fields(self) if f.repr]  # type: ignore[arg-type]
        return {
            f.name: value
            for f, value in every
            if value not in ("", None, (), {}) and (f.default is MISSING or value != f.default)
        }


def pre(text: str) -> str:
    """Return the HTML of lines of text."""
    style = "white-space: pre-wrap; overflow-wrap: anywhere"
    return f'<pre class="{IGNORED}" style="{style}">{escape(text)}</pre>'


def cut(text: str, most: int) -> str:
    """Return a text, or its beginning and three dots."""
    return text if len(text) <= most else f"{text[: most - 3]}..."


def short(value: Any) -> Any:
    """Return the first 8 characters of an id; anything else as it is."""
    return value[:8] if isinstance(value, str) and _ID.fullmatch(value) else value


def _brief(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%S}"
    if isinstance(value, (tuple, list, dict)) and any(not _is_plain(one) for one in value):
        return f"<{len(value)}>"
    if isinstance(value, Mapping):
        return f"<{len(value)}>"
    if isinstance(value, str):
        return repr(cut(short(value), _MOST_OF_ONE))
    return cut(repr(value), _MOST_OF_ONE)


def _is_plain(value: Any) -> bool:
    return isinstance(value, (str, int, float))


def in_lines(value: Any) -> str:
    """Return a value in words, one line for each thing in it."""
    if isinstance(value, Mapping):
        return "\n".join(f"{key}: {in_lines(one)}" for key, one in value.items() if one)
    if isinstance(value, Iterable) and not isinstance(value, (str, bytes)):
        return "\n".join(
            ", ".join(map(str, one)) if isinstance(one, tuple) else str(one) for one in value
        )
    return f"{value:%Y-%m-%d %H:%M:%S} UTC" if isinstance(value, datetime) else str(short(value))
