"""Cinder: what its lists select, in which order, in which pages."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from canfar_jupyter.demo.cinder.common import Kind
from canfar_jupyter.demo.core.errors import bad_request, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, answer

_MOST = 1000
_SORT_KEYS = {
    "id": "id",
    "name": "name",
    "display_name": "name",
    "created_at": "created",
    "updated_at": "updated",
    "size": "size",
    "status": "status",
}


def listed(
    call: Call,
    plural: str,
    path: str,
    things: list[Kind],
    view: Callable[[Call, Kind], dict[str, Any]],
    filters: dict[str, Callable[[Kind], str]],
) -> Answer:
    """Answer one page of a list; ``filters`` tell what a query may ask for.

    Raises:
        Refusal: 400 or 404.
    """
    for name, get in filters.items():
        if (wanted := call.arg(name)) is not None:
            things = [thing for thing in things if get(thing).lower() == wanted.lower()]
    if (asked := call.arg("metadata")) is not None:
        pairs = _pairs(asked)
        things = [t for t in things if pairs.items() <= getattr(t, "metadata", {}).items()]
    things = _ordered(call, things)
    total = len(things)
    if marker := call.arg("marker"):
        at = next((n for n, thing in enumerate(things) if thing.id == marker), None)
        if at is None:
            raise not_found(f"{plural[:-1].capitalize()} {marker} could not be found.")
        things = things[at + 1 :]
    offset = _number(call, "offset", 0)
    things = things[offset:]
    size = min(_number(call, "limit", _MOST), _MOST)
    page = things[:size]
    rows: dict[str, Any] = {plural: [view(call, thing) for thing in page]}
    if page and len(page) == size and call.arg("limit"):
        where = call.link(f"{call.base}/v3/{call.project}/{path}", marker=page[-1].id)
        rows[f"{plural}_links"] = [{"rel": "next", "href": where}]
    if call.flag("with_count") and call.version >= 45:
        rows["count"] = total
    return answer(rows)


def _number(call: Call, name: str, default: int) -> int:
    written = call.arg(name)
    if written is None:
        return default
    if not written.lstrip("-").isdigit():
        raise bad_request(f"{name} param must be an integer")
    if int(written) < 0:
        raise bad_request(f"Invalid input received: {name} param must be positive")
    return int(written)


def _pairs(written: str) -> dict[str, str]:
    """Return the metadata that a query asks for, written as a dictionary of Python."""
    try:
        found = ast.literal_eval(written)
    except (ValueError, SyntaxError):
        return {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def _ordered(call: Call, things: list[Kind]) -> list[Kind]:
    """Return things in the order asked for; the newest first unless another is."""
    things = sorted(things, key=lambda thing: (thing.created, thing.id), reverse=True)
    for key, direction in reversed(_sorting(call)):
        field = _SORT_KEYS.get(key)
        if field is None:
            raise bad_request(f"Invalid input received: Invalid sort keys passed: {key}")
        if direction not in ("asc", "desc"):
            raise bad_request(f"Invalid input received: Invalid sort direction: {direction}")

        def order(thing: Kind, field: str = field) -> tuple[bool, Any]:
            value = getattr(thing, field)
            return value is not None, value

        things = sorted(things, key=order, reverse=direction == "desc")
    return things


def _sorting(call: Call) -> list[tuple[str, str]]:
    if written := call.arg("sort"):
        parts = [part.strip().partition(":") for part in written.split(",")]
        return [(key, direction or "desc") for key, _, direction in parts]
    keys = call.query.get("sort_key", [])
    directions = call.query.get("sort_dir", [])
    return [(k, directions[n] if n < len(directions) else "desc") for n, k in enumerate(keys)]
