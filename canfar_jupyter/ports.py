"""Security group rules in words, and whether they let somebody in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

ANYWHERE = "0.0.0.0/0"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule that lets traffic in (groups have no rules that forbid)."""

    direction: str  # ingress, egress
    protocol: str | None = None  # tcp, udp, icmp, a number...; None: any
    port_min: int | None = None
    port_max: int | None = None
    cidr: str | None = None  # None with group None: anywhere
    group: str | None = None  # id of the group whose members may come in
    ethertype: str = "IPv4"


def is_open(rules: Iterable[Rule], port: int, address: str | None = None) -> bool:
    """Say whether tcp ``port`` is open to ``address`` (None: to anybody at all outside)."""
    return any(_lets_in(rule, port, address) for rule in rules)


def _lets_in(rule: Rule, port: int, address: str | None) -> bool:
    if rule.direction != "ingress" or rule.group or rule.protocol not in (None, "any", "tcp", "6"):
        return False
    low, high = rule.port_min or 0, rule.port_max or 65535
    if not low <= port <= high:
        return False
    if address is None or rule.cidr is None:
        return True
    return ip_address(address) in ip_network(rule.cidr, strict=False)


_SERVICES = {22: "SSH", 80: "HTTP", 443: "HTTPS", 9618: "HTCondor"}


def in_words(rule: Rule) -> str:
    """Say what one rule lets in: "SSH from anywhere", "tcp 8000-8010 from 10.0.0.0/8"."""
    protocol = rule.protocol if rule.protocol not in (None, "any") else "everything"
    if rule.port_min is None or protocol == "icmp":  # icmp has types where others have ports
        what = protocol
    elif rule.port_min == rule.port_max:
        known = _SERVICES.get(rule.port_min) if protocol == "tcp" else None
        what = known or f"{protocol} {rule.port_min}"
    else:
        what = f"{protocol} {rule.port_min}-{rule.port_max}"
    if rule.group:
        return f"{what} from members of a group"
    where = "anywhere" if rule.cidr in (None, ANYWHERE, "::/0") else rule.cidr
    return f"{what} from {where}"


def open_ports(rules: Iterable[Rule]) -> str:
    """Say in one line what a group lets in; empty: nothing."""
    return ", ".join(dict.fromkeys(in_words(r) for r in rules if r.direction == "ingress"))
