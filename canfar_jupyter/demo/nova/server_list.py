"""Nova: which servers a list shows, in which order, in which pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from canfar_jupyter.demo.core.clock import parse_iso
from canfar_jupyter.demo.core.errors import bad_request, forbidden
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.records import Server
from canfar_jupyter.demo.nova.server_view import addresses, encoded, summary

routes = Routes()
_MAX_LIMIT = 1000
Test = Callable[[Server], bool]


@routes("GET", "/v2.1/servers")
def list_servers(call: Call) -> Answer:
    page, links = _page(call, "/v2.1/servers")
    return answer({"servers": [summary(call.cloud, s) for s in page], **links})


@routes("GET", "/v2.1/servers/detail")
def list_details(call: Call) -> Answer:
    page, links = _page(call, "/v2.1/servers/detail")
    rows = b",".join([encoded(call.cloud, s, call.version) for s in page])
    result = answer(links)
    comma = b"," if links else b""
    result.body = b'{"servers":[' + rows + b"]" + comma + result.body[1:]
    return result


def _page(call: Call, path: str) -> tuple[list[Server], dict[str, Any]]:
    limit = min(_number(call, "limit") if call.arg("limit") else _MAX_LIMIT, _MAX_LIMIT)
    if not limit:
        return [], {}
    order = _order(call)
    tests = _tests(call)
    page: list[Server] = []
    for server in order[_start(call, order) :]:
        if all(test(server) for test in tests):
            page.append(server)
            if len(page) == limit:
                break
    if len(page) < limit:
        return page, {}
    href = call.link(call.base + path, marker=page[-1].id)
    return page, {"servers_links": [{"rel": "next", "href": href}]}


def _number(call: Call, name: str) -> int:
    text = call.arg(name) or "0"
    if not re.fullmatch("[0-9]*", text):
        raise bad_request(
            f"Invalid input for query parameters {name}. Value: {text}. "
            f"'{text}' does not match '^[0-9]*$'"
        )
    return int(text)


def _start(call: Call, order: list[Server]) -> int:
    marker = call.arg("marker")
    if marker is None:
        return 0
    for position, server in enumerate(order):
        if server.id == marker:
            return position + 1
    raise bad_request(f"marker [{marker}] not found")


_SORT_KEYS: dict[str, Callable[[Server], Any]] = {
    "created_at": lambda s: s.created,
    "updated_at": lambda s: s.updated,
    "launched_at": lambda s: s.launched or 0,
    "display_name": lambda s: s.name,
    "vm_state": lambda s: s.vm_state,
    "task_state": lambda s: s.task or "",
    "key_name": lambda s: s.key_name or "",
    "uuid": lambda s: s.id,
}


def _order(call: Call) -> list[Server]:
    """Return the project's servers, deleted ones too, in the order asked for."""
    order = call.cloud.orders.get(call.project)
    if order is None:
        order = [s for s in call.cloud.state.servers.values() if s.project == call.project]
        order.sort(key=lambda s: (s.created, s.id), reverse=True)
        call.cloud.orders[call.project] = order
    directions = call.query.get("sort_dir", [])
    asked = list(enumerate(call.query.get("sort_key", [])))
    for position, key in reversed(asked):
        if key not in _SORT_KEYS:
            raise bad_request(f"Invalid input for query parameters sort_key. Value: {key}.")
        direction = directions[position] if position < len(directions) else "desc"
        order = sorted(order, key=_SORT_KEYS[key], reverse=direction != "asc")
    return order


def _tests(call: Call) -> list[Test]:
    """Return what a server must pass to be listed.

    Raises:
        Refusal: 400 or 403.
    """
    if call.flag("all_tenants"):
        kind = "detail" if call.path.rstrip("/").endswith("detail") else "index"
        raise forbidden(
            f"Policy doesn't allow os_compute_api:servers:{kind}:get_all_tenants to be performed."
        )
    if call.version >= 75:
        for name in call.query:
            if name not in _KNOWN and name not in _FILTERS:
                raise bad_request(f"'{name}' does not match any of the regexes: '^_'")
    status = call.arg("status")
    if call.version >= 38 and status is not None and status.upper() not in _STATUSES:
        raise bad_request("Invalid status value")
    tests: list[Test] = []
    for name, make in _FILTERS.items():
        value = call.arg(name)
        if value is not None:
            tests.append(make(value))
    address = call.arg("ip")
    if address is not None:
        tests.append(_by_address(call, address))
    if call.arg("changes-since") is None:
        tests.insert(0, lambda s: s.deleted is None)
    return tests


def _regex(get: Callable[[Server], str]) -> Callable[[str], Test]:
    def make(value: str) -> Test:
        try:
            pattern = re.compile(value, re.IGNORECASE)
        except re.error:
            raise bad_request(f"Invalid regular expression: {value}") from None
        return lambda s: pattern.search(get(s)) is not None

    return make


def _by_address(call: Call, value: str) -> Test:
    return _regex(lambda s: " ".join(a["addr"] for a in _all_addresses(call, s)))(value)


def _all_addresses(call: Call, server: Server) -> list[dict[str, Any]]:
    return [a for rows in addresses(call.cloud, server).values() for a in rows]


def _exact(get: Callable[[Server], str | None]) -> Callable[[str], Test]:
    return lambda value: lambda s: get(s) == value


_STATUSES = {
    *("ACTIVE", "BUILD", "DELETED", "ERROR", "HARD_REBOOT", "MIGRATING", "PASSWORD", "PAUSED"),
    *("REBOOT", "REBUILD", "RESCUE", "RESIZE", "REVERT_RESIZE", "SHELVED", "SHELVED_OFFLOADED"),
    *("SHUTOFF", "SOFT_DELETED", "SUSPENDED", "UNKNOWN", "VERIFY_RESIZE"),
}


def _by_status(value: str) -> Test:
    if value.upper() == "DELETED":
        raise forbidden("Only administrators may list deleted instances")
    return lambda s: s.status == value.upper()


def _by_time(later: bool) -> Callable[[str], Test]:
    def make(value: str) -> Test:
        try:
            moment = parse_iso(value)
        except ValueError:
            name = "changes-since" if later else "changes-before"
            raise bad_request(
                f"Invalid input for query parameters {name}. Value: {value}. "
                f"'{value}' is not a 'date-time'"
            ) from None
        if later:
            return lambda s: int(s.updated) >= moment  # Nova keeps whole seconds
        return lambda s: int(s.updated) <= moment

    return make


def _by_tags(every: bool, wanted: bool = True) -> Callable[[str], Test]:
    def make(value: str) -> Test:
        tags = set(value.split(","))
        if every:
            return lambda s: (tags <= set(s.tags)) is wanted
        return lambda s: bool(tags & set(s.tags)) is wanted

    return make


_FILTERS: dict[str, Callable[[str], Test]] = {
    "name": _regex(lambda s: s.name),
    "status": _by_status,
    "changes-since": _by_time(later=True),
    "changes-before": _by_time(later=False),
    "reservation_id": _exact(lambda s: s.reservation),
    "image": _exact(lambda s: s.image),
    "flavor": _exact(lambda s: s.flavor.id),
    "key_name": _exact(lambda s: s.key_name),
    "user_id": _exact(lambda s: s.user),
    "uuid": _exact(lambda s: s.id),
    "locked": lambda value: lambda s: s.locked is (value.lower() in ("1", "true")),
    "tags": _by_tags(every=True),
    "tags-any": _by_tags(every=False),
    "not-tags": _by_tags(every=True, wanted=False),
    "not-tags-any": _by_tags(every=False, wanted=False),
}

_KNOWN = {  # what a query may hold besides the filters; a member's are ignored
    *("limit", "marker", "sort_key", "sort_dir", "all_tenants", "deleted", "soft_deleted"),
    *("project_id", "tenant_id", "host", "node", "hostname", "ip", "ip6", "availability_zone"),
    *("created_at", "launched_at", "terminated_at", "vm_state", "task_state", "power_state"),
    *("display_description", "description", "config_drive", "progress", "root_device_name"),
    *("access_ip_v4", "access_ip_v6", "kernel_id", "ramdisk_id", "launch_index", "locked_by"),
    *("image_ref", "auto_disk_config"),
}
