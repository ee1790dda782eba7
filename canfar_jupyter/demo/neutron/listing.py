"""Neutron's lists: filters, fields, sorting and pages work alike on all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from canfar_jupyter.demo.core.errors import bad_request, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, answer

_NOT_FILTERS = {"fields", "limit", "marker", "page_reverse", "sort_key", "sort_dir"}
_ALSO = _NOT_FILTERS | {"is_default", "tags-any", "not-tags", "not-tags-any", "fixed_ips"}
_TAGS: dict[str, Callable[[set[str], set[str]], bool]] = {
    "tags": lambda wanted, have: wanted <= have,
    "tags-any": lambda wanted, have: bool(wanted & have),
    "not-tags": lambda wanted, have: not wanted <= have,
    "not-tags-any": lambda wanted, have: not wanted & have,
}
_MISSING = {  # what is said of a marker that is not there
    "networks": ("Network {} could not be found.", "NetworkNotFound"),
    "subnets": ("Subnet {} could not be found.", "SubnetNotFound"),
    "routers": ("Router {} could not be found", "RouterNotFound"),
    "ports": ("Port {} could not be found.", "PortNotFound"),
    "subnetpools": ("Subnet pool {} could not be found.", "SubnetPoolNotFound"),
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
        return _has_addresses(row.get(key, []), values)
    if key in _TAGS:
        return all(_TAGS[key](set(value.split(",")), set(row["tags"])) for value in values)
    if key not in row:
        return True  # Neutron ignores what it does not know
    have = row[key]
    if isinstance(have, bool):
        return str(have).lower() in [v.lower() for v in values]
    if isinstance(have, list):
        return any(v in have for v in values)
    return ("" if have is None else str(have)) in values


def _has_addresses(have: list[dict[str, str]], wanted: list[str]) -> bool:
    """Say whether addresses fit ``ip_address=``, ``ip_address_substr=`` and ``subnet_id=``."""
    asked: dict[str, list[str]] = {}
    for value in wanted:
        name, _, text = value.partition("=")
        asked.setdefault(name, []).append(text)
    return all(_has(have, name, texts) for name, texts in asked.items())


def _has(have: list[dict[str, str]], name: str, texts: list[str]) -> bool:
    if name == "ip_address_substr":
        return any(text in ip["ip_address"] for ip in have for text in texts)
    return any(ip.get(name) in texts for ip in have)


def _sorted(call: Call, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    keys = call.query.get("sort_key", [])
    strange = [key for key in keys if rows and key not in rows[0]]
    if strange:
        raise bad_request(f"{strange} is invalid attribute for sort_keys")
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
        raise bad_request(
            f"Bad limit request: Limit must be an integer 0 or greater and not '{text}'.",
            "BadRequest",
        )
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
