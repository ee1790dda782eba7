"""Neutron: networks and subnets that a project makes itself; they have no router."""

from __future__ import annotations

import ipaddress

from canfar_jupyter.demo.core import quotas
from canfar_jupyter.demo.core.attributes import given
from canfar_jupyter.demo.core.cloud import new_id
from canfar_jupyter.demo.core.errors import bad_request, conflict, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.records import Network, Subnet
from canfar_jupyter.demo.neutron import networks

routes = Routes()


@routes("POST", "/v2.0/networks")
def create_network(call: Call) -> Answer:
    body = given(call, "network", "name description admin_state_up project_id tenant_id mtu")
    quotas.check_network(call, "network")
    made = Network(
        id=new_id(),
        name=str(body.get("name") or ""),
        project=call.project,
        created=call.cloud.clock.now(),
    )
    call.cloud.state.networks[made.id] = made
    call.cloud.file.changed()
    return answer({"network": networks.network_view(call, made)}, 201)


@routes("POST", "/v2.0/subnets")
def create_subnet(call: Call) -> Answer:
    known = "name network_id ip_version cidr gateway_ip enable_dhcp description project_id"
    body = given(call, "subnet", f"{known} tenant_id dns_nameservers")
    state = call.cloud.state
    wanted = str(body.get("network_id"))
    owner = state.networks.get(wanted)
    if owner is None or owner.project != call.project:
        raise not_found(f"Network {wanted} could not be found.", "NetworkNotFound")
    try:
        block = ipaddress.IPv4Network(str(body.get("cidr")))
    except ValueError:
        raise bad_request(f"Invalid input for cidr. Reason: '{body.get('cidr')}'") from None
    quotas.check_network(call, "subnet")
    made = Subnet(
        id=new_id(),
        name=str(body.get("name") or ""),
        network=owner.id,
        project=call.project,
        cidr=str(block),
        gateway=str(block[1]),
        created=call.cloud.clock.now(),
    )
    state.subnets[made.id] = made
    call.cloud.file.changed()
    return answer({"subnet": networks.subnet_view(call, made)}, 201)


@routes("DELETE", "/v2.0/networks/{id}")
def delete_network(call: Call, id: str) -> Answer:
    networks.show_network(call, id)
    state = call.cloud.state
    ports = [p.id for p in state.ports.values() if p.network == id]
    ports += [r.id for r in state.routers.values() if id in r.networks]
    if ports or state.networks[id].project != call.project:
        raise conflict(
            f"Unable to complete operation on network {id}. There are one or more ports still "
            f"in use on the network, id for these ports is: {','.join(ports)}.",
            "NetworkInUse",
        )
    del state.networks[id]
    for subnet in [s.id for s in state.subnets.values() if s.network == id]:
        del state.subnets[subnet]
    call.cloud.file.changed()
    return Answer(204)
