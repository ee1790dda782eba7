"""Nova: the ports of a server: listed, attached, detached."""

from __future__ import annotations

from typing import Any

from canfar_jupyter.demo.core.errors import Refusal, bad_request, conflict, invalid, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.network_records import Port
from canfar_jupyter.demo.core.records import Server
from canfar_jupyter.demo.neutron import addresses, server_ports
from canfar_jupyter.demo.nova import launch_networks, lifecycle
from canfar_jupyter.demo.nova.servers import find, refuse_locked

routes = Routes()
_PATH = "/v2.1/servers/{id}/os-interface"
_FIELDS = ("net_id", "port_id", "fixed_ips", "tag")
_STATES = ("active", "paused", "stopped")


def _view(call: Call, port: Port) -> dict[str, Any]:
    row = {
        "net_id": port.network,
        "port_id": port.id,
        "mac_addr": port.mac,
        "port_state": port.status,
        "fixed_ips": list(addresses.shown(port.addresses)),
    }
    return row | ({"tag": None} if call.version >= 70 else {})


@routes("GET", _PATH)
def list_(call: Call, id: str) -> Answer:
    find(call, id)
    ports = call.cloud.ports_of.get(id, ())
    return answer({"interfaceAttachments": [_view(call, port) for port in ports]})


@routes("GET", _PATH + "/{port}")
def show(call: Call, id: str, port: str) -> Answer:
    return answer({"interfaceAttachment": _view(call, _port(call, find(call, id), port))})


def _port(call: Call, server: Server, id_: str) -> Port:
    for port in call.cloud.ports_of.get(server.id, ()):
        if port.id == id_:
            return port
    raise not_found(f"Port {id_} could not be found.")


def _require(server: Server, verb: str) -> None:
    refuse_locked(server)
    lead = f"Cannot '{verb}' instance {server.id} while it is in"
    if server.vm_state not in _STATES:
        raise conflict(f"{lead} vm_state {server.vm_state}")
    if server.task is not None:
        raise conflict(f"{lead} task_state {server.task}")


@routes("POST", _PATH)
def attach(call: Call, id: str) -> Answer:
    server = find(call, id)
    wanted = _wanted(call)
    _require(server, "attach_interface")
    network, port_id = wanted.get("net_id"), wanted.get("port_id")
    if network and port_id:
        raise bad_request("Must not input both network_id and port_id")
    fixed = [str(ip["ip_address"]) for ip in wanted.get("fixed_ips") or []][:1]
    if fixed and not network:
        raise bad_request("Must input network_id when request IP address")
    if port_id:
        port = _given(call, str(port_id))
        server.own_ports = [*server.own_ports, port.id]
        server_ports.bind(call.cloud, server, port)
    else:
        port = _made(call, server, network, fixed)
    lifecycle.remember(call, server, "attach_interface", 0)
    call.cloud.touch(server)
    return answer({"interfaceAttachment": _view(call, port)})


def _wanted(call: Call) -> dict[str, Any]:
    body = call.json() if call.body else {}
    wanted = body.get("interfaceAttachment") if isinstance(body, dict) else None
    if wanted is None:
        return {}
    if not isinstance(wanted, dict):
        why = f"{wanted!r} is not of type 'object'"
        raise invalid("interfaceAttachment", wanted, why)
    if unknown := [name for name in wanted if name not in _FIELDS]:
        names = ", ".join(repr(name) for name in unknown)
        why = f"Additional properties are not allowed ({names} was unexpected)"
        raise invalid("interfaceAttachment", wanted, why)
    return wanted


def _given(call: Call, id_: str) -> Port:
    try:
        return launch_networks.port_of(call, id_)
    except Refusal as refusal:
        if "could not be found" in refusal.message:
            raise not_found(refusal.message) from None
        raise


def _made(call: Call, server: Server, wanted: str | None, fixed: list[str]) -> Port:
    """Return a new port on a network, or on the only one that there is."""
    if wanted is None:
        networks = launch_networks.wanted(call, {})[0]
        if not networks:
            raise bad_request(f"Instance {server.id} has no network to attach to.")
        network = networks[0]
    else:
        network = launch_networks.network(call, str(wanted))
    try:
        now = call.cloud.clock.now()
        return server_ports.make(call.cloud, server, network, now, fixed)
    except Refusal as refusal:
        if refusal.kind == "IpAddressAlreadyAllocated":
            message = f"Fixed IP address {fixed[0]} is already in use on instance {server.id}."
            raise conflict(message) from None
        raise bad_request(refusal.message) from None


@routes("DELETE", _PATH + "/{port}")
def detach(call: Call, id: str, port: str) -> Answer:
    server = find(call, id)
    _require(server, "detach_interface")
    found = _port(call, server, port)
    server_ports.release(call.cloud, server, found)
    server.own_ports = [id_ for id_ in server.own_ports if id_ != found.id]
    lifecycle.remember(call, server, "detach_interface", 0)
    call.cloud.touch(server)
    return Answer(202, b"", {"Content-Type": "application/json"})
