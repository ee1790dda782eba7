"""Neutron's lists: filters, fields, sorting and pages work alike on all of them."""

from __future__ import annotations

from typing import Any

from .errors import bad_request
from .exchange import Answer, Call, answer

_NOT_FILTERS = {"fields", "limit", "marker", "page_reverse", "sort_key", "sort_dir"}


def listed(call: Call, name: str, rows: list[dict[str, Any]]) -> Answer:
    """Answer a list with what the query selects of ``rows``.

    Raises:
        Refusal: 400.
    """
    for key, values in call.query.items():
        if key not in _NOT_FILTERS:
            rows = [row for row in rows if _fits(row, key, values)]
    rows = _sorted(call, rows)
    page, links = _page(call, name, rows)
    fields = call.query.get("fields")
    if fields:
        page = [{k: v for k, v in row.items() if k in fields} for row in page]
    return answer({name: page, **links})


def _fits(row: dict[str, Any], key: str, values: list[str]) -> bool:
    if key == "fixed_ips":
        wanted = [v.split("=", 1)[-1] for v in values]
        return any(w in ip.values() for ip in row.get(key, ()) for w in wanted)
    if key not in row:
        return True  # Neutron ignores what it does not know
    have = row[key]
    if isinstance(have, bool):
        return str(have).lower() in [v.lower() for v in values]
    if isinstance(have, list):
        return any(v in have for v in values)
    return ("" if have is None else str(have)) in values


def _sorted(call: Call, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    keys = call.query.get("sort_key", [])
    directions = call.query.get("sort_dir", [])
    rows = sorted(rows, key=lambda row: str(row["id"])) if call.arg("limit") else list(rows)
    for position, key in reversed(list(enumerate(keys))):
        descending = position < len(directions) and directions[position] == "desc"
        rows.sort(key=lambda row, key=key: str(row.get(key)), reverse=descending)  # type: ignore[misc]
    return rows


def _page(
    call: Call, name: str, rows: list[dict[str, Any]]
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    text = call.arg("limit")
    marker = call.arg("marker")
    if text is not None and not text.isdigit():
        raise bad_request(f"Bad limit: {text}")
    limit = int(text or 0)
    back = bool(call.arg("page_reverse")) and call.flag("page_reverse") is True
    if marker is not None:
        places = [i for i, row in enumerate(rows) if row["id"] == marker]
        if not places:
            raise bad_request(f"marker [{marker}] not found")
        rows = rows[: places[0]] if back else rows[places[0] + 1 :]
    if not limit:
        return rows, {}
    page = rows[-limit:] if back else rows[:limit]
    return page, _links(call, name, page, limit)


def _links(call: Call, name: str, page: list[dict[str, Any]], limit: int) -> dict[str, Any]:
    links = []
    path = call.base + call.path
    if len(page) == limit:
        href = call.link(path, marker=page[-1]["id"]).replace("page_reverse=True&", "")
        links.append({"rel": "next", "href": href})
    if page:
        href = call.link(path, marker=page[0]["id"], page_reverse="True")
        links.append({"rel": "previous", "href": href})
    return {f"{name}_links": links} if links else {}
