"""Security group rules in words, and which traffic they allow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from canfar_jupyter.model.shown import Shown

ANYWHERE = "0.0.0.0/0"  # of IPv4, which is usually meant; "::/0" is that of IPv6


@dataclass(frozen=True, slots=True, repr=False)
class Rule(Shown):
    """One rule that allows traffic (there are no rules that forbid any)."""

    direction: str  # ingress, egress
    protocol: str | None = None  # tcp, udp, icmp, a number...; None: any
    port_min: int | None = None
    port_max: int | None = None
    cidr: str | None = None  # None with group None: anywhere
    group: str | None = None  # id of the group whose members are allowed
    ethertype: str = "IPv4"
    id: str = ""  # Neutron's; "": not known yet
    address_group: str | None = None  # id of an address group


@dataclass(frozen=True, slots=True)
class Service:
    """A service to allow, by its usual name."""

    name: str
    protocol: str
    port_min: int | None
    port_max: int | None


# Neutron accepts numbers and old names too.  Source: IP_PROTOCOL_MAP of neutron_lib/constants.py
_PROTOCOLS = {
    **{"1": "icmp", "2": "igmp", "4": "ipip", "6": "tcp", "8": "egp", "17": "udp", "33": "dccp"},
    **{"41": "ipv6-encap", "43": "ipv6-route", "44": "ipv6-frag", "46": "rsvp", "47": "gre"},
    **{"50": "esp", "51": "ah", "58": "ipv6-icmp", "59": "ipv6-nonxt", "60": "ipv6-opts"},
    **{"89": "ospf", "112": "vrrp", "113": "pgm", "132": "sctp", "136": "udplite"},
    **{"icmpv6": "ipv6-icmp", "any": ""},
}
_WITH_PORTS = ("tcp", "udp", "sctp", "dccp", "udplite")
_WORDS = {"": "everything", "ipv6-icmp": "ICMPv6"}

SERVICES = (
    Service("SSH", "tcp", 22, 22),
    Service("HTTP", "tcp", 80, 80),
    Service("HTTPS", "tcp", 443, 443),
    Service("HTCondor", "tcp", 9618, 9618),
    Service("Jupyter", "tcp", 8888, 8888),
    Service("Ping", "icmp", None, None),
)


def protocol_of(rule: Rule) -> str:
    """Return a rule's protocol by its name, "tcp" for "6"; "": any."""
    said = str(rule.protocol or "").lower()
    return _PROTOCOLS.get(said, said)


def is_open(rules: Iterable[Rule], port: int, address: str | None = None) -> bool:
    """Return whether tcp ``port`` is open to ``address`` (None: to any outside address)."""
    return any(_lets_in(rule, port, address) for rule in rules)


def _lets_in(rule: Rule, port: int, address: str | None) -> bool:
    if rule.direction != "ingress" or rule.group or protocol_of(rule) not in ("", "tcp"):
        return False
    low, high = rule.port_min or 0, rule.port_max or 65535
    if not low <= port <= high:
        return False
    if address is None:
        return True
    if rule.address_group:
        return False  # its addresses are not known
    if rule.cidr is None:
        return rule.ethertype == f"IPv{ip_address(address).version}"
    return ip_address(address) in ip_network(rule.cidr, strict=False)


def openings(rules: Iterable[Rule], port: int) -> list[str]:
    """Return from where tcp ``port`` is open, in words: "anywhere" (by IPv4), "10.0.0.0/8"."""
    return list(dict.fromkeys(_where(rule) for rule in rules if _lets_in(rule, port, None)))


def only_opens(rules: Iterable[Rule], port: int) -> bool:
    """Return whether these open a tcp port to anywhere, and let nothing else in."""
    inward = [rule for rule in rules if rule.direction == "ingress"]
    exact = all((rule.port_min, rule.port_max) == (port, port) for rule in inward)
    return exact and "anywhere" in openings(inward, port)


def cidr_of(address: str) -> str:
    """Return a CIDR as Neutron writes it; for a single address "192.0.2.7/32"."""
    return str(ip_network(address.strip(), strict=False))


def is_behind_nat(address: str) -> bool:
    """Return whether NAT probably replaces an address on the way.

    A cloud elsewhere does not see a private or shared address (RFC 6598).
    """
    return not ip_address(address).is_global


def is_loopback(address: str) -> bool:
    """Return whether an address never leaves its own host."""
    return ip_address(address).is_loopback


def range_problem(cidr: str) -> str:
    """Return why this is not a valid CIDR; "": it is one."""
    try:
        ip_network(cidr.strip(), strict=False)
    except ValueError:
        return f'{cidr!r} is not a CIDR: write it like "203.0.113.0/24".'
    return ""


def in_words(rule: Rule) -> str:
    """Return what one rule allows: "SSH from anywhere", "tcp 8000-8010 from 10.0.0.0/8"."""
    protocol = protocol_of(rule)
    if protocol.isdigit():
        protocol = f"protocol {protocol}"
    if rule.port_min is None or protocol not in _WITH_PORTS:  # icmp has types instead of ports
        what = _WORDS.get(protocol, protocol)
    elif rule.port_max in (None, rule.port_min):
        known = next(
            (
                service.name
                for service in SERVICES
                if (service.protocol, service.port_min) == (protocol, rule.port_min)
            ),
            None,
        )
        what = known or f"{protocol} {rule.port_min}"
    else:
        what = f"{protocol} {rule.port_min}-{rule.port_max}"
    if rule.group:
        return f"{what} from members of a group"
    return f"{what} from {_where(rule)}"


def _where(rule: Rule) -> str:
    if rule.address_group:
        return "an address group"
    if rule.cidr == ANYWHERE or (rule.cidr is None and rule.ethertype != "IPv6"):
        return "anywhere"
    return "anywhere (IPv6)" if rule.cidr in (None, "::/0") else str(rule.cidr)


def open_ports(rules: Iterable[Rule]) -> str:
    """Return in one line what a group allows; empty: nothing."""
    words = dict.fromkeys(in_words(r) for r in rules if r.direction == "ingress")
    return ", ".join(w for w in words if w.removesuffix(" (IPv6)") == w or w[:-7] not in words)
