"""The user's arrangement of each table's columns: a small file shared by all notebooks.

It contains no data of the cloud, only names of columns and widths.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from canfar_jupyter.local import atomic
from canfar_jupyter.local.config_folder import config_folder

Arrangement = dict[str, Any]
"""Order, hidden ones and widths of columns, and whether rows have one line; {}: the default.

``{"order": keys, "hidden": keys, "widths": {key: px}, "compact": True}``; without "hidden" the rare
columns are.
"""

_WIDTHS = range(40, 4001)  # px; anything else is a mistake
_LARGEST = 1 << 20  # bytes of the file; ours has a few hundred


def arrangement_of(table: str, keys: Collection[str]) -> Arrangement:
    """Return the saved arrangement for a table that has the columns ``keys``."""
    return checked(_read().get(table), keys)


def remember(table: str, arrangement: Arrangement) -> None:
    """Save; {} forgets.  If the file cannot be written, only this table keeps it."""
    everything = _read() | {table: arrangement}
    if not arrangement:
        everything.pop(table)
    with suppress(OSError):  # a read-only home is no reason to refuse a column
        atomic.write(_file(), f"{json.dumps(everything, indent=1)}\n".encode())


def checked(arrangement: object, keys: Collection[str]) -> Arrangement:
    """Return the usable part of an arrangement: the file may be older, or edited by hand."""
    if not isinstance(arrangement, Mapping):
        return {}
    order, hidden, widths = (arrangement.get(part) for part in ("order", "hidden", "widths"))
    kept: Arrangement = {
        "order": _known(order, keys),
        "widths": {
            key: width
            for key, width in (widths.items() if isinstance(widths, Mapping) else ())
            if key in keys and type(width) is int and width in _WIDTHS
        },
    }
    if arrangement.get("compact") is True:
        kept["compact"] = True
    hides = _known(hidden, keys)
    # [] is a choice, too: all of them.  A table without columns its user could not put right.
    if isinstance(hidden, list) and len(hides) < len(keys):
        kept["hidden"] = hides
        return kept
    return kept if any(kept.values()) else {}


def _known(names: object, keys: Collection[str]) -> list[str]:
    wanted = names if isinstance(names, list) else []
    return [n for n in dict.fromkeys(n for n in wanted if isinstance(n, str)) if n in keys]


def _file() -> Path:
    return config_folder() / "columns.json"


def _read() -> dict[str, Any]:
    try:
        with _file().open("rb") as file:
            everything = json.loads(file.read(_LARGEST))
    except (OSError, ValueError, RecursionError):  # none yet, or nothing that can be read
        return {}
    return everything if isinstance(everything, dict) else {}
