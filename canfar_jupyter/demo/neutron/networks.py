"""Neutron: networks, subnets and routers that are there."""

from __future__ import annotations

import ipaddress
from typing import Any

from canfar_jupyter.demo.core.clock import iso
from canfar_jupyter.demo.core.errors import forbidden, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.listing import listed
from canfar_jupyter.demo.core.records import Network, Router, Subnet

routes = Routes()


def _stamps(created: float, revision: int) -> dict[str, Any]:
    return {
        "tags": [],
        "created_at": iso(created),
        "updated_at": iso(created),
        "revision_number": revision,
    }


def _networks(call: Call) -> list[Network]:
    """Return what the caller may see: the project's own, and external ones."""
    known = call.cloud.state.networks.values()
    return [n for n in known if n.external or n.project == call.project]


def network_view(call: Call, network: Network) -> dict[str, Any]:
    subnets = [s.id for s in call.cloud.state.subnets.values() if s.network == network.id]
    row = {
        "id": network.id,
        "name": network.name,
        "tenant_id": network.project,
        "project_id": network.project,
        "admin_state_up": True,
        "mtu": network.mtu,
        "status": "ACTIVE",
        "subnets": subnets,
        "shared": False,
        "availability_zone_hints": [],
        "availability_zones": [],
        "ipv4_address_scope": None,
        "ipv6_address_scope": None,
        "router:external": network.external,
        "qinq": False,
        "vlan_transparent": False,
        "description": "",
        "port_security_enabled": True,
    }
    if network.external:
        row["is_default"] = False
    return row | _stamps(network.created, 2)


def subnet_view(call: Call, subnet: Subnet) -> dict[str, Any]:
    first, _, _ = subnet.gateway.rpartition(".")
    external = call.cloud.state.networks[subnet.network].external
    end = f"{first}.254" if subnet.cidr.endswith("/24") else _last(subnet.cidr)
    return {
        "id": subnet.id,
        "name": subnet.name,
        "project_id": subnet.project,
        "network_id": subnet.network,
        "ip_version": 4,
        "subnetpool_id": None,
        "enable_dhcp": subnet.dhcp,
        "ipv6_ra_mode": None,
        "ipv6_address_mode": None,
        "gateway_ip": subnet.gateway,
        "cidr": subnet.cidr,
        "allocation_pools": [{"start": f"{first}.2", "end": end}],
        "host_routes": [],
        "dns_nameservers": subnet.dns,
        "description": "",
        "router:external": external,
        "service_types": [],
        "tenant_id": subnet.project,
    } | _stamps(subnet.created, 0)


def _last(cidr: str) -> str:
    return str(ipaddress.ip_network(cidr)[-2])


def _router(call: Call, router: Router) -> dict[str, Any]:
    address = {"subnet_id": router.external_subnet, "ip_address": router.address}
    return {
        "id": router.id,
        "name": router.name,
        "project_id": router.project,
        "admin_state_up": True,
        "status": "ACTIVE",
        "external_gateway_info": {
            "network_id": router.external,
            "external_fixed_ips": [address],
            "enable_snat": True,
        },
        "description": "",
        "availability_zones": [],
        "availability_zone_hints": [],
        "routes": [],
        "flavor_id": None,
        "tenant_id": router.project,
    } | _stamps(router.created, 3)


@routes("GET", "/v2.0/networks")
def list_networks(call: Call) -> Answer:
    return listed(call, "networks", [network_view(call, n) for n in _networks(call)])


@routes("GET", "/v2.0/networks/{id}")
def show_network(call: Call, id: str) -> Answer:
    for network in _networks(call):
        if network.id == id:
            return answer({"network": network_view(call, network)})
    raise not_found(f"Network {id} could not be found.", "NetworkNotFound")


@routes("GET", "/v2.0/subnets")
def list_subnets(call: Call) -> Answer:
    return listed(call, "subnets", [subnet_view(call, s) for s in _subnets(call)])


def _subnets(call: Call) -> list[Subnet]:
    seen = {n.id for n in _networks(call)}
    return [s for s in call.cloud.state.subnets.values() if s.network in seen]


@routes("GET", "/v2.0/subnets/{id}")
def show_subnet(call: Call, id: str) -> Answer:
    for subnet in _subnets(call):
        if subnet.id == id:
            return answer({"subnet": subnet_view(call, subnet)})
    raise not_found(f"Subnet {id} could not be found.", "SubnetNotFound")


def _routers(call: Call) -> list[Router]:
    return [r for r in call.cloud.state.routers.values() if r.project == call.project]


@routes("GET", "/v2.0/routers")
def list_routers(call: Call) -> Answer:
    return listed(call, "routers", [_router(call, r) for r in _routers(call)])


@routes("GET", "/v2.0/routers/{id}")
def show_router(call: Call, id: str) -> Answer:
    for router in _routers(call):
        if router.id == id:
            return answer({"router": _router(call, router)})
    raise not_found(f"Router {id} could not be found", "RouterNotFound")


@routes("GET", "/v2.0/availability_zones")
def zones(call: Call) -> Answer:
    rows = [
        {"name": "nova", "resource": resource, "state": "available"}
        for resource in ("network", "router")
    ]
    return answer({"availability_zones": rows})


def _disallow(method: str, kind: str, path: str) -> None:
    verb = {"POST": "create", "PUT": "update", "DELETE": "delete"}[method]

    @routes(method, path)
    def refuse(call: Call, id: str = "") -> Answer:
        raise forbidden(f"rule:{verb}_{kind} is disallowed by policy")


for _kind in ("network", "subnet", "router"):
    _disallow("PUT", _kind, f"/v2.0/{_kind}s/{{id}}")
_disallow("POST", "router", "/v2.0/routers")
for _kind in ("subnet", "router"):
    _disallow("DELETE", _kind, f"/v2.0/{_kind}s/{{id}}")
