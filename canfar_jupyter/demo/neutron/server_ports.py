"""Neutron: the ports of servers, made and removed with them, or the user's own."""

from __future__ import annotations

from canfar_jupyter.demo.core.cloud import DemoCloud, new_id, new_mac
from canfar_jupyter.demo.core.network_records import Port
from canfar_jupyter.demo.core.records import Server
from canfar_jupyter.demo.neutron import addresses, ports

OWNER = "compute:nova"


def plug(cloud: DemoCloud, server: Server, when: float) -> None:
    """Let a server have a port on each of its networks: one that was asked for, or a new one."""
    asked = [cloud.state.ports[id_] for id_ in server.own_ports if id_ in cloud.state.ports]
    for network in server.networks:
        mine = next((port for port in asked if port.network == network), None)
        if mine:
            asked.remove(mine)
            bind(cloud, server, mine)
        else:
            address = server.fixed_addresses.get(network)
            make(cloud, server, network, when, [address] if address else [])


def bind(cloud: DemoCloud, server: Server, port: Port) -> None:
    """Let a port that was there before be a server's."""
    ports.belong(cloud, port, server.id, OWNER)
    port.status = "ACTIVE"
    port.updated = cloud.clock.now()
    port.revision += 1


def make(cloud: DemoCloud, server: Server, network: str, when: float, wanted: list[str]) -> Port:
    """Give a server a new port; ``wanted`` are addresses that it is to have."""
    mac = new_mac()
    port = Port(
        id=new_id(),
        project=server.project,
        network=network,
        subnet="",
        address="",
        mac=mac,
        device=server.id,
        owner=OWNER,
        security_groups=list(server.security_groups),
        created=when,
        updated=when,
    )
    if wanted:
        asked = [{"ip_address": address} for address in wanted]
        where = cloud.state.networks[network]
        port.take(addresses.asked_for(cloud, where, asked, mac, None))
    else:
        port.take(addresses.usual(cloud, network, mac))
    ports.add(cloud, port)
    return port


def unplug(cloud: DemoCloud, server: Server) -> None:
    """Take a server's ports away."""
    for port in list(cloud.ports_of.get(server.id, ())):
        release(cloud, server, port)


def release(cloud: DemoCloud, server: Server, port: Port) -> None:
    """Take one port of a server away: one of its user's is free again, others end."""
    if port.id not in server.own_ports:
        ports.remove(cloud, port)
        return
    ports.belong(cloud, port, "", "")
    port.status = "DOWN"
    port.updated = cloud.clock.now()
    port.revision += 1
