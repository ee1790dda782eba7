"""Which addresses are available on the project's networks, as far as a member can see.

Source: https://docs.openstack.org/api-ref/network/v2/#list-subnets,
https://docs.openstack.org/api-ref/network/v2/#list-ports
"""

from __future__ import annotations

from typing import Any

import msgspec

from canfar_jupyter.cloud.faults.translation import REFUSALS, left_out
from canfar_jupyter.cloud.http.client import HttpClient
from canfar_jupyter.cloud.lists.listing import PAGE, Listing


class _Subnet(msgspec.Struct, gc=False):
    id: str
    network_id: str = ""
    cidr: str = ""
    gateway_ip: str | None = None


class _Fixed(msgspec.Struct, gc=False):
    subnet_id: str = ""
    ip_address: str = ""


class _Port(msgspec.Struct, gc=False):
    id: str
    fixed_ips: list[_Fixed] | None = None


_SUBNETS = Listing(_Subnet, "network", "/subnets", "subnets")
_PORTS = Listing(_Port, "network", "/ports", "ports")


def read(client: HttpClient) -> dict[str, dict[str, Any]]:
    """Return the subnets by id: network, cidr, gateway ("": none), taken (addresses)."""
    taken: dict[str, set[str]] = {}
    try:
        for page in _PORTS.pages(client, {"limit": PAGE}):
            for fixed in (ip for row in page.rows for ip in row.fixed_ips or ()):
                taken.setdefault(fixed.subnet_id, set()).add(fixed.ip_address)
    except REFUSALS as refused:
        left_out(refused, "look at the ports")  # then what is taken is not known
    return {
        row.id: {
            "network": row.network_id,
            "cidr": row.cidr,
            "gateway": row.gateway_ip or "",
            "taken": frozenset(taken.get(row.id, ())),
        }
        for page in _SUBNETS.pages(client, {"limit": PAGE})
        for row in page.rows
        if row.cidr
    }
