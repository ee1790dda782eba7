"""Neutron: subnets, IPv4 and IPv6."""

from __future__ import annotations

import ipaddress
from typing import Any

from canfar_jupyter.demo.core.cloud import new_id
from canfar_jupyter.demo.core.errors import bad_request, conflict, forbidden
from canfar_jupyter.demo.core.exchange import Call, Routes
from canfar_jupyter.demo.core.network_records import Network, Subnet
from canfar_jupyter.demo.neutron import addresses, subnet_checks, subnet_pools
from canfar_jupyter.demo.neutron import attributes as a
from canfar_jupyter.demo.neutron.attributes import UNSAID, Attribute
from canfar_jupyter.demo.neutron.networks import NETWORKS, sees
from canfar_jupyter.demo.neutron.resources import Resource, Values, serve, stamps

routes = Routes()
_MODES = (None, "dhcpv6-stateful", "dhcpv6-stateless", "slaac")
ATTRIBUTES = {
    **a.NAMED,
    "network_id": Attribute(a.identifier, required=True, put=False),
    "ip_version": Attribute(a.number, required=True, put=False),
    "cidr": Attribute(subnet_checks.cidr, UNSAID, put=False),
    "prefixlen": Attribute(a.number, UNSAID, put=False),
    "subnetpool_id": Attribute(a.optional(a.identifier), UNSAID, put=False),
    "use_default_subnetpool": Attribute(a.boolean, False, put=False),
    "gateway_ip": Attribute(a.optional(a.address), UNSAID),
    "allocation_pools": Attribute(subnet_checks.pools, UNSAID),
    "enable_dhcp": Attribute(a.boolean, True),
    "dns_nameservers": Attribute(subnet_checks.nameservers, UNSAID),
    "host_routes": Attribute(a.routes, UNSAID),
    "ipv6_ra_mode": Attribute(a.one_of(*_MODES), UNSAID, put=False),
    "ipv6_address_mode": Attribute(a.one_of(*_MODES), UNSAID, put=False),
    "service_types": Attribute(a.anything, [], admin=True),
    "segment_id": Attribute(a.anything, None, admin=True),
    "router:external": a.READ_ONLY,
}


def view(call: Call, subnet: Subnet) -> dict[str, Any]:
    return {
        "id": subnet.id,
        "name": subnet.name,
        "project_id": subnet.project,
        "network_id": subnet.network,
        "ip_version": addresses.version(subnet),
        "subnetpool_id": subnet.pool,
        "enable_dhcp": subnet.dhcp,
        "ipv6_ra_mode": subnet.ra_mode,
        "ipv6_address_mode": subnet.address_mode,
        "gateway_ip": subnet.gateway or None,
        "cidr": subnet.cidr,
        "allocation_pools": [{"start": a, "end": b} for a, b in addresses.pools(subnet)],
        "host_routes": subnet.routes,
        "dns_nameservers": subnet.dns,
        "description": subnet.description,
        "router:external": call.cloud.state.networks[subnet.network].external,
        "service_types": subnet.service_types,
        "tenant_id": subnet.project,
    } | stamps(subnet)


def _sees(call: Call, subnet: Subnet) -> bool:
    return sees(call, call.cloud.state.networks[subnet.network])


SUBNETS: Resource[Subnet] = Resource(
    "subnet",
    lambda state: state.subnets,
    ATTRIBUTES,
    view,
    ("Subnet {} could not be found.", "SubnetNotFound"),
    _sees,
    "subnet",
)


def _network(call: Call, id_: str) -> Network:
    network = NETWORKS.find(call, id_)
    if network.project != call.project:
        raise forbidden("rule:create_subnet is disallowed by policy")
    return network


def _create(call: Call, values: Values) -> Subnet:
    network = _network(call, values["network_id"])
    block, pool = _block(call, values, network)
    subnet_checks.modes(values, block)
    if values["enable_dhcp"] and block.prefixlen >= (31 if block.version == 4 else 127):
        raise a.invalid_input(
            "Subnet has a prefix length that is incompatible with DHCP service enabled"
        )
    gateway = _gateway(values, block)
    made = Subnet(
        id=new_id(),
        name=values["name"],
        network=network.id,
        project=call.project,
        cidr=str(block),
        gateway=gateway,
        dhcp=values["enable_dhcp"],
        dns=values["dns_nameservers"] or [],
        routes=values["host_routes"] or [],
        ra_mode=values["ipv6_ra_mode"] or None,
        address_mode=values["ipv6_address_mode"] or None,
        pool=pool,
        description=values["description"],
        created=call.cloud.clock.now(),
    )
    if values["allocation_pools"]:
        made.pools = subnet_checks.fitting(made, values["allocation_pools"], gateway)
    subnet_checks.gateway(made)
    for other in addresses.of_network(call.cloud, network.id):
        if _overlap(made.cidr, other.cidr):
            raise a.invalid_input(
                f"Requested subnet with cidr: {made.cidr} for network: {network.id} overlaps with "
                "another subnet"
            )
    call.cloud.state.subnets[made.id] = made
    _give(call, made)
    return made


def _overlap(one: str, other: str) -> bool:
    first, second = ipaddress.ip_network(one), ipaddress.ip_network(other)
    return first.version == second.version and first.overlaps(second)


def _give(call: Call, subnet: Subnet) -> None:
    """Let the ports of a network have their automatic address on a new subnet."""
    if not addresses.is_automatic(subnet):
        return
    for port in call.cloud.state.ports.values():
        if port.network == subnet.network and not port.owner.startswith("network:"):
            own = addresses.own_address(subnet, port.mac)
            port.take([*port.addresses, (subnet.id, own)])
            call.cloud.rows.pop(port.device, None)


def _block(
    call: Call, values: Values, network: Network
) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, str | None]:
    """Return the addresses of a new subnet, and the pool they come from."""
    version, wanted = values["ip_version"], values["subnetpool_id"]
    if version not in (4, 6):
        raise a.wrong("ip_version", f"{version} is not in [4, 6]")
    if values["use_default_subnetpool"]:
        raise bad_request(
            f"Bad subnets request: No default subnetpool found for IPv{version}.", "BadRequest"
        )
    if wanted:
        return subnet_pools.allocate(call, wanted, values, network), wanted
    if not values["cidr"]:
        raise bad_request(
            "Bad subnets request: a subnetpool must be specified in the absence of a cidr.",
            "BadRequest",
        )
    block = ipaddress.ip_network(values["cidr"])
    if block.version != version:
        raise a.invalid_input(f"cidr '{block}' does not match the ip_version '{version}'")
    return block, None


def _gateway(values: Values, block: ipaddress.IPv4Network | ipaddress.IPv6Network) -> str:
    given = values["gateway_ip"]
    if given is UNSAID:
        low = block.num_addresses == 1 or block.version == 6
        return str(block[0 if low else 1])
    return given or ""


def _update(call: Call, subnet: Subnet, values: Values) -> None:
    gateway = subnet.gateway
    if "gateway_ip" in values:
        gateway = values["gateway_ip"] or ""
        _refuse_moving(call, subnet, gateway)
    pools = values.get("allocation_pools")
    if pools is not None:
        fitting = subnet_checks.fitting(subnet, pools, gateway)
        subnet.pools = fitting
    elif gateway and gateway != subnet.gateway:
        subnet_checks.fitting(subnet, addresses.pools(subnet), gateway)
    if gateway != subnet.gateway and not subnet.pools:
        subnet.pools = addresses.pools(subnet)
    subnet.gateway = gateway
    subnet.name = values.get("name", subnet.name)
    subnet.description = values.get("description", subnet.description)
    subnet.dhcp = values.get("enable_dhcp", subnet.dhcp)
    subnet.dns = values.get("dns_nameservers", subnet.dns)
    subnet.routes = values.get("host_routes", subnet.routes)


def _refuse_moving(call: Call, subnet: Subnet, gateway: str) -> None:
    """Refuse to move a gateway at which a router is."""
    if gateway == subnet.gateway:
        return
    for port in call.cloud.state.ports.values():
        if (subnet.id, subnet.gateway) in port.addresses and port.owner.startswith("network:"):
            raise conflict(
                f"Current gateway ip {subnet.gateway} already in use by port {port.id}. Unable to "
                "update.",
                "GatewayIpInUse",
            )


def _delete(call: Call, subnet: Subnet) -> None:
    state = call.cloud.state
    on_it = [p for p in state.ports.values() if any(s == subnet.id for s, _ in p.addresses)]
    if any(p.owner.startswith("network:") or not addresses.is_automatic(subnet) for p in on_it):
        raise conflict(
            f"Unable to complete operation on subnet {subnet.id}: One or more ports have an IP "
            "allocation from this subnet.",
            "SubnetInUse",
        )
    for port in on_it:
        port.take([(s, address) for s, address in port.addresses if s != subnet.id])
    del state.subnets[subnet.id]


serve(routes, SUBNETS, _create, _update, _delete)
