"""Neutron: whether the parts of a subnet fit each other."""

from __future__ import annotations

import ipaddress
from typing import Any

from canfar_jupyter.demo.core.errors import bad_request, conflict
from canfar_jupyter.demo.core.network_records import Subnet
from canfar_jupyter.demo.neutron.attributes import address, invalid_input, wrong

Pools = list[tuple[str, str]]
Block = ipaddress.IPv4Network | ipaddress.IPv6Network


def cidr(name: str, value: Any) -> str | None:
    if value is None:
        return None
    try:
        return str(ipaddress.ip_network(value if "/" in str(value) else "", strict=False))
    except ValueError:
        raise invalid_input(f"{value} is not in a CIDR format") from None


def nameservers(name: str, value: Any) -> list[str]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise wrong(name, f"Invalid data format for nameserver: '{value}'")
    for server in value:
        try:
            ipaddress.ip_address(server)
        except ValueError:
            why = f"'{server}' is not a valid nameserver. '{server}' is not a valid IP address"
            raise wrong(name, why) from None
    return value


def pools(name: str, value: Any) -> Pools:
    if not isinstance(value, list):
        raise wrong(name, f"Invalid data format for IP pool: '{value}'")
    found = []
    for pool in value:
        if not isinstance(pool, dict) or set(pool) != {"start", "end"}:
            raise wrong(name, f"Invalid data format for IP pool: '{pool}'")
        found.append((address(name, pool["start"]), address(name, pool["end"])))
    return found


def fitting(subnet: Subnet, wanted: Pools, gateway: str) -> Pools:
    """Return allocation pools that a subnet can have.

    Raises:
        Refusal: 400 or 409.
    """
    block = ipaddress.ip_network(subnet.cidr)
    ranges = []
    for start, end in wanted:
        first, last = ipaddress.ip_address(start), ipaddress.ip_address(end)
        if first.version != last.version or int(first) > int(last):
            shown = {"start": start, "end": end}
            message = f"The allocation pool {shown} is not valid."
            raise bad_request(message, "InvalidAllocationPool")
        if first not in block or last not in block or first.version != block.version:
            raise bad_request(
                f"The allocation pool {start}-{end} spans beyond the subnet cidr {block}.",
                "OutOfBoundsAllocationPool",
            )
        ranges.append((int(first), int(last)))
    for at, (first_int, last_int) in enumerate(ranges):
        for other, (low, high) in enumerate(ranges[:at]):
            if first_int <= high and low <= last_int:
                both = f"{'-'.join(wanted[other])} {'-'.join(wanted[at])}"
                raise conflict(
                    f"Found overlapping allocation pools: {both} for subnet {block}.",
                    "OverlappingAllocationPools",
                )
    for (first_int, last_int), pool in zip(ranges, wanted, strict=True):
        if gateway and first_int <= int(ipaddress.ip_address(gateway)) <= last_int:
            raise conflict(
                f"Gateway ip {gateway} conflicts with allocation pool {'-'.join(pool)}.",
                "GatewayConflictWithAllocationPools",
            )
    return wanted


def gateway(subnet: Subnet) -> None:
    """Refuse a gateway that is no host of its subnet."""
    if not subnet.gateway:
        return
    block, where = ipaddress.ip_network(subnet.cidr), ipaddress.ip_address(subnet.gateway)
    if where.version != block.version:
        raise invalid_input(f"gateway_ip '{where}' does not match the ip_version '{block.version}'")
    ends = block.version == 4 and block.prefixlen < 31
    if ends and where in (block.network_address, block.broadcast_address):
        raise invalid_input("Gateway is not valid on subnet")


def modes(values: dict[str, Any], block: Block) -> None:
    """Refuse IPv6 modes that do not fit."""
    router, address_ = values["ipv6_ra_mode"], values["ipv6_address_mode"]
    if block.version == 4:
        for name, value in (("ipv6_ra_mode", router), ("ipv6_address_mode", address_)):
            if value:
                raise invalid_input(f"{name} is not valid when ip_version is 4")
        return
    if router and address_ and router != address_:
        raise invalid_input(
            f"ipv6_ra_mode set to '{router}' with ipv6_address_mode set to '{address_}' is not "
            "valid. If both attributes are set, they must be the same value"
        )
    if (router or address_) and not values["enable_dhcp"]:
        raise invalid_input(
            "ipv6_ra_mode or ipv6_address_mode cannot be set when enable_dhcp is set to False"
        )
    automatic = ("slaac", "dhcpv6-stateless")
    if block.prefixlen != 64 and (router in automatic or address_ in automatic):
        raise invalid_input(
            f"Invalid CIDR {block} for IPv6 address mode. OpenStack uses the EUI-64 address "
            "format, which requires the prefix to be /64"
        )
