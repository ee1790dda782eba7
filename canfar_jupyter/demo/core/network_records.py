"""What the demo cloud remembers of Neutron's things."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field


class Network(Struct, kw_only=True):
    id: str
    name: str
    project: str
    external: bool = False
    mtu: int = 1450
    description: str = ""
    up: bool = True  # admin_state_up, here and below
    port_security: bool = True
    tags: list[str] = field(default_factory=list)
    created: float = 0
    updated: float = 0
    revision: int = 2


class Subnet(Struct, kw_only=True):
    """``gateway`` is empty when there is none; no ``pools``: all but the gateway."""

    id: str
    name: str
    network: str
    project: str
    cidr: str
    gateway: str
    dhcp: bool = True
    dns: list[str] = field(default_factory=list)
    pools: list[tuple[str, str]] = field(default_factory=list)
    routes: list[dict[str, str]] = field(default_factory=list)
    ra_mode: str | None = None
    address_mode: str | None = None
    service_types: list[str] = field(default_factory=list)
    pool: str | None = None  # the subnet pool it was taken from
    description: str = ""
    tags: list[str] = field(default_factory=list)
    created: float = 0
    updated: float = 0
    revision: int = 0


class SubnetPool(Struct, kw_only=True):
    id: str
    name: str
    project: str
    prefixes: list[str]
    smallest: int  # min_prefixlen
    largest: int  # max_prefixlen
    usual: int  # default_prefixlen
    quota: int | None = None
    description: str = ""
    tags: list[str] = field(default_factory=list)
    created: float = 0
    updated: float = 0
    revision: int = 0


class Router(Struct, kw_only=True):
    """``external`` is empty without a gateway; its interfaces are ports."""

    id: str
    name: str
    project: str
    external: str = ""
    external_subnet: str = ""
    address: str = ""
    networks: list[str] = field(default_factory=list)  # to join; see ``routers.join``
    routes: list[dict[str, str]] = field(default_factory=list)
    description: str = ""
    up: bool = True
    tags: list[str] = field(default_factory=list)
    created: float = 0
    updated: float = 0
    revision: int = 3


class Port(Struct, kw_only=True):
    """``subnet`` and ``address`` are its first address, empty without one; ``more`` the others."""

    id: str
    project: str
    network: str
    subnet: str
    address: str
    mac: str
    device: str
    owner: str = "compute:nova"
    more: list[tuple[str, str]] = field(default_factory=list)  # subnet, address
    security_groups: list[str] = field(default_factory=list)
    name: str = ""
    description: str = ""
    status: str = "ACTIVE"
    up: bool = True
    port_security: bool = True
    pairs: list[dict[str, str]] = field(default_factory=list)  # allowed_address_pairs
    dhcp_options: list[dict[str, Any]] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    created: float = 0
    updated: float = 0
    revision: int = 1

    @property
    def addresses(self) -> list[tuple[str, str]]:
        """Its addresses, each with its subnet."""
        return [(self.subnet, self.address), *self.more] if self.address else []

    def take(self, addresses: list[tuple[str, str]]) -> None:
        """Replace its addresses."""
        first, *more = addresses or [("", "")]
        self.subnet, self.address = first
        self.more = more


class SecurityGroup(Struct, kw_only=True):
    id: str
    name: str
    project: str
    description: str = ""
    stateful: bool = True
    tags: list[str] = field(default_factory=list)
    created: float = 0
    updated: float = 0
    revision: int = 1


class Rule(Struct, kw_only=True):
    id: str
    project: str
    group: str
    direction: str
    ethertype: str = "IPv4"
    protocol: str | None = None
    low: int | None = None
    high: int | None = None
    cidr: str | None = None
    remote_group: str | None = None
    description: str = ""
    created: float = 0
    revision: int = 0


class FloatingIP(Struct, kw_only=True):
    id: str
    project: str
    address: str
    network: str
    port: str | None = None
    fixed: str = ""  # which of the port's addresses
    description: str = ""
    tags: list[str] = field(default_factory=list)
    created: float = 0
    updated: float = 0
    revision: int = 0
