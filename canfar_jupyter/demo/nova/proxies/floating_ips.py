"""Nova: floating IPs and their pools as it had them before there was Neutron."""

from __future__ import annotations

from typing import Any

import msgspec

from canfar_jupyter.demo.core import quotas
from canfar_jupyter.demo.core.errors import Refusal, bad_request, conflict, forbidden, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.network_records import FloatingIP, Network
from canfar_jupyter.demo.core.records import Server
from canfar_jupyter.demo.neutron import floating_ips
from canfar_jupyter.demo.neutron.floating_ips import FLOATING_IPS
from canfar_jupyter.demo.nova.proxies.passing import passed_on, refuse_later

routes = Routes()
_PATH = "/v2.1/os-floating-ips"


def _external(call: Call) -> list[Network]:
    return [n for n in call.cloud.state.networks.values() if n.external]


def _view(call: Call, ip: FloatingIP) -> dict[str, Any]:
    state = call.cloud.state
    port = state.ports.get(ip.port or "")
    return {
        "id": ip.id,
        "ip": ip.address,
        "pool": state.networks[ip.network].name,
        "fixed_ip": ip.fixed or port.address if port else None,
        "instance_id": port.device or None if port else None,
    }


@routes("GET", "/v2.1/os-floating-ip-pools")
def pools(call: Call) -> Answer:
    refuse_later(call)
    return answer({"floating_ip_pools": [{"name": n.name} for n in _external(call)]})


@routes("GET", _PATH)
def list_(call: Call) -> Answer:
    refuse_later(call)
    return answer({"floating_ips": [_view(call, ip) for ip in FLOATING_IPS.all(call)]})


def _find(call: Call, id_: str) -> FloatingIP:
    refuse_later(call)
    try:
        return FLOATING_IPS.find(call, id_)
    except Refusal:
        raise not_found(f"Floating IP not found for ID {id_}") from None


@routes("GET", _PATH + "/{id}")
def show(call: Call, id: str) -> Answer:
    return answer({"floating_ip": _view(call, _find(call, id))})


@routes("POST", _PATH)
def create(call: Call) -> Answer:
    refuse_later(call)
    body = msgspec.json.decode(call.body) if call.body else None
    wanted = body.get("pool") if isinstance(body, dict) else None
    known = _external(call)
    network = next((n for n in known if wanted in (None, n.name, n.id)), None)
    if network is None:
        raise not_found("Floating IP pool not found.")
    if 0 <= quotas.limit(call.cloud, call.project, "floatingip") <= len(FLOATING_IPS.all(call)):
        raise forbidden("IP allocation over quota.")
    values = {"floating_network_id": network.id, "description": ""}
    with passed_on(call):
        ip = floating_ips.create(call, values)
    call.cloud.file.changed()
    return answer({"floating_ip": _view(call, ip)})


@routes("DELETE", _PATH + "/{id}")
def delete(call: Call, id: str) -> Answer:
    floating_ips.delete(call, _find(call, id))
    call.cloud.file.changed()
    return Answer(202)


def associate(call: Call, server: Server, given: dict[str, Any]) -> None:
    """Do addFloatingIp.

    Raises:
        Refusal: 400 or 404 in Nova's words.
    """
    ports = call.cloud.ports_of.get(server.id, [])
    if not ports:
        raise bad_request("No fixed IPs associated to instance")
    ip = _addressed(call, given)
    fixed = given.get("fixed_address")
    for port in ports:
        mine = [a for _, a in port.addresses if ":" not in a]
        if fixed in (None, *mine):
            values = {"port_id": port.id, "fixed_ip_address": fixed}
            try:
                floating_ips.update(call, ip, values)
            except Refusal as refusal:
                raise bad_request(
                    f"Unable to associate floating IP {ip.address} to fixed IP {mine[0]} for "
                    f"instance {server.id}. Error: {refusal.message}"
                ) from None
            return
    raise bad_request("Specified fixed address not assigned to instance")


def disassociate(call: Call, server: Server, given: dict[str, Any]) -> None:
    """Do removeFloatingIp.

    Raises:
        Refusal: 404 or 409 in Nova's words.
    """
    ip = _addressed(call, given)
    if ip.port not in [port.id for port in call.cloud.ports_of.get(server.id, ())]:
        raise conflict(f"Floating IP {ip.address} is not associated with instance {server.id}.")
    floating_ips.update(call, ip, {"port_id": None})


def _addressed(call: Call, given: dict[str, Any]) -> FloatingIP:
    wanted = given.get("address")
    for ip in FLOATING_IPS.all(call):
        if ip.address == wanted:
            return ip
    raise not_found("floating IP not found")
