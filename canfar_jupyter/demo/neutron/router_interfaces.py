"""Neutron: on which subnets a router is."""

from __future__ import annotations

import ipaddress
from typing import Any

import msgspec

from canfar_jupyter.demo.core.cloud import DemoCloud
from canfar_jupyter.demo.core.errors import Refusal, bad_request, conflict, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.network_records import Port, Router, Subnet
from canfar_jupyter.demo.neutron import ports
from canfar_jupyter.demo.neutron.ports import PORTS
from canfar_jupyter.demo.neutron.resources import stamp
from canfar_jupyter.demo.neutron.routers import ROUTERS, interface, interfaces
from canfar_jupyter.demo.neutron.subnets import SUBNETS

routes = Routes()


def _bad(message: str) -> Refusal:
    return bad_request(f"Bad router request: {message}.", "BadRequest")


def _wanted(call: Call) -> dict[str, Any]:
    try:
        body = msgspec.json.decode(call.body or b"{}")
    except msgspec.DecodeError:
        raise bad_request(
            "Malformed request body: Cannot understand JSON.", "MalformedRequestBody"
        ) from None
    if not isinstance(body, dict) or not (body.get("subnet_id") or body.get("port_id")):
        raise _bad("Either subnet_id or port_id must be specified")
    return body


def _answer(router: Router, port: Port) -> Answer:
    return answer(
        {
            "id": router.id,
            "tenant_id": router.project,
            "project_id": router.project,
            "port_id": port.id,
            "network_id": port.network,
            "subnet_id": port.subnet,
            "subnet_ids": [subnet for subnet, _ in port.addresses],
        }
    )


@routes("PUT", "/v2.0/routers/{id}/add_router_interface")
def add(call: Call, id: str) -> Answer:
    router = ROUTERS.own(call, id, "add_router_interface")
    body = _wanted(call)
    if body.get("subnet_id") and body.get("port_id"):
        raise _bad("Cannot specify both subnet-id and port-id")
    if body.get("port_id"):
        port = _by_port(call, router, str(body["port_id"]))
    else:
        port = _by_subnet(call, router, SUBNETS.find(call, str(body["subnet_id"])))
    stamp(call, router)
    return _answer(router, port)


def _by_port(call: Call, router: Router, id_: str) -> Port:
    port = PORTS.find(call, id_)
    if port.device:
        raise conflict(
            f"Unable to complete operation on port {port.id} for network {port.network}. Port "
            f"already has an attached device {port.device}.",
            "PortInUse",
        )
    if not port.addresses:
        raise _bad("Router port must have at least one fixed IP")
    for subnet, _ in port.addresses:
        _refuse_overlap(call.cloud, router, call.cloud.state.subnets[subnet])
    ports.belong(call.cloud, port, router.id, ports.ROUTER)
    port.status, port.port_security, port.security_groups = "ACTIVE", False, []
    stamp(call, port)
    return port


def _by_subnet(call: Call, router: Router, subnet: Subnet) -> Port:
    cloud = call.cloud
    if subnet.project != call.project:
        raise _bad(
            f"Cannot add interface to router because subnet {subnet.id} is not owned by project "
            "making the request"
        )
    if not subnet.gateway:
        raise _bad("Subnet for router interface must have a gateway IP")
    _refuse_overlap(cloud, router, subnet)
    for other in cloud.state.ports.values():
        if (subnet.id, subnet.gateway) in other.addresses:
            raise conflict(
                f"IP address {subnet.gateway} already allocated in subnet {subnet.id}",
                "IpAddressAlreadyAllocated",
            )
    now = cloud.clock.now()
    port = interface(cloud, router, subnet.network, subnet.id, subnet.gateway, now)
    ports.add(cloud, port)
    return port


def _refuse_overlap(cloud: DemoCloud, router: Router, subnet: Subnet) -> None:
    near = [(s, False) for p in interfaces(cloud, router) for s, _ in p.addresses]
    near += [(router.external_subnet, True)] if router.external_subnet else []
    block = ipaddress.ip_network(subnet.cidr)
    for id_, _ in near:
        if id_ == subnet.id:
            raise _bad(f"Router already has a port on subnet {subnet.id}")
        other = ipaddress.ip_network(cloud.state.subnets[id_].cidr)
        if block.version == other.version and block.overlaps(other):
            raise _bad(
                f"Cidr {block} of subnet {subnet.id} overlaps with cidr {other} of subnet {id_}"
            )


@routes("PUT", "/v2.0/routers/{id}/remove_router_interface")
def remove(call: Call, id: str) -> Answer:
    router = ROUTERS.own(call, id, "remove_router_interface")
    body = _wanted(call)
    port = _attached(call, router, body.get("port_id"), body.get("subnet_id"))
    for subnet, _ in port.addresses:
        _refuse_if_needed(call, router, subnet)
    result = _answer(router, port)
    ports.remove(call.cloud, port)
    stamp(call, router)
    return result


def _attached(call: Call, router: Router, port: Any, subnet: Any) -> Port:
    """Return the port by which a router is on a subnet."""
    mine = interfaces(call.cloud, router)
    if port:
        found = next((p for p in mine if p.id == port), None)
        if found is None:
            raise not_found(
                f"Router {router.id} does not have an interface with id {port}",
                "RouterInterfaceNotFound",
            )
        if subnet and subnet not in [s for s, _ in found.addresses]:
            raise bad_request(
                f"Subnet on port {port} does not match the requested subnet {subnet}.",
                "SubnetMismatchForPort",
            )
        return found
    wanted = SUBNETS.find(call, str(subnet))
    for candidate in mine:
        if wanted.id in [s for s, _ in candidate.addresses]:
            return candidate
    raise not_found(
        f"Router {router.id} has no interface on subnet {wanted.id}",
        "RouterInterfaceNotFoundForSubnet",
    )


def _refuse_if_needed(call: Call, router: Router, subnet: str) -> None:
    state = call.cloud.state
    lead = f"Router interface for subnet {subnet} on router {router.id} cannot be deleted, as it is"
    block = ipaddress.ip_network(state.subnets[subnet].cidr)
    if any(ipaddress.ip_address(route["nexthop"]) in block for route in router.routes):
        raise conflict(f"{lead} required by one or more routes.", "RouterInterfaceInUseByRoute")
    for ip in state.floating_ips.values():
        port = state.ports.get(ip.port or "")
        if port and ip.network == router.external and subnet in [s for s, _ in port.addresses]:
            raise conflict(
                f"{lead} required by one or more floating IPs.",
                "RouterInterfaceInUseByFloatingIP",
            )
