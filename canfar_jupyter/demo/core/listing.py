"""Neutron's lists: filters, fields, sorting and pages work alike on all of them."""

from __future__ import annotations

from typing import Any

from canfar_jupyter.demo.core.errors import bad_request, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, answer

_NOT_FILTERS = {"fields", "limit", "marker", "page_reverse", "sort_key", "sort_dir"}
_ALSO = _NOT_FILTERS | {"is_default", "tags-any", "not-tags", "not-tags-any", "fixed_ips"}
_MISSING = {  # what is said of a marker that is not there
    "networks": ("Network {} could not be found.", "NetworkNotFound"),
    "subnets": ("Subnet {} could not be found.", "SubnetNotFound"),
    "routers": ("Router {} could not be found", "RouterNotFound"),
    "ports": ("Port {} could not be found.", "PortNotFound"),
    "floatingips": ("Floating IP {} could not be found", "FloatingIPNotFound"),
    "security_groups": ("Security group {} does not exist", "SecurityGroupNotFound"),
    "security_group_rules": (
        "Security group rule {} does not exist",
        "SecurityGroupRuleNotFound",
    ),
}


def listed(call: Call, name: str, rows: list[dict[str, Any]]) -> Answer:
    """Answer a list with what the query selects of ``rows``.

    Raises:
        Refusal: 400.
    """
    strange = [k for k in call.query if rows and k not in rows[0] and k not in _ALSO]
    if strange:
        raise bad_request(f"{strange} is invalid attribute for filtering")
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
            words, kind = _MISSING[name]
            raise not_found(words.format(marker), kind)
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
