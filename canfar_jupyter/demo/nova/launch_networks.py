"""Nova: on which networks a launch asks to be, with which ports and addresses."""

from __future__ import annotations

import ipaddress
from typing import Any

from canfar_jupyter.demo.core.errors import bad_request, conflict, forbidden, invalid
from canfar_jupyter.demo.core.exchange import Call
from canfar_jupyter.demo.core.network_records import Port
from canfar_jupyter.demo.neutron import addresses


def wanted(call: Call, body: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Return ids of networks, and of the ports on some of them that are there already.

    Raises:
        Refusal: 400, 403 or 409 in Nova's words.
    """
    known = call.cloud.state.networks
    own = [n.id for n in known.values() if n.project == call.project and not n.external]
    asked = body.get("networks")
    if asked == "none":
        return [], []
    if asked is None or asked == "auto" or asked == []:
        if len(own) > 1:
            raise conflict(
                "Multiple possible networks found, use a Network ID to be more specific."
            )
        for id_ in own:
            _check_subnet(call, id_)
        return own, []
    networks, ports = [], []
    for entry in asked:
        if entry.get("port"):
            port = port_of(call, str(entry["port"]))
            ports.append(port.id)
            networks.append(port.network)
        else:
            networks.append(network(call, str(entry.get("uuid"))))
    return networks, ports


def network(call: Call, wanted: str) -> str:
    found = call.cloud.state.networks.get(wanted)
    if found is None or (found.project != call.project and not found.external):
        raise bad_request(f"Network {wanted} could not be found.")
    if found.external:
        raise forbidden(f"It is not allowed to create an interface on external network {wanted}")
    _check_subnet(call, wanted)
    return wanted


def _check_subnet(call: Call, id_: str) -> None:
    if not addresses.of_network(call.cloud, id_):
        raise bad_request(f"Network {id_} requires a subnet in order to boot instances on.")


def port_of(call: Call, id_: str) -> Port:
    """Return a port that a server can have.

    Raises:
        Refusal: 400 or 409.
    """
    port = call.cloud.state.ports.get(id_)
    if port is None or port.project != call.project:
        raise bad_request(f"Port id {id_} could not be found.")
    if port.device:
        raise conflict(f"Port {id_} is still in use.")
    if not port.addresses:
        raise bad_request(f"Port {id_} requires a FixedIP in order to be used.")
    return port


def fixed(call: Call, body: dict[str, Any]) -> dict[str, str]:
    """Return the addresses that were asked for, by network; one that is taken is refused."""
    asked = body.get("networks")
    found: dict[str, str] = {}
    for entry in asked if isinstance(asked, list) else ():
        if not (address := entry.get("fixed_ip")):
            continue
        try:
            ipaddress.ip_address(address)
        except ValueError:
            why = f"{asked!r} is not valid under any of the given schemas"
            raise invalid("networks", asked, why) from None
        for port in call.cloud.state.ports.values():
            if port.network == entry["uuid"] and address in [a for _, a in port.addresses]:
                raise bad_request(
                    f"Fixed IP address {address} is already in use on instance {port.device}."
                )
        found[str(entry["uuid"])] = str(address)
    return found
