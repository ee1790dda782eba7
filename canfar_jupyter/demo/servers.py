"""Nova: lists of servers, one server, its name, metadata, tags and end."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from . import lifecycle
from .clock import parse_iso
from .errors import Refusal, bad_request, conflict, forbidden, not_found
from .exchange import Answer, Call, Routes, answer
from .records import Port, Server
from .serverview import addresses, detail, encoded, group_names, summary

routes = Routes()
MAX_LIMIT = 1000
Test = Callable[[Server], bool]


def find(call: Call, id_: str) -> Server:
    """Return a server of the caller's project that is not deleted.

    Raises:
        Refusal: 404.
    """
    server = call.cloud.state.servers.get(id_)
    if server is None or server.project != call.project or server.deleted is not None:
        raise not_found(f"Instance {id_} could not be found.")
    return server


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
    limit = min(_number(call, "limit") or MAX_LIMIT, MAX_LIMIT)
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
    tests: list[Test] = []
    for name, make in _FILTERS.items():
        value = call.arg(name)
        if value is not None:
            tests.append(make(value))
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


def _exact(get: Callable[[Server], str | None]) -> Callable[[str], Test]:
    return lambda value: lambda s: get(s) == value


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


@routes("GET", "/v2.1/servers/{id}")
def show(call: Call, id: str) -> Answer:
    return answer({"server": shown(call, find(call, id))})


def shown(call: Call, server: Server) -> dict[str, Any]:
    """Return a server as a GET of it alone does."""
    groups: dict[str, Any] = {"server_groups": []} if call.version >= 71 else {}
    return detail(call.cloud, server, call.version) | groups


@routes("DELETE", "/v2.1/servers/{id}")
def delete(call: Call, id: str) -> Answer:
    server = find(call, id)
    refuse_locked(server)
    lifecycle.delete(call, server)
    return Answer(204, b"", {"Content-Type": "application/json"})


def refuse_locked(server: Server) -> None:
    """Raise a Refusal when a server is locked."""
    if server.locked:
        raise conflict(f"Instance {server.id} is locked")


@routes("PUT", "/v2.1/servers/{id}")
def update(call: Call, id: str) -> Answer:
    server = find(call, id)
    body = call.json("server")
    if "name" in body:
        server.name = checked_name(body["name"]).strip()
    if "description" in body and call.version >= 19:
        server.description = body["description"]
    if "hostname" in body and call.version >= 90:
        server.hostname = str(body["hostname"])
    call.cloud.touch(server, call.cloud.clock.now())
    return answer({"server": shown(call, server)})


def checked_name(value: Any) -> str:
    """Return a name that Nova accepts.

    Raises:
        Refusal: 400.
    """
    lead = f"Invalid input for field/attribute name. Value: {value}. "
    if not isinstance(value, str):
        raise bad_request(f"{lead}{value!r} is not of type 'string'")
    if not value:
        raise bad_request(f"{lead}'' should be non-empty")
    if len(value) > 255:
        raise bad_request(f"{lead}{value!r} is too long")
    printable = all(unicodedata.category(c)[0] != "C" for c in value)
    if not printable or not value.strip() or value != value.strip():
        raise bad_request(
            f"{lead}{value!r} does not match valid name regex: "
            "printable characters. Can not start or end with whitespace."
        )
    return value


@routes("GET", "/v2.1/servers/{id}/ips")
def list_addresses(call: Call, id: str) -> Answer:
    found = addresses(call.cloud, find(call, id))
    plain = {
        name: [{"version": a["version"], "addr": a["addr"]} for a in rows]
        for name, rows in found.items()
    }
    return answer({"addresses": plain})


@routes("GET", "/v2.1/servers/{id}/os-security-groups")
def list_groups(call: Call, id: str) -> Answer:
    server = find(call, id)
    ids = {g for port in call.cloud.ports_of.get(id, ()) for g in port.security_groups}
    groups = [call.cloud.state.groups[g] for g in ids]
    rows = [
        {
            "id": g.id,
            "name": g.name,
            "description": g.description,
            "tenant_id": g.project,
            "rules": [],
        }
        for g in groups
        if g.name in group_names(call.cloud, server)
    ]
    return answer({"security_groups": rows})


@routes("GET", "/v2.1/servers/{id}/os-interface")
def list_interfaces(call: Call, id: str) -> Answer:
    find(call, id)
    ports = call.cloud.ports_of.get(id, ())
    return answer({"interfaceAttachments": [_interface(call, port) for port in ports]})


@routes("GET", "/v2.1/servers/{id}/os-interface/{port}")
def show_interface(call: Call, id: str, port: str) -> Answer:
    find(call, id)
    for found in call.cloud.ports_of.get(id, ()):
        if found.id == port:
            return answer({"interfaceAttachment": _interface(call, found)})
    raise not_found(f"Port {port} could not be found.")


def _interface(call: Call, port: Port) -> dict[str, Any]:
    row = {
        "net_id": port.network,
        "port_id": port.id,
        "mac_addr": port.mac,
        "port_state": port.status,
        "fixed_ips": [{"subnet_id": port.subnet, "ip_address": port.address}],
    }
    return row | ({"tag": None} if call.version >= 70 else {})


@routes("GET", "/v2.1/servers/{id}/os-volume_attachments")
def list_volumes(call: Call, id: str) -> Answer:
    find(call, id)
    return answer({"volumeAttachments": []})


@routes("POST", "/v2.1/servers/{id}/remote-consoles")
def open_console(call: Call, id: str) -> Answer:
    find(call, id)
    kind = call.json("remote_console").get("type")
    raise Refusal(400, f"Unavailable console type {kind}.")
