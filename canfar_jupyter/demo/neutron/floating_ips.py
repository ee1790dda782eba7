"""Neutron: floating IPs, of which a project may have one."""

from __future__ import annotations

from typing import Any

from canfar_jupyter.demo.core.cloud import DemoCloud, new_id
from canfar_jupyter.demo.core.errors import bad_request, conflict, not_found
from canfar_jupyter.demo.core.exchange import Call, Routes
from canfar_jupyter.demo.core.network_records import FloatingIP, Port
from canfar_jupyter.demo.neutron import addresses
from canfar_jupyter.demo.neutron import attributes as a
from canfar_jupyter.demo.neutron.attributes import Attribute
from canfar_jupyter.demo.neutron.networks import NETWORKS
from canfar_jupyter.demo.neutron.ports import PORTS
from canfar_jupyter.demo.neutron.resources import Resource, Values, serve, stamps
from canfar_jupyter.demo.neutron.routers import interfaces

routes = Routes()
ATTRIBUTES = {
    **a.OWNER,
    "description": Attribute(a.text, ""),
    "floating_network_id": Attribute(a.identifier, required=True, put=False),
    "port_id": Attribute(a.optional(a.identifier), None),
    "fixed_ip_address": Attribute(a.optional(a.address), None),
    "floating_ip_address": Attribute(a.optional(a.address), None, put=False, admin=True),
    "subnet_id": Attribute(a.optional(a.identifier), None, put=False),
    "dns_name": Attribute(a.text, "", put=False),
    "dns_domain": Attribute(a.text, "", put=False),
    "router_id": a.READ_ONLY,
    "port_details": a.READ_ONLY,
}


def view(call: Call, ip: FloatingIP) -> dict[str, Any]:
    state = call.cloud.state
    port = state.ports.get(ip.port or "")
    router = _router_to(call, ip.network, _subnet(port, ip.fixed)) if port else None
    details = None
    if port:
        details = {
            "name": port.name,
            "network_id": port.network,
            "mac_address": port.mac,
            "admin_state_up": port.up,
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
        "fixed_ip_address": (ip.fixed or port.address) if port else None,
        "status": "ACTIVE" if port else "DOWN",
        "description": ip.description,
        "port_details": details,
    } | stamps(ip)


FLOATING_IPS: Resource[FloatingIP] = Resource(
    "floatingip",
    lambda state: state.floating_ips,
    ATTRIBUTES,
    view,
    ("Floating IP {} could not be found", "FloatingIPNotFound"),
    quota="floatingip",
)


def create(call: Call, values: Values) -> FloatingIP:
    network = NETWORKS.find(call, values["floating_network_id"])
    if not network.external:
        raise bad_request(
            f"Bad floatingip request: Network {network.id} is not a valid external network.",
            "BadRequest",
        )
    port, fixed = _wanted_port(call, values, network.id)
    cloud = call.cloud
    subnet = next(s for s in addresses.of_network(cloud, network.id) if addresses.version(s) == 4)
    now = cloud.clock.now()
    ip = FloatingIP(
        id=new_id(),
        project=call.project,
        address=addresses.free_address(cloud, subnet),
        network=network.id,
        description=values["description"],
        created=now,
        updated=now,
    )
    _lead(cloud, ip, port, fixed)
    cloud.state.floating_ips[ip.id] = ip
    return ip


def update(call: Call, ip: FloatingIP, values: Values) -> None:
    ip.description = values.get("description", ip.description)
    if "port_id" in values or "fixed_ip_address" in values:
        _lead(call.cloud, ip, *_wanted_port(call, values, ip.network))


def delete(call: Call, ip: FloatingIP) -> None:
    _lead(call.cloud, ip, None, "")
    del call.cloud.state.floating_ips[ip.id]


serve(routes, FLOATING_IPS, create, update, delete)


def _subnet(port: Port, fixed: str) -> str:
    """Return the subnet of one of a port's addresses."""
    return next((s for s, address in port.addresses if address == fixed), port.subnet)


def _router_to(call: Call, external: str, subnet: str) -> str | None:
    """Return the router between a subnet and an external network."""
    for router in call.cloud.state.routers.values():
        near = {s for p in interfaces(call.cloud, router) for s, _ in p.addresses}
        if router.external == external and subnet in near:
            return router.id
    return None


def _wanted_port(call: Call, values: Values, external: str) -> tuple[Port | None, str]:
    """Return the port that an address is to lead to, and to which address of it.

    Raises:
        Refusal: There is none, it has no such address, or no router joins the networks.
    """
    if not values.get("port_id"):
        if values.get("fixed_ip_address"):
            raise bad_request(
                "Bad floatingip request: fixed_ip_address cannot be specified without a port_id.",
                "BadRequest",
            )
        return None, ""
    port = PORTS.find(call, values["port_id"])
    mine = [a for _, a in port.addresses if ":" not in a]
    fixed = values.get("fixed_ip_address") or (mine[0] if mine else "")
    if not fixed:
        raise bad_request(
            f"Bad floatingip request: Cannot add floating IP to port {port.id} that has no fixed "
            "IPv4 addresses.",
            "BadRequest",
        )
    if fixed not in mine:
        raise bad_request(
            f"Bad floatingip request: Port {port.id} does not have fixed ip {fixed}.", "BadRequest"
        )
    subnet = _subnet(port, fixed)
    if _router_to(call, external, subnet) is None:
        raise not_found(
            f"External network {external} is not reachable from subnet {subnet}.  "
            f"Therefore, cannot associate Port {port.id} with a Floating IP.",
            "ExternalGatewayForFloatingIPNotFound",
        )
    return port, fixed


def _lead(cloud: DemoCloud, ip: FloatingIP, port: Port | None, fixed: str) -> None:
    """Let a floating IP lead to a port, or to none; the servers' rows change with it."""
    wanted = port.id if port else None
    for other in cloud.floating_of.get(wanted or "", ()):
        if other is not ip and other.fixed == fixed:
            raise conflict(
                f"Cannot associate floating IP {ip.address} ({ip.id}) with port {wanted} using "
                f"fixed IP {fixed}, as that fixed IP already has a floating IP on external "
                f"network {ip.network}.",
                "FloatingIPPortAlreadyAssociated",
            )
    former = ip.port or ""
    rest = [other for other in cloud.floating_of.pop(former, ()) if other is not ip]
    if rest:
        cloud.floating_of[former] = rest
    ip.port, ip.fixed = wanted, fixed
    if wanted:
        cloud.floating_of.setdefault(wanted, []).append(ip)
    for changed in (former, wanted):
        if changed:
            cloud.tell_nova(changed)
    cloud.file.changed()
