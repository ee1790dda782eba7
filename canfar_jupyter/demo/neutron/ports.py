"""Neutron: ports: a user's, a server's, and those by which routers are on their networks."""

from __future__ import annotations

from typing import Any

from canfar_jupyter.demo.core.cloud import DemoCloud, new_id, new_mac
from canfar_jupyter.demo.core.errors import conflict, forbidden
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes
from canfar_jupyter.demo.core.network_records import Network, Port
from canfar_jupyter.demo.neutron import addresses, port_options
from canfar_jupyter.demo.neutron import attributes as a
from canfar_jupyter.demo.neutron.attributes import UNSAID, Attribute, Unsaid
from canfar_jupyter.demo.neutron.listing import listed
from canfar_jupyter.demo.neutron.networks import NETWORKS
from canfar_jupyter.demo.neutron.resources import Resource, Values, serve, stamps
from canfar_jupyter.demo.neutron.security_groups import GROUPS

routes = Routes()
ROUTER = "network:router_interface"
ATTRIBUTES = {
    **a.NAMED,
    "network_id": Attribute(a.identifier, required=True, put=False),
    "admin_state_up": Attribute(a.boolean, True),
    "mac_address": Attribute(a.mac, UNSAID),
    "fixed_ips": Attribute(addresses.fixed_ips, UNSAID),
    "device_id": Attribute(a.text, ""),
    "device_owner": Attribute(a.text, ""),
    "security_groups": Attribute(a.identifiers, UNSAID),
    "port_security_enabled": Attribute(a.boolean, UNSAID),
    "allowed_address_pairs": Attribute(port_options.pairs, []),
    "extra_dhcp_opts": Attribute(port_options.dhcp_options, []),
    "binding:vnic_type": Attribute(a.one_of("normal"), "normal"),
    "binding:host_id": Attribute(a.anything, "", admin=True),
    "binding:profile": Attribute(a.anything, {}, admin=True),
    "binding:vif_type": a.READ_ONLY,
    "binding:vif_details": a.READ_ONLY,
}


def view(call: Call, port: Port) -> dict[str, Any]:
    """Return a port as Neutron shows it."""
    return {
        "id": port.id,
        "name": port.name,
        "network_id": port.network,
        "project_id": port.project,
        "mac_address": port.mac,
        "admin_state_up": port.up,
        "status": port.status,
        "device_id": port.device,
        "device_owner": port.owner,
        "fixed_ips": list(addresses.shown(port.addresses)),
        "allowed_address_pairs": port.pairs,
        "extra_dhcp_opts": port.dhcp_options,
        "security_groups": port.security_groups,
        "description": port.description,
        "binding:vnic_type": "normal",
        "port_security_enabled": port.port_security,
        **stamps(port),
        "tenant_id": port.project,
    }


PORTS: Resource[Port] = Resource(
    "port",
    lambda state: state.ports,
    ATTRIBUTES,
    view,
    ("Port {} could not be found.", "PortNotFound"),
    quota="port",
)


def add(cloud: DemoCloud, port: Port) -> None:
    cloud.state.ports[port.id] = port
    if port.device:
        cloud.ports_of.setdefault(port.device, []).append(port)
    touch_server(cloud, port)


def belong(cloud: DemoCloud, port: Port, device: str, owner: str) -> None:
    """Give a port to a device; empty: to none."""
    others = [p for p in cloud.ports_of.get(port.device, ()) if p is not port]
    cloud.ports_of[port.device] = others
    if not others:
        del cloud.ports_of[port.device]
    touch_server(cloud, port)
    port.device, port.owner = device, owner
    if device:
        cloud.ports_of.setdefault(device, []).append(port)
    touch_server(cloud, port)


def touch_server(cloud: DemoCloud, port: Port) -> None:
    server = cloud.state.servers.get(port.device)
    if server:
        cloud.touch(server)
    cloud.file.changed()


def remove(cloud: DemoCloud, port: Port) -> None:
    """End a port; a floating IP that led to it is free again."""
    cloud.floating_seen.pop(port.id, None)
    for floating in cloud.floating_of.pop(port.id, ()):
        floating.port, floating.fixed = None, ""
        floating.updated = cloud.clock.now()
        floating.revision += 1
    if port.device:
        belong(cloud, port, "", "")
    del cloud.state.ports[port.id]
    cloud.file.changed()


@routes("GET", "/v2.0/ports")
def list_ports(call: Call) -> Answer:
    """Answer a list; one of a device is quick, for a cloud of ten thousand servers."""
    devices = call.query.get("device_id")
    if devices is None:
        mine = list(call.cloud.state.ports.values())
    else:
        mine = [p for device in devices for p in call.cloud.ports_of.get(device, ())]
    return listed(call, "ports", [view(call, p) for p in mine if p.project == call.project])


def _create(call: Call, values: Values) -> Port:
    network = NETWORKS.find(call, values["network_id"])
    if network.project != call.project:
        raise forbidden("rule:create_port is disallowed by policy")
    mac = values["mac_address"] or new_mac()
    if any(p.network == network.id and p.mac == mac for p in call.cloud.state.ports.values()):
        raise conflict(
            f"Unable to complete operation for network {network.id}. The mac address {mac} is in "
            "use.",
            "MacAddressInUse",
        )
    owner = values["device_owner"]
    secure = _secure(values, network, owner)
    port_options.refuse_insecure(values, secure)
    groups = values["security_groups"]
    if isinstance(groups, Unsaid):
        groups = [_default_group(call)] if secure else []
    now = call.cloud.clock.now()
    port = Port(
        id=new_id(),
        project=call.project,
        network=network.id,
        subnet="",
        address="",
        mac=mac,
        device=values["device_id"],
        owner=owner,
        security_groups=[GROUPS.find(call, group).id for group in groups],
        name=values["name"],
        description=values["description"],
        status="DOWN",
        up=values["admin_state_up"],
        port_security=secure,
        pairs=port_options.complete(values["allowed_address_pairs"], mac),
        dhcp_options=values["extra_dhcp_opts"],
        created=now,
        updated=now,
    )
    asked = values["fixed_ips"]
    if isinstance(asked, Unsaid):
        port.take(addresses.usual(call.cloud, network.id, mac))
    else:
        port.take(addresses.asked_for(call.cloud, network, asked, mac, None))
    add(call.cloud, port)
    return port


def _secure(values: Values, network: Network, owner: str) -> bool:
    given = values["port_security_enabled"]
    if owner.startswith("network:"):
        return False
    return network.port_security if isinstance(given, Unsaid) else bool(given)


def _default_group(call: Call) -> str:
    return next(g.id for g in GROUPS.all(call) if g.name == "default")


def _update(call: Call, port: Port, values: Values) -> None:
    if values.get("mac_address", port.mac) != port.mac:
        rules = "rule:update_port and rule:update_port:mac_address"
        raise forbidden(f"({rules}) is disallowed by policy")
    network = call.cloud.state.networks[port.network]
    if "security_groups" in values:
        groups = [GROUPS.find(call, group).id for group in values["security_groups"]]
        port_options.refuse_groups(groups, values.get("port_security_enabled", port.port_security))
        port.security_groups = groups
    if "port_security_enabled" in values:
        port_options.refuse_insecure(
            {"security_groups": port.security_groups, "allowed_address_pairs": port.pairs},
            values["port_security_enabled"],
        )
        port.port_security = values["port_security_enabled"]
    if "fixed_ips" in values:
        port.take(addresses.asked_for(call.cloud, network, values["fixed_ips"], port.mac, port))
    if "allowed_address_pairs" in values:
        port.pairs = port_options.complete(values["allowed_address_pairs"], port.mac)
    if "extra_dhcp_opts" in values:
        port.dhcp_options = port_options.merged(port.dhcp_options, values["extra_dhcp_opts"])
    port.name = values.get("name", port.name)
    port.description = values.get("description", port.description)
    port.up = values.get("admin_state_up", port.up)
    device = values.get("device_id", port.device)
    owner = values.get("device_owner", port.owner)
    if (device, owner) != (port.device, port.owner):
        belong(call.cloud, port, device, owner)
    touch_server(call.cloud, port)


def _delete(call: Call, port: Port) -> None:
    if port.owner == ROUTER:
        raise conflict(
            f"Port {port.id} cannot be deleted directly via the port API: has device owner "
            f"{port.owner}.",
            "ServicePortInUse",
        )
    if port.owner.startswith("compute:") and port.device in call.cloud.state.servers:
        raise forbidden("rule:delete_port is disallowed by policy")
    remove(call.cloud, port)


serve(routes, PORTS, _create, _update, _delete)
