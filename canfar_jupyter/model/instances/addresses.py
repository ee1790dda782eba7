"""Which address of an instance to go to.  Pure."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any


def all_addresses(row: Mapping[str, Any]) -> list[str]:
    """Return the addresses of a row of servers; what is not a valid address is left out.

    It would become part of a command.
    """
    parsed = (_parsed(part) for part in str(row["addresses"]).split(","))
    return [str(address) for address in parsed if address is not None]


def best_address(row: Mapping[str, Any]) -> str:
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
