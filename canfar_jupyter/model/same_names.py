"""Several things of one name: what tells them apart, and a warning before there are more."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

Row = Mapping[str, Any]
_TOLD = 5  # things that a sentence tells apart


def several(name: str, kind: str, rows: Mapping[str, Row]) -> str:
    """Return "2 images are called noble: ID (active, public, made 2026-11-01 08:00); ...".

    Args:
        name: What they are called.
        kind: What they are: "image".
        rows: id -> row of each.
    """
    told = "; ".join(told_apart(id_, row) for id_, row in list(rows.items())[:_TOLD])
    more = f"; and {len(rows) - _TOLD} more" if len(rows) > _TOLD else ""
    return f"{len(rows)} {kind}s are called {name}: {told}{more}."


def told_apart(id_: str, row: Row) -> str:
    """Say which one it is: its id, and what of its row differs where names do not."""
    words = [str(row[key]) for key in ("status", "visibility", "description") if row.get(key)]
    if made := row.get("created"):
        words.append(f"made {str(made)[:16].replace('T', ' ')}")
    return f"{id_} ({', '.join(words)})" if words else id_


def image_name_taken(name: str, names: Collection[str]) -> str:
    """Warn of a name that an image has; "": none has.

    Args:
        name: Of an image or a snapshot that is to be made, or renamed.
        names: Of the images there are.
    """
    if not name or name not in names:
        return ""
    return (
        f"An image called {name} exists already: names are not unique in OpenStack, so only "
        "their ids will tell them apart."
    )
