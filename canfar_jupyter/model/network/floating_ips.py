"""Which floating IPs an instance can get, and what each is associated with.  Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from canfar_jupyter.model.instances.addresses import listed
from canfar_jupyter.model.instances.states import is_going
from canfar_jupyter.model.quotas import room

NEW = "new"  # a floating IP that the project has not got yet
ANY = "any"  # a floating IP that is not associated; a new one if there is none
Row = Mapping[str, Any]
Rows = Mapping[str, Row]

GOING = "an instance that is being deleted"
ELSE = "something else"  # a load balancer, a router, an instance of another list


@dataclass(frozen=True, slots=True)
class Offer:
    """One floating IP that an instance can get.

    Attributes:
        id: Its id; NEW: one to be allocated to the project.
        kind: "free" (not associated now), "new" (to be allocated) or "move" (from another port).
        address: The address itself; "": not known yet.
        loser: Name of what it is associated with now; "": nothing.
        port: The port it is associated with now; "": none.
    """

    id: str
    kind: Literal["free", "new", "move"]
    address: str = ""
    loser: str = ""
    port: str = ""

    @property
    def text(self) -> str:
        """Its description in a list of choices."""
        if self.kind == "new":
            return "Allocate a new one"
        how = "free" if self.kind == "free" else f"moved from {self.loser}"
        return f"{self.address} ({how})"


def holder(row: Row, servers: Rows) -> str:
    """Return the name of what a floating IP is associated with; "" if it is not.

    An instance that is being deleted has it no more, even while its port exists.
    """
    if not row["port_id"]:
        return ""
    if server := servers.get(row["server_id"]):
        return "" if is_going(server) else str(server["name"])
    if row["server_id"]:  # read later than the servers
        return f"instance {row['server_id'][:8]}"
    return _by_address(str(row["name"]), servers) or ELSE


def _by_address(address: str, servers: Rows) -> str:
    """Find what has an address where Neutron does not say which instance owns a port."""
    for server in servers.values():
        if server["floating_ip"] == address:
            return str(server["name"])
    return ""


def idle(ips: Rows) -> list[Row]:
    """Return the floating IPs that are not associated, longest unused first."""
    free = [row for row in ips.values() if not row["port_id"]]
    return sorted(free, key=lambda row: (str(row["updated"] or ""), str(row["name"])))


def offers(ips: Rows, servers: Rows, quotas: Rows, networks: Rows) -> list[Offer]:
    """Return what an instance can get, best first: a free one, a new one, another instance's."""
    if not any(network["external"] for network in networks.values()):
        return []
    found = [Offer(row["id"], "free", row["name"]) for row in idle(ips)]
    if room(quotas.get("floating_ips")) >= 1:
        found.append(Offer(NEW, "new"))
    led = sorted((row for row in ips.values() if row["port_id"]), key=lambda row: str(row["name"]))
    found += [
        Offer(row["id"], "move", row["name"], holder(row, servers) or GOING, row["port_id"])
        for row in led
    ]
    return found


def why_none(ips: Rows, networks: Rows, quotas: Rows) -> str:
    """Return why there is nothing to offer, and what to do about it."""
    if not any(network["external"] for network in networks.values()):
        return (
            "This cloud has no external network, so there are no floating IPs: ask its support "
            "how instances are reached."
        )
    return (
        f"The quota is reached ({used_in_words(ips, quotas)}): ask the owner of the "
        "project, or the cloud's support, for more."
    )


def used_in_words(ips: Rows, quotas: Rows) -> str:
    """Return "1 of 3 used"; many clouds do not tell a member how many are used."""
    quota = quotas.get("floating_ips", {"used": math.nan, "limit": math.nan})
    used = len(ips) if math.isnan(quota["used"]) else quota["used"]
    limit = "" if math.isnan(quota["limit"]) else f" of {quota['limit']:g}"
    return f"{used:g}{limit} used"


def summary(ips: Rows, quotas: Rows) -> str:
    """Return "1 of 3 used, 1 not associated"."""
    free = len(idle(ips))
    many = "" if not free else f", {free} not associated"
    return f"{used_in_words(ips, quotas)}{many}"


def idle_in_words(free: Iterable[Row]) -> str:
    """Point out unassociated floating IPs: they count against the quota, and may be needed."""
    names = [str(row["name"]) for row in free]
    if not names:
        return ""
    if len(names) == 1:
        return f"{names[0]} is not associated: associate it with an instance, or release it."
    shown = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
    return f"{shown} are not associated: associate them with instances, or release them."


def of_server(server: Row, ips: Rows) -> Row | None:
    """Return the floating IP of an instance; None if it has none."""
    if is_going(server):
        return None
    for row in ips.values():
        mine = row["server_id"] == server["id"] or row["name"] == server["floating_ip"]
        if row["port_id"] and mine:
            return row
    return None


def fixed_addresses(server: Row, ips: Rows) -> list[str]:
    """Return the IPv4 addresses of an instance that a floating IP can be associated with."""
    floating = {str(row["name"]) for row in ips.values()} | {str(server["floating_ip"])}
    every = listed(str(server["addresses"]))
    return [a for a in every if ":" not in a and a not in floating]
