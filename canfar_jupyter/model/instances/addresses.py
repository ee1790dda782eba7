"""The addresses of an instance: those that it has, and which of them to go to.  Pure.

Nova knows the fixed addresses.  Of the floating IPs it has a copy, which lags behind Neutron's own
list by seconds, and longer where an instance is being deleted: that list holds, where it is known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

from canfar_jupyter.model.instances.states import DELETING, GONE

Row = Mapping[str, Any]
Columns = Mapping[str, Sequence[Any]]


def listed(text: str) -> list[str]:
    """Return the addresses in a cell of the column "addresses", as the cloud wrote them."""
    return [part for piece in text.split(",") if (part := piece.strip())]


def fixed_and_floating(addresses: str, floating_ip: str) -> tuple[list[str], list[str]]:
    """Split the cells of a row: floating IPs come last, ``floating_ip`` is the first of them."""
    every = listed(addresses)
    if floating_ip not in every:
        return every, [floating_ip] if floating_ip else []
    first = every.index(floating_ip)
    return every[:first], every[first:]


def corrected(
    servers: dict[str, list[Any]], ips: Columns, *, whole: bool = True
) -> dict[str, list[Any]]:
    """Return columns of servers with the addresses that ``corrections`` finds."""
    if not (found := corrections(servers, ips, whole=whole)):
        return servers
    addresses, floating = list(servers["addresses"]), list(servers["floating_ip"])
    for at, cells in found.items():
        addresses[at], floating[at] = cells
    return {**servers, "addresses": addresses, "floating_ip": floating}


def corrections(
    servers: Columns, ips: Columns, *, whole: bool = True
) -> dict[int, tuple[str, str]]:
    """Return where Neutron says otherwise than Nova's copy, or than what was known before.

    An instance that is being deleted has no floating IP any more, even while its port exists.

    Args:
        servers: Columns of servers: "id", "status", "task", "addresses" and "floating_ip".
        ips: Neutron's list of floating IPs.
        whole: Whether all of the project's are in ``ips``; else others of Nova's copy are kept.

    Returns:
        Place of the server -> its cells "addresses" and "floating_ip".
    """
    owned, led = _by_owner(ips)
    known = set(ips["name"])
    found: dict[int, tuple[str, str]] = {}
    if not owned and not led and not any(servers["floating_ip"]):
        return found
    for at, (id_, has) in enumerate(zip(servers["id"], servers["floating_ip"], strict=True)):
        if not (has or id_ in owned or led):
            continue
        text = servers["addresses"][at]
        fixed, copied = fixed_and_floating(text, has)
        if servers["task"][at] == DELETING or servers["status"][at] in GONE:
            floating = []
        else:
            mine = [*owned.get(id_, ()), *(ip for own in fixed for ip in led.get(own, ()))]
            mine.sort(key=lambda ip: (fixed.index(ip[0]) if ip[0] in fixed else 0, ip[1]))
            others = [] if whole else [address for address in copied if address not in known]
            floating = [name for _, name in mine] + others
        cells = ", ".join(fixed + floating), floating[0] if floating else ""
        if cells != (text, has):
            found[at] = cells
    return found


_Led = dict[str, list[tuple[str, str]]]


def _by_owner(ips: Columns) -> tuple[_Led, _Led]:
    """Return the associated floating IPs, each with its fixed address, by instance or that address.

    A Neutron before Rocky does not say which instance owns a port.  One that says it of any port
    says it of all: what has none then is a load balancer's or a router's.
    """
    owned: _Led = {}
    led: _Led = {}
    rows = zip(ips["port_id"], ips["server_id"], ips["fixed_ip"], ips["name"], strict=True)
    for port, server, own, name in rows:
        if server:
            owned.setdefault(server, []).append((own, name))
        elif port and own:
            led.setdefault(own, []).append((own, name))
    return owned, {} if owned else led


def all_addresses(row: Row) -> list[str]:
    """Return the addresses of a row of servers; what is not a valid address is left out.

    It would become part of a command.
    """
    parsed = (_parsed(part) for part in listed(str(row["addresses"])))
    return [str(address) for address in parsed if address is not None]


def best_address(row: Row) -> str:
    """Return the address that is reached from most places; "": it has none.

    A floating IP, else a public one, else one of IPv4: of two stacks Nova may name either first,
    and most people's networks have no IPv6.
    """
    if (floating := _parsed(str(row["floating_ip"]))) is not None:
        return str(floating)
    found = [ip_address(address) for address in all_addresses(row)]
    found.sort(key=lambda address: (not address.is_global, address.version))
    return str(found[0]) if found else ""


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text.strip())
    except ValueError:
        return None
