"""Resolve names to ids: any unambiguous name or id is accepted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from canfar_jupyter.errors import Ambiguous, NotFound
from canfar_jupyter.model.same_names import several

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def is_id(text: str) -> bool:
    """Return whether this has the form of an OpenStack id."""
    return bool(ID.fullmatch(text))


def choose(
    wanted: str, rows: Mapping[str, Mapping[str, Any]], kind: str, field: str | None = None
) -> str:
    """Return the id of the row whose id, or only name, is ``wanted``.

    Args:
        wanted: An id or a name.
        rows: id -> row; each row has ``name``.
        kind: What they are, for the error message: "image".
        field: The part of the request it is for.

    Raises:
        NotFound: None has that id or name; the sentence has the nearest names.
        Ambiguous: Several have that name; the sentence has what tells them apart.
    """
    if wanted in rows:
        return wanted
    found = [id_ for id_, row in rows.items() if row["name"] == wanted]
    if len(found) == 1:
        return found[0]
    if found:
        raise Ambiguous(several(wanted, kind, {id_: rows[id_] for id_ in found}), field=field)
    raise NotFound(f"There is no {kind} {wanted!r}.{_near(wanted, rows)}", field=field)


def _near(wanted: str, rows: Mapping[str, Mapping[str, Any]]) -> str:
    names = list(dict.fromkeys(str(row["name"]) for row in rows.values()))
    by_lower = {name.lower(): name for name in reversed(names)}
    near = [by_lower[n] for n in get_close_matches(wanted.lower(), by_lower, n=3, cutoff=0.5)]
    if near:
        return f" Did you mean {' or '.join(near)}?"
    if 0 < len(names) <= 5:
        return f" There is {', '.join(names)}."
    return ""
