"""Neutron: ports, which the demo makes and removes with the servers they belong to."""

from __future__ import annotations

import ipaddress
import uuid
from typing import Any

from canfar_jupyter.demo.core.attributes import given
from canfar_jupyter.demo.core.clock import iso
from canfar_jupyter.demo.core.cloud import DemoCloud, new_id, new_mac
from canfar_jupyter.demo.core.errors import bad_request, conflict, forbidden, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.listing import listed
from canfar_jupyter.demo.core.records import Port, Server, Subnet

routes = Routes()


def plug(cloud: DemoCloud, server: Server, when: float) -> None:
    """Give a server a port with an address on each of its networks."""
    for network in server.networks:
        subnet = next(s for s in cloud.state.subnets.values() if s.network == network)
        port = Port(
            id=new_id(),
            project=server.project,
            network=network,
            subnet=subnet.id,
            address=server.fixed_addresses.get(network) or free_address(cloud, subnet),
            mac=new_mac(),
            device=server.id,
            security_groups=list(server.security_groups),
            created=when,
            updated=when,
        )
        add(cloud, port)


def add(cloud: DemoCloud, port: Port) -> None:
    cloud.state.ports[port.id] = port
    cloud.ports_of.setdefault(port.device, []).append(port)


def unplug(cloud: DemoCloud, server: Server) -> None:
    """Remove a server's ports; a floating IP that led to one is free again."""
    for port in cloud.ports_of.pop(server.id, ()):
        floating = cloud.floating_of.pop(port.id, None)
        if floating:
            floating.port = None
            floating.updated = cloud.clock.now()
            floating.revision += 1
        del cloud.state.ports[port.id]


def holds(subnet: Subnet, address: str) -> bool:
    """Say whether an address is one of a subnet."""
    return ipaddress.ip_address(address) in ipaddress.ip_network(subnet.cidr)


def free_address(cloud: DemoCloud, subnet: Subnet) -> str:
    """Return an address of a subnet that nobody has.

    Raises:
        Refusal: 409, there is none.
    """
    state = cloud.state
    taken = {p.address for p in state.ports.values() if p.subnet == subnet.id}
    taken |= {r.address for r in state.routers.values()} | {subnet.gateway}
    taken |= {ip.address for ip in state.floating_ips.values()}
    network = ipaddress.ip_network(subnet.cidr)
    size = network.num_addresses
    for _ in range(size):
        state.counter += 1
        address = str(network[10 + state.counter * 7 % (size - 12)])
        if address not in taken:
            return address
    raise conflict(
        f"No more IP addresses available on network {subnet.network}.",
        "IpAddressGenerationFailure",
    )


def interfaces(cloud: DemoCloud) -> list[Port]:
    """Return the ports by which routers are on their networks: at the gateway of each subnet."""
    state = cloud.state
    return [
        Port(
            id=str(uuid.uuid5(uuid.NAMESPACE_URL, f"{router.id}/{subnet.id}")),
            project=router.project,
            network=subnet.network,
            subnet=subnet.id,
            address=subnet.gateway,
            mac=f"fa:16:3e:{router.id[0:2]}:{router.id[2:4]}:{subnet.id[0:2]}",
            device=router.id,
            owner="network:router_interface",
            created=router.created,
            updated=router.created,
        )
        for router in state.routers.values()
        for subnet in state.subnets.values()
        if subnet.network in router.networks
    ]


def view(port: Port) -> dict[str, Any]:
    """Return a port as Neutron shows it."""
    return {
        "id": port.id,
        "name": port.name,
        "network_id": port.network,
        "project_id": port.project,
        "mac_address": port.mac,
        "admin_state_up": True,
        "status": port.status,
        "device_id": port.device,
        "device_owner": port.owner,
        "fixed_ips": [{"subnet_id": port.subnet, "ip_address": port.address}],
        "allowed_address_pairs": [],
        "extra_dhcp_opts": [],
        "security_groups": port.security_groups,
        "description": port.description,
        "binding:vnic_type": "normal",
        "port_security_enabled": True,
        "tags": [],
        "created_at": iso(port.created),
        "updated_at": iso(port.updated),
        "revision_number": port.revision,
        "tenant_id": port.project,
    }


def find(call: Call, id_: str) -> Port:
    """Return a port of the caller's project.

    Raises:
        Refusal: 404.
    """
    port = call.cloud.state.ports.get(id_)
    if port is None or port.project != call.project:
        raise not_found(f"Port {id_} could not be found.", "PortNotFound")
    return port


@routes("GET", "/v2.0/ports")
def list_ports(call: Call) -> Answer:
    device = call.arg("device_id")
    if device is not None:
        mine = list(call.cloud.ports_of.get(device, ()))
        mine = mine or [port for port in interfaces(call.cloud) if port.device == device]
    else:
        mine = [*call.cloud.state.ports.values(), *interfaces(call.cloud)]
    return listed(call, "ports", [view(p) for p in mine if p.project == call.project])


@routes("GET", "/v2.0/ports/{id}")
def show(call: Call, id: str) -> Answer:
    return answer({"port": view(find(call, id))})


@routes("PUT", "/v2.0/ports/{id}")
def update(call: Call, id: str) -> Answer:
    port = find(call, id)
    body = given(call, "port", "name description security_groups admin_state_up")
    if "security_groups" in body:
        groups = [str(g) for g in body["security_groups"] or []]
        for group in groups:
            known = call.cloud.state.groups.get(group)
            if known is None or known.project != call.project:
                raise not_found(f"Security group {group} does not exist", "SecurityGroupNotFound")
        port.security_groups = groups
    port.name = str(body.get("name", port.name))
    port.description = str(body.get("description", port.description))
    port.updated = call.cloud.clock.now()
    port.revision += 1
    server = call.cloud.state.servers.get(port.device)
    if server:
        call.cloud.touch(server)
    call.cloud.file.changed()
    return answer({"port": view(port)})


@routes("DELETE", "/v2.0/ports/{id}")
def delete(call: Call, id: str) -> Answer:
    find(call, id)
    raise forbidden("rule:delete_port is disallowed by policy")


@routes("POST", "/v2.0/ports")
def create(call: Call) -> Answer:
    if not call.json("port").get("network_id"):
        raise bad_request("Failed to parse request. Required attribute 'network_id' not specified")
    raise forbidden("rule:create_port is disallowed by policy")
