"""Nova: lists of servers, one server, its name, metadata, tags and end."""

from __future__ import annotations

from typing import Any

from canfar_jupyter.demo.core.errors import conflict, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.records import Server
from canfar_jupyter.demo.nova import launch_schema, lifecycle
from canfar_jupyter.demo.nova.names import checked_name
from canfar_jupyter.demo.nova.proxies.security_groups import group_view
from canfar_jupyter.demo.nova.server_view import ACCESS, addresses, detail

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


_UNSAID = (  # until 2.74, of a server that has just been changed or is rebuilt
    *("OS-EXT-AZ:availability_zone", "config_drive", "key_name", "security_groups"),
    *("OS-SRV-USG:launched_at", "OS-SRV-USG:terminated_at", "OS-EXT-STS:task_state"),
    *("OS-EXT-STS:vm_state", "OS-EXT-STS:power_state"),
    *("os-extended-volumes:volumes_attached", "OS-EXT-SRV-ATTR:hostname"),
)


def changed(call: Call, server: Server) -> dict[str, Any]:
    """Return a server as the answer to a PUT or a rebuild shows it."""
    row = shown(call, server)
    if call.version >= 75:
        return row
    row["addresses"] = plain(row["addresses"])
    return {name: value for name, value in row.items() if name not in _UNSAID}


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
    for field in ("accessIPv4", "accessIPv6"):
        if field in body:
            setattr(server, ACCESS[field], launch_schema.access_address(field, body[field]))
    if "OS-DCF:diskConfig" in body:
        server.disk_config = launch_schema.disk_config_of(body)
    if "hostname" in body and call.version >= 90:
        server.hostname = str(body["hostname"])
    call.cloud.touch(server, call.cloud.clock.now())
    return answer({"server": changed(call, server)})


@routes("GET", "/v2.1/servers/{id}/ips")
def list_addresses(call: Call, id: str) -> Answer:
    return answer({"addresses": _plain_addresses(call, id)})


@routes("GET", "/v2.1/servers/{id}/ips/{network}")
def show_addresses(call: Call, id: str, network: str) -> Answer:
    found = _plain_addresses(call, id)
    if network not in found:
        raise not_found("Instance is not a member of specified network")
    return answer({network: found[network]})


def _plain_addresses(call: Call, id_: str) -> dict[str, list[dict[str, Any]]]:
    return plain(addresses(call.cloud, find(call, id_)))


def plain(found: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Return addresses without what the extensions add."""
    return {
        name: [{"version": a["version"], "addr": a["addr"]} for a in rows]
        for name, rows in found.items()
    }


@routes("GET", "/v2.1/servers/{id}/os-security-groups")
def list_groups(call: Call, id: str) -> Answer:
    find(call, id)
    ids = {g for port in call.cloud.ports_of.get(id, ()) for g in port.security_groups}
    groups = [call.cloud.state.groups[g] for g in ids if g in call.cloud.state.groups]
    return answer({"security_groups": [group_view(call, group) for group in groups]})
