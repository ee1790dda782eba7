"""Neutron: floating IPs, of which a project may have one."""

from __future__ import annotations

from typing import Any

from canfar_jupyter.demo.core import quotas
from canfar_jupyter.demo.core.attributes import given
from canfar_jupyter.demo.core.clock import iso
from canfar_jupyter.demo.core.cloud import new_id
from canfar_jupyter.demo.core.errors import Refusal, bad_request, conflict, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.listing import listed
from canfar_jupyter.demo.core.records import FloatingIP, Port
from canfar_jupyter.demo.neutron import ports

routes = Routes()
_KNOWN = (
    "floating_network_id port_id fixed_ip_address floating_ip_address subnet_id description "
    "project_id tenant_id dns_name dns_domain qos_policy_id"
)


def _view(call: Call, ip: FloatingIP) -> dict[str, Any]:
    state = call.cloud.state
    port = state.ports.get(ip.port or "")
    router = _router_to(call, ip.network, port.network) if port else None
    details = None
    if port:
        details = {
            "name": port.name,
            "network_id": port.network,
            "mac_address": port.mac,
            "admin_state_up": True,
            "status": port.status,
            "device_id": port.device,
            "device_owner": port.owner,
        }
    return {
        "id": ip.id,
        "tenant_id": ip.project,
        "project_id": ip.project,
        "floating_ip_address": ip.address,
        "floating_network_id": ip.network,
        "router_id": router,
        "port_id": port.id if port else None,
        "fixed_ip_address": port.address if port else None,
        "status": "ACTIVE" if port else "DOWN",
        "description": ip.description,
        "port_details": details,
        "tags": [],
        "created_at": iso(ip.created),
        "updated_at": iso(ip.updated),
        "revision_number": ip.revision,
    }


def _mine(call: Call) -> list[FloatingIP]:
    return [ip for ip in call.cloud.state.floating_ips.values() if ip.project == call.project]


def _find(call: Call, id_: str) -> FloatingIP:
    for ip in _mine(call):
        if ip.id == id_:
            return ip
    raise not_found(f"Floating IP {id_} could not be found", "FloatingIPNotFound")


@routes("GET", "/v2.0/floatingips")
def list_ips(call: Call) -> Answer:
    return listed(call, "floatingips", [_view(call, ip) for ip in _mine(call)])


@routes("GET", "/v2.0/floatingips/{id}")
def show(call: Call, id: str) -> Answer:
    return answer({"floatingip": _view(call, _find(call, id))})


@routes("POST", "/v2.0/floatingips")
def create(call: Call) -> Answer:
    body = given(call, "floatingip", _KNOWN)
    state = call.cloud.state
    wanted = str(body.get("floating_network_id"))
    network = state.networks.get(wanted)
    if network is None or not (network.external or network.project == call.project):
        raise not_found(f"Network {wanted} could not be found.", "NetworkNotFound")
    if not network.external:
        raise bad_request(
            f"Bad floatingip request: Network {wanted} is not a valid external network.",
            "BadRequest",
        )
    port = _wanted_port(call, body, network.id)
    quotas.check_network(call, "floatingip")
    subnet = next(s for s in state.subnets.values() if s.network == network.id)
    now = call.cloud.clock.now()
    ip = FloatingIP(
        id=new_id(),
        project=call.project,
        address=ports.free_address(call.cloud, subnet),
        network=network.id,
        description=str(body.get("description") or ""),
        created=now,
        updated=now,
    )
    state.floating_ips[ip.id] = ip
    _lead(call, ip, port)
    return answer({"floatingip": _view(call, ip)}, 201)


@routes("PUT", "/v2.0/floatingips/{id}")
def update(call: Call, id: str) -> Answer:
    ip = _find(call, id)
    body = given(call, "floatingip", _KNOWN)
    _check_revision(call, ip)
    before = (ip.port, ip.description)
    if "description" in body:
        ip.description = str(body["description"])
    if "port_id" in body:
        _lead(call, ip, _wanted_port(call, body, ip.network))
    if (ip.port, ip.description) != before:
        ip.updated = call.cloud.clock.now()
        ip.revision += 1
    call.cloud.file.changed()
    return answer({"floatingip": _view(call, ip)})


@routes("DELETE", "/v2.0/floatingips/{id}")
def delete(call: Call, id: str) -> Answer:
    ip = _find(call, id)
    _check_revision(call, ip)
    _lead(call, ip, None)
    del call.cloud.state.floating_ips[id]
    return Answer(204)


def _check_revision(call: Call, ip: FloatingIP) -> None:
    """Refuse a change that is meant for an older state.

    Source: https://docs.openstack.org/api-ref/network/v2/#revisions (If-Match)
    """
    wanted = call.headers.get("If-Match", "")
    name, _, number = wanted.partition("=")
    if name == "revision_number" and number.isdigit() and int(number) != ip.revision:
        message = f"Constrained to {number}, but current revision is {ip.revision}"
        raise Refusal(412, message, "RevisionNumberConstraintFailed")


def _router_to(call: Call, external: str, network: str) -> str | None:
    """Return the router between a network and an external one."""
    routers = call.cloud.state.routers.values()
    return next((r.id for r in routers if r.external == external and network in r.networks), None)


def _wanted_port(call: Call, body: dict[str, Any], external: str) -> Port | None:
    """Return the port that an address is to lead to.

    Raises:
        Refusal: There is none, it has no such address, or no router joins the networks.
    """
    if not body.get("port_id"):
        return None
    port = ports.find(call, str(body["port_id"]))
    fixed = body.get("fixed_ip_address")
    if fixed and fixed != port.address:
        raise bad_request(
            f"Bad floatingip request: Port {port.id} does not have fixed ip {fixed}.", "BadRequest"
        )
    if _router_to(call, external, port.network) is None:
        raise not_found(
            f"External network {external} is not reachable from subnet {port.subnet}.  "
            f"Therefore, cannot associate Port {port.id} with a Floating IP.",
            "ExternalGatewayForFloatingIPNotFound",
        )
    return port


def _lead(call: Call, ip: FloatingIP, port: Port | None) -> None:
    """Let a floating IP lead to a port, or to none; the servers' rows change with it."""
    cloud = call.cloud
    wanted = port.id if port else None
    other = cloud.floating_of.get(wanted or "")
    if other is not None and other is not ip:
        fixed = cloud.state.ports[wanted or ""].address
        raise conflict(
            f"Cannot associate floating IP {ip.address} ({ip.id}) with port {wanted} using fixed "
            f"IP {fixed}, as that fixed IP already has a floating IP on external network "
            f"{ip.network}.",
            "FloatingIPPortAlreadyAssociated",
        )
    for changed in (ip.port, wanted):
        device = cloud.state.ports[changed].device if changed in cloud.state.ports else ""
        server = cloud.state.servers.get(device)
        if server:
            cloud.touch(server)
    cloud.floating_of.pop(ip.port or "", None)
    ip.port = wanted
    if wanted:
        cloud.floating_of[wanted] = ip
    cloud.file.changed()
