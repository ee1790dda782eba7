"""Neutron: routers and their way out, the external gateway."""

from __future__ import annotations

import ipaddress
from typing import Any

from canfar_jupyter.demo.core.cloud import DemoCloud, new_id, new_mac
from canfar_jupyter.demo.core.errors import bad_request, conflict, forbidden
from canfar_jupyter.demo.core.exchange import Call, Routes
from canfar_jupyter.demo.core.network_records import Port, Router
from canfar_jupyter.demo.neutron import addresses, ports
from canfar_jupyter.demo.neutron import attributes as a
from canfar_jupyter.demo.neutron.attributes import Attribute
from canfar_jupyter.demo.neutron.networks import NETWORKS
from canfar_jupyter.demo.neutron.resources import Resource, Values, serve, stamps

routes = Routes()


def _gateway(name: str, value: Any) -> dict[str, Any] | None:
    if not value:
        return None
    if not isinstance(value, dict) or "network_id" not in value:
        keys = set(value) if isinstance(value, dict) else value
        raise a.wrong(
            name,
            "Validation of dictionary's keys failed. Expected keys: {'network_id'} Provided keys: "
            f"{keys}",
        )
    a.identifier(name, value["network_id"])
    return value


ATTRIBUTES = {
    **a.NAMED,
    "admin_state_up": Attribute(a.boolean, True),
    "external_gateway_info": Attribute(_gateway, None),
    "routes": Attribute(a.routes, [], post=False),
    "availability_zone_hints": Attribute(a.anything, [], put=False),
    "distributed": Attribute(a.boolean, None, admin=True),
    "ha": Attribute(a.boolean, None, admin=True),
    "flavor_id": Attribute(a.anything, None, put=False),
    "availability_zones": a.READ_ONLY,
}


def view(call: Call, router: Router) -> dict[str, Any]:
    gateway = None
    if router.external:
        address = {"subnet_id": router.external_subnet, "ip_address": router.address}
        gateway = {
            "network_id": router.external,
            "external_fixed_ips": [address],
            "enable_snat": True,
        }
    return {
        "id": router.id,
        "name": router.name,
        "project_id": router.project,
        "admin_state_up": router.up,
        "status": "ACTIVE",
        "external_gateway_info": gateway,
        "description": router.description,
        "availability_zones": [],
        "availability_zone_hints": [],
        "routes": router.routes,
        "flavor_id": None,
        "tenant_id": router.project,
    } | stamps(router)


ROUTERS: Resource[Router] = Resource(
    "router",
    lambda state: state.routers,
    ATTRIBUTES,
    view,
    ("Router {} could not be found", "RouterNotFound"),
    quota="router",
)


def interfaces(cloud: DemoCloud, router: Router) -> list[Port]:
    return [p for p in cloud.ports_of.get(router.id, ()) if p.owner == ports.ROUTER]


def interface(
    cloud: DemoCloud, router: Router, network: str, subnet: str, address: str, when: float
) -> Port:
    """Return a new port by which a router is on a subnet."""
    return Port(
        id=new_id(),
        project=router.project,
        network=network,
        subnet=subnet,
        address=address,
        mac=new_mac(),
        device=router.id,
        owner=ports.ROUTER,
        port_security=False,
        created=when,
        updated=when,
    )


def join(cloud: DemoCloud) -> None:
    """Let each router be on the networks that its record names, by a port at the gateway."""
    for router in cloud.state.routers.values():
        for subnet in cloud.state.subnets.values():
            if subnet.network in router.networks:
                made = interface(
                    cloud, router, subnet.network, subnet.id, subnet.gateway, router.created
                )
                cloud.state.ports[made.id] = made
        router.networks = []


def _create(call: Call, values: Values) -> Router:
    made = Router(
        id=new_id(),
        name=values["name"],
        project=call.project,
        description=values["description"],
        up=values["admin_state_up"],
        created=call.cloud.clock.now(),
        revision=1,
    )
    _lead_out(call, made, values["external_gateway_info"], "create")
    call.cloud.state.routers[made.id] = made
    return made


def _lead_out(call: Call, router: Router, wanted: dict[str, Any] | None, verb: str) -> None:
    """Give a router a gateway, another one, or none."""
    if wanted is None:
        _refuse_if_needed(call, router)
        router.external = router.external_subnet = router.address = ""
        return
    for key in ("enable_snat", "external_fixed_ips"):
        if key in wanted:
            info = f"rule:{verb}_router:external_gateway_info"
            inner = f"({info}:network_id and {info}:{key})"
            raise forbidden(
                f"(rule:{verb}_router and ({info} and {inner})) is disallowed by policy"
            )
    network = NETWORKS.find(call, wanted["network_id"])
    if not network.external:
        message = f"Bad router request: Network {network.id} is not an external network."
        raise bad_request(message, "BadRequest")
    if router.external == network.id:
        return
    _refuse_if_needed(call, router)
    subnets = addresses.of_network(call.cloud, network.id)
    subnet = next(s for s in subnets if addresses.version(s) == 4)
    address = addresses.free_address(call.cloud, subnet)
    router.external, router.external_subnet, router.address = network.id, subnet.id, address


def _refuse_if_needed(call: Call, router: Router) -> None:
    """Refuse to take a way out away that floating IPs need."""
    mine = {port.id for port in interfaces(call.cloud, router)}
    subnets = {s for id_ in mine for s, _ in call.cloud.state.ports[id_].addresses}
    for ip in call.cloud.state.floating_ips.values():
        port = call.cloud.state.ports.get(ip.port or "")
        if port and ip.network == router.external and any(s in subnets for s, _ in port.addresses):
            raise conflict(
                f"Gateway cannot be updated for router {router.id}, since a gateway to external "
                f"network {router.external} is required by one or more floating IPs.",
                "RouterExternalGatewayInUseByFloatingIp",
            )


def _update(call: Call, router: Router, values: Values) -> None:
    if "routes" in values:
        _check_routes(call, router, values["routes"])
        router.routes = values["routes"]
    if "external_gateway_info" in values:
        _lead_out(call, router, values["external_gateway_info"], "update")
    router.name = values.get("name", router.name)
    router.description = values.get("description", router.description)
    router.up = values.get("admin_state_up", router.up)


def _check_routes(call: Call, router: Router, wanted: list[dict[str, str]]) -> None:
    """Refuse routes whose next hop the router cannot reach, or is itself."""
    near = [s for port in interfaces(call.cloud, router) for s, _ in port.addresses]
    blocks = [call.cloud.state.subnets[s].cidr for s in [*near, router.external_subnet] if s]
    own = {address for p in interfaces(call.cloud, router) for _, address in p.addresses}
    for route in wanted:
        hop = ipaddress.ip_address(route["nexthop"])
        if not any(hop in ipaddress.ip_network(block) for block in blocks):
            why = "the nexthop is not connected with router"
        elif route["nexthop"] in own:
            why = "the nexthop is used by router"
        else:
            continue
        raise bad_request(f"Invalid format for routes: {wanted}, {why}", "InvalidRoutes")


def _delete(call: Call, router: Router) -> None:
    attached = interfaces(call.cloud, router)
    if attached:
        raise conflict(
            f"Router {router.id} has ports still attached: {', '.join(p.id for p in attached)}",
            "RouterInUse",
        )
    del call.cloud.state.routers[router.id]


serve(routes, ROUTERS, _create, _update, _delete)
