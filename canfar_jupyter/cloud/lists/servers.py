"""Nova's servers as columns.

Source: https://docs.openstack.org/api-ref/compute/#list-servers-detailed
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from sys import intern
from typing import Any

import msgspec

from canfar_jupyter.cloud.lists.fields import Fields
from canfar_jupyter.cloud.lists.listing import Listing
from canfar_jupyter.cloud.lists.reading import Columns
from canfar_jupyter.model.instances.states import GONE, UNKNOWN

LONGEST_FAULT = 1000  # characters; Nova may send a whole traceback to administrators


class _Address(msgspec.Struct, gc=False):
    addr: str = ""
    type: str = msgspec.field(name="OS-EXT-IPS:type", default="fixed")


class Flavor(msgspec.Struct, gc=False):
    """The flavor of a server: embedded since microversion 2.47, only its id before."""

    id: str = ""
    name: str = msgspec.field(name="original_name", default="")
    vcpus: int = 0
    ram: int = 0
    disk: int = 0
    ephemeral: int = 0


class _Image(msgspec.Struct, gc=False):
    id: str = ""


class _Named(msgspec.Struct, gc=False):
    name: str = ""


class Fault(msgspec.Struct, gc=False):
    """Why Nova set a server to ERROR."""

    message: str = ""


class ServerRow(msgspec.Struct, gc=False):
    """What code asks of a server; ``Fields`` adds what the schema takes as it is.

    Only the id is always present: a Nova cell that is down returns little more.
    """

    id: str
    name: str | None = None
    status: str | None = None
    task: str | None = msgspec.field(name="OS-EXT-STS:task_state", default=None)
    image: _Image | str | None = None  # "": booted from a volume
    flavor: Flavor | None = None
    addresses: dict[str, list[_Address]] | None = None
    security_groups: list[_Named] | None = None
    updated: str | None = None
    launched: str | None = msgspec.field(name="OS-SRV-USG:launched_at", default=None)
    fault: Fault | None = None


class _OnlyName(msgspec.Struct, gc=False):
    id: str
    name: str | None = None


FIELDS = Fields("servers", ServerRow)
DETAIL = Listing(FIELDS.row, "compute", "/servers/detail", "servers")
IDS = Listing(_OnlyName, "compute", "/servers", "servers")
NO_FLAVOR = Flavor()


def columns(
    rows: list[ServerRow],
    names: Mapping[str, str],
    flavor_of: Callable[[Flavor], Flavor] = lambda flavor: flavor,
) -> Columns:
    """Lay out rows as columns.  This handles 10,000 rows: plain loops, no helpers.

    Args:
        rows: As Nova sent them.
        names: Names of images by id; missing ones are left empty for now.
        flavor_of: Finds the flavor that a server names by id only.
    """
    image_ids = [r.image.id if isinstance(r.image, _Image) else "" for r in rows]
    flavors = [r.flavor or NO_FLAVOR for r in rows]
    if any([f.id for f in flavors]):  # a Nova before 2.47, or a front end that hides the version
        flavors = [flavor_of(flavor) for flavor in flavors]
    image_ids = [intern(id_) for id_ in image_ids]
    addresses, floating = _addresses(rows)
    worked_out: Columns = {
        "status": [intern(r.status or UNKNOWN) for r in rows],
        "image": [names.get(id_, "") for id_ in image_ids],
        "image_id": image_ids,
        "flavor": [intern(f.name) for f in flavors],
        "vcpus": [f.vcpus for f in flavors],
        "ram_gib": [f.ram / 1024 for f in flavors],
        "disk_gib": [f.disk for f in flavors],
        "ephemeral_gib": [f.ephemeral for f in flavors],
        "addresses": addresses,
        "floating_ip": floating,
        "security_groups": _group_names(rows),
        "fault": [r.fault.message[:LONGEST_FAULT] if r.fault else "" for r in rows],
    }
    return FIELDS.columns(rows, worked_out)


def _addresses(rows: Iterable[ServerRow]) -> tuple[list[str], list[str]]:
    """Return all addresses of each row, fixed ones first, and its first floating one."""
    every: list[str] = []
    floating: list[str] = []
    for row in rows:
        if (only := _only_address(row.addresses)) is not None:
            every.append(only)
            floating.append("")
            continue
        fixed: list[str] = []
        outside: list[str] = []
        for network in (row.addresses or {}).values():
            for address in network:
                (outside if address.type == "floating" else fixed).append(address.addr)
        every.append(", ".join(fixed + outside))
        floating.append(outside[0] if outside else "")
    return every, floating


def _only_address(networks: dict[str, list[_Address]] | None) -> str | None:
    """Return the address of a server that has only one, as most do, if it is a fixed one."""
    if networks is None or len(networks) != 1:
        return None
    [network] = networks.values()
    if len(network) != 1 or network[0].type == "floating":
        return None
    return network[0].addr


def _group_names(rows: Iterable[ServerRow]) -> list[tuple[str, ...]]:
    """Name each group of each row once: Nova names it once per port.

    A name may have commas in it: they are kept apart. Rows of the same groups share a tuple.
    """
    known: dict[tuple[str, ...], tuple[str, ...]] = {}
    found = []
    for row in rows:
        names = tuple([group.name for group in row.security_groups or ()])
        if len(names) > 1:
            names = tuple(dict.fromkeys(names))
        found.append(known.setdefault(names, names))
    return found


def alive(rows: list[ServerRow]) -> tuple[list[ServerRow], tuple[str, ...]]:
    """Split the result of ``changes-since``: existing rows, and ids of deleted ones."""
    gone = tuple(row.id for row in rows if row.status in GONE)
    return [row for row in rows if row.status not in GONE], gone


def newest(updated: Iterable[str | None]) -> str:
    """Return the latest of times in the same format; empty if there are none."""
    return max((written or "" for written in updated), default="")


_One = msgspec.defstruct("_One", [("server", FIELDS.row)], gc=False)
_one: msgspec.json.Decoder[Any] = msgspec.json.Decoder(_One)


def one(content: bytes) -> ServerRow:
    """Decode the answer to GET /servers/{id}."""
    row: ServerRow = _one.decode(content).server
    return row


class Launched(msgspec.Struct, gc=False):
    """A server with its metadata, to recognise what this package launched."""

    id: str
    name: str | None = None
    status: str | None = None
    created: str | None = None
    metadata: dict[str, Any] | None = None


LAUNCHED = Listing(Launched, "compute", "/servers/detail", "servers")
