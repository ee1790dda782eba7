"""Neutron: networks: the project's own, and external ones, which everybody sees."""

from __future__ import annotations

from typing import Any

from canfar_jupyter.demo.core.cloud import new_id
from canfar_jupyter.demo.core.errors import conflict
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.network_records import Network
from canfar_jupyter.demo.neutron import attributes as a
from canfar_jupyter.demo.neutron.attributes import Attribute
from canfar_jupyter.demo.neutron.resources import Resource, Values, serve, stamps

routes = Routes()
MTU = 1450
ATTRIBUTES = {
    **a.NAMED,
    "admin_state_up": Attribute(a.boolean, True),
    "mtu": Attribute(a.number, MTU),
    "port_security_enabled": Attribute(a.boolean, True),
    "availability_zone_hints": Attribute(a.anything, [], put=False),
    "shared": Attribute(a.boolean, False, admin=True),
    "router:external": Attribute(a.boolean, False, admin=True),
    "is_default": Attribute(a.boolean, False, admin=True),
    "vlan_transparent": Attribute(a.boolean, False, put=False),
    "qinq": Attribute(a.boolean, False, put=False),
    "provider:network_type": Attribute(a.anything, None, admin=True),
    "provider:physical_network": Attribute(a.anything, None, admin=True),
    "provider:segmentation_id": Attribute(a.anything, None, admin=True),
    "segments": Attribute(a.anything, None, admin=True),
    "subnets": a.READ_ONLY,
    "availability_zones": a.READ_ONLY,
    "ipv4_address_scope": a.READ_ONLY,
    "ipv6_address_scope": a.READ_ONLY,
}


def sees(call: Call, network: Network) -> bool:
    return network.external or network.project == call.project


def view(call: Call, network: Network) -> dict[str, Any]:
    subnets = [s.id for s in call.cloud.state.subnets.values() if s.network == network.id]
    row = {
        "id": network.id,
        "name": network.name,
        "tenant_id": network.project,
        "project_id": network.project,
        "admin_state_up": network.up,
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
        "description": network.description,
        "port_security_enabled": network.port_security,
    }
    if network.external:
        row["is_default"] = False
    return row | stamps(network)


NETWORKS: Resource[Network] = Resource(
    "network",
    lambda state: state.networks,
    ATTRIBUTES,
    view,
    ("Network {} could not be found.", "NetworkNotFound"),
    sees,
    "network",
)


def _create(call: Call, values: Values) -> Network:
    made = Network(
        id=new_id(),
        name=values["name"],
        project=call.project,
        mtu=values["mtu"] or MTU,
        description=values["description"],
        up=values["admin_state_up"],
        port_security=values["port_security_enabled"],
        created=call.cloud.clock.now(),
        revision=1,
    )
    call.cloud.state.networks[made.id] = made
    return made


def _update(call: Call, network: Network, values: Values) -> None:
    network.name = values.get("name", network.name)
    network.description = values.get("description", network.description)
    network.mtu = values.get("mtu", network.mtu)
    network.up = values.get("admin_state_up", network.up)
    network.port_security = values.get("port_security_enabled", network.port_security)
    for port in call.cloud.state.ports.values():  # Nova shows addresses below the name
        if port.network == network.id:
            call.cloud.rows.pop(port.device, None)


def _delete(call: Call, network: Network) -> None:
    """End a network and its subnets, unless a port is on it."""
    state = call.cloud.state
    ports = [p.id for p in state.ports.values() if p.network == network.id]
    if ports:
        raise conflict(
            f"Unable to complete operation on network {network.id}. There are one or more ports "
            f"still in use on the network, id for these ports is: {','.join(ports)}.",
            "NetworkInUse",
        )
    del state.networks[network.id]
    for subnet in [s.id for s in state.subnets.values() if s.network == network.id]:
        del state.subnets[subnet]


serve(routes, NETWORKS, _create, _update, _delete)


@routes("GET", "/v2.0/availability_zones")
def zones(call: Call) -> Answer:
    rows = [
        {"name": "nova", "resource": resource, "state": "available"}
        for resource in ("network", "router")
    ]
    return answer({"availability_zones": rows})
