"""Nova: lists of servers, one server, its name, metadata, tags and end."""

from __future__ import annotations

import unicodedata
from typing import Any

from canfar_jupyter.demo.core.errors import bad_request, conflict, invalid, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.records import Port, Server, Volume
from canfar_jupyter.demo.nova import lifecycle
from canfar_jupyter.demo.nova.server_view import addresses, detail, group_names

routes = Routes()


def find(call: Call, id_: str) -> Server:
    """Return a server of the caller's project that is not deleted.

    Raises:
        Refusal: 404.
    """
    server = call.cloud.state.servers.get(id_)
    if server is None or server.project != call.project or server.deleted is not None:
        raise not_found(f"Instance {id_} could not be found.")
    return server


@routes("GET", "/v2.1/servers/{id}")
def show(call: Call, id: str) -> Answer:
    return answer({"server": shown(call, find(call, id))})


def shown(call: Call, server: Server) -> dict[str, Any]:
    """Return a server as a GET of it alone does."""
    mine = [server.group] if server.group in call.cloud.state.server_groups else []
    groups: dict[str, Any] = {"server_groups": mine} if call.version >= 71 else {}
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
    if not isinstance(value, str):
        raise invalid("name", value, f"{value!r} is not of type 'string'")
    if not value:
        raise invalid("name", value, "'' should be non-empty")
    if len(value) > 255:
        raise invalid("name", value, f"{value!r} is too long")
    printable = all(unicodedata.category(c)[0] != "C" for c in value)
    if not printable or not value.strip() or value != value.strip():
        raise bad_request(
            "An invalid 'name' value was provided. The name must be: "
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
    server = find(call, id)
    known = call.cloud.state.volumes
    mine = [known[volume] for volume in server.volumes if volume in known]
    return answer({"volumeAttachments": [_attachment(call, volume) for volume in mine]})


def _attachment(call: Call, volume: Volume) -> dict[str, Any]:
    row = {"volumeId": volume.id, "serverId": volume.server, "device": "/dev/sda"}
    if call.version < 89:
        row["id"] = volume.id
    later = (
        (70, "tag", None),
        (79, "delete_on_termination", volume.delete_on_termination),
        (89, "attachment_id", volume.attachment),
        (89, "bdm_uuid", volume.attachment),
    )
    return row | {name: value for since, name, value in later if call.version >= since}
