"""Neutron: which addresses a subnet has, which are free, which ones a port gets."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import Any

from canfar_jupyter.demo.core.cloud import DemoCloud
from canfar_jupyter.demo.core.errors import bad_request, conflict, not_found
from canfar_jupyter.demo.core.network_records import Network, Port, Subnet
from canfar_jupyter.demo.neutron.attributes import wrong

Taken = tuple[str, str]  # the subnet's id, an address of it
AUTOMATIC = ("slaac", "dhcpv6-stateless")  # a port makes its address itself, of its MAC


def version(subnet: Subnet) -> int:
    return ipaddress.ip_network(subnet.cidr).version


def is_automatic(subnet: Subnet) -> bool:
    return subnet.address_mode in AUTOMATIC


def holds(subnet: Subnet, address: str) -> bool:
    """Say whether an address is one of a subnet."""
    return ipaddress.ip_address(address) in ipaddress.ip_network(subnet.cidr)


def usual_pools(cidr: str, gateway: str) -> list[tuple[str, str]]:
    """Return all addresses of a subnet but the gateway, as Neutron divides them."""
    block = ipaddress.ip_network(cidr)
    first, last = int(block[0]), int(block[-1])
    kind = ipaddress.IPv4Address if block.version == 4 else ipaddress.IPv6Address
    if first != last and (block.version == 6 or block.prefixlen <= 30):
        first += 1
        last -= block.version == 4
    parts = [(first, last)]
    if gateway and first <= int(ipaddress.ip_address(gateway)) <= last:
        middle = int(ipaddress.ip_address(gateway))
        parts = [(first, middle - 1), (middle + 1, last)]
    return [(str(kind(a)), str(kind(b))) for a, b in parts if a <= b]


def pools(subnet: Subnet) -> list[tuple[str, str]]:
    return subnet.pools or usual_pools(subnet.cidr, subnet.gateway)


def of_network(cloud: DemoCloud, network: str) -> list[Subnet]:
    return [s for s in cloud.state.subnets.values() if s.network == network]


def taken(cloud: DemoCloud, subnet: Subnet) -> set[str]:
    """Return the addresses of a subnet that somebody has."""
    state = cloud.state
    found = {a for p in state.ports.values() for s, a in p.addresses if s == subnet.id}
    found |= {r.address for r in state.routers.values() if r.external_subnet == subnet.id}
    found |= {ip.address for ip in state.floating_ips.values() if ip.network == subnet.network}
    return found


def free_address(cloud: DemoCloud, subnet: Subnet) -> str:
    """Return an address of a subnet's pools that nobody has.

    Raises:
        Refusal: 409, there is none.
    """
    have = taken(cloud, subnet)
    ranges = [[int(ipaddress.ip_address(end)) for end in pool] for pool in pools(subnet)]
    kind = ipaddress.IPv4Address if version(subnet) == 4 else ipaddress.IPv6Address
    size = sum(last - first + 1 for first, last in ranges)
    for _ in range(min(size, len(have) * 7 + 8)):
        cloud.state.counter += 1
        place = (8 + cloud.state.counter * 7) % size
        for first, last in ranges:
            if place <= last - first:
                if (address := str(kind(first + place))) not in have:
                    return address
                break
            place -= last - first + 1
    for first, last in ranges:  # nearly full
        for value in range(first, min(last, first + len(have) + 1) + 1):
            if (address := str(kind(value))) not in have:
                return address
    raise conflict(
        f"No more IP addresses available on network {subnet.network}.",
        "IpAddressGenerationFailure",
    )


def own_address(subnet: Subnet, mac: str) -> str:
    """Return the address that a port makes of its MAC (EUI-64)."""
    parts = bytes.fromhex(mac.replace(":", ""))
    low = bytes([parts[0] ^ 2, *parts[1:3], 0xFF, 0xFE, *parts[3:]])
    return str(ipaddress.ip_network(subnet.cidr)[int.from_bytes(low)])


def automatic(cloud: DemoCloud, network: str, mac: str) -> list[Taken]:
    """Return the addresses that every port of a network has by itself."""
    return [(s.id, own_address(s, mac)) for s in of_network(cloud, network) if is_automatic(s)]


def usual(cloud: DemoCloud, network: str, mac: str) -> list[Taken]:
    """Return what a port gets that asks for nothing: one address of each version.

    Raises:
        Refusal: 409.
    """
    subnets = [s for s in of_network(cloud, network) if not is_automatic(s)]
    found = []
    for wanted in (4, 6):
        same = [s for s in subnets if version(s) == wanted]
        if same:
            found.append((same[0].id, _first_free(cloud, same)))
    return found + automatic(cloud, network, mac)


def _first_free(cloud: DemoCloud, subnets: list[Subnet]) -> str:
    return free_address(cloud, subnets[0])


def asked_for(
    cloud: DemoCloud, network: Network, asked: list[dict[str, Any]], mac: str, port: Port | None
) -> list[Taken]:
    """Return the addresses of ``fixed_ips``; ``port`` has some of them already.

    Raises:
        Refusal: 400, 404 or 409 in Neutron's words.
    """
    have = port.addresses if port else []
    found: list[Taken] = []
    for entry in asked:
        subnet = _subnet(cloud, network, entry)
        address = entry.get("ip_address")
        if address is None:
            known = [a for s, a in have if s == subnet.id and (s, a) not in found]
            if is_automatic(subnet):
                address = own_address(subnet, mac)
            else:
                address = known[0] if known else free_address(cloud, subnet)
        elif (subnet.id, address) not in have and address in taken(cloud, subnet):
            raise conflict(
                f"IP address {address} already allocated in subnet {subnet.id}",
                "IpAddressAlreadyAllocated",
            )
        found.append((subnet.id, str(address)))
    rest = [t for t in automatic(cloud, network.id, mac) if t not in found]
    return found + (rest if asked else [])


def _subnet(cloud: DemoCloud, network: Network, entry: dict[str, Any]) -> Subnet:
    """Return the subnet that an entry of ``fixed_ips`` speaks of."""
    wanted, address = entry.get("subnet_id"), entry.get("ip_address")
    subnets = of_network(cloud, network.id)
    if wanted is not None:
        subnet = cloud.state.subnets.get(str(wanted))
        if subnet is None:
            raise not_found(f"Subnet {wanted} could not be found.", "SubnetNotFound")
        if subnet not in subnets:
            raise bad_request(
                f"Invalid input for operation: Failed to create port on network {network.id}, "
                f"because fixed_ips included invalid subnet {wanted}.",
                "InvalidInput",
            )
        if address is not None and not holds(subnet, address):
            raise bad_request(
                f"IP address {address} is not a valid IP for the specified subnet.",
                "InvalidIpForSubnet",
            )
        return subnet
    for subnet in subnets:
        if address is not None and holds(subnet, address):
            return subnet
    raise bad_request(
        f"IP address {address} is not a valid IP for any of the subnets on the specified network.",
        "InvalidIpForNetwork",
    )


def fixed_ips(name: str, value: Any) -> list[dict[str, Any]]:
    """Check the shape of ``fixed_ips``."""
    if not isinstance(value, list):
        raise wrong(name, f"Invalid data format for fixed IP: '{value}'")
    for entry in value:
        if not isinstance(entry, dict) or not entry or set(entry) - {"subnet_id", "ip_address"}:
            raise wrong(name, f"Invalid data format for fixed IP: '{entry}'")
        if "ip_address" in entry:
            try:
                ipaddress.ip_address(entry["ip_address"])
            except ValueError:
                raise wrong(name, f"'{entry['ip_address']}' is not a valid IP address") from None
    return value


def shown(taken: list[Taken]) -> Iterator[dict[str, str]]:
    """Yield addresses as Neutron shows them."""
    for subnet, address in taken:
        yield {"subnet_id": subnet, "ip_address": address}
