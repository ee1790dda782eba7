"""Options that few launches need, requested only then: zones, server groups, volumes.

Source: https://docs.openstack.org/api-ref/compute/#get-availability-zone-information,
https://docs.openstack.org/api-ref/compute/#list-server-groups
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from canfar_jupyter.cloud.faults.translation import REFUSALS, left_out
from canfar_jupyter.cloud.http.client import HttpClient
from canfar_jupyter.model.shown import Shown


@dataclass(frozen=True, slots=True, repr=False)
class Offers(Shown):
    """``server_groups`` are (id, name, policy); ``volumes``: whether the cloud has Cinder."""

    zones: tuple[str, ...]
    server_groups: tuple[tuple[str, str, str], ...]
    volumes: bool
    partial: str = ""  # sentences about what the cloud does not tell; the rest is there


class _State(msgspec.Struct, gc=False):
    available: bool = True


class _Zone(msgspec.Struct, gc=False):
    name: str = msgspec.field(name="zoneName")
    state: _State = msgspec.field(name="zoneState", default_factory=_State)


class _Zones(msgspec.Struct, gc=False):
    zones: list[_Zone] = msgspec.field(name="availabilityZoneInfo")


class _Group(msgspec.Struct, gc=False):
    id: str
    name: str = ""
    policy: str = ""  # from 2.64
    policies: list[str] = msgspec.field(default_factory=list)  # before


class _Groups(msgspec.Struct, gc=False):
    server_groups: list[_Group]


def offers(client: HttpClient) -> Offers:
    """Ask for zones and server groups, and look into the catalog for volumes.

    What is refused takes nothing else away.
    """
    zones, groups, partial = _Zones([]), _Groups([]), []
    try:
        content = client.get("compute", "/os-availability-zone").content
        zones = msgspec.json.decode(content, type=_Zones)
    except REFUSALS as refused:
        partial.append(left_out(refused, "look at the availability zones"))
    try:
        content = client.get("compute", "/os-server-groups").content
        groups = msgspec.json.decode(content, type=_Groups)
    except REFUSALS as refused:
        partial.append(left_out(refused, "look at the server groups"))
    return Offers(
        zones=tuple(zone.name for zone in zones.zones if zone.state.available),
        server_groups=tuple(
            (group.id, group.name, group.policy or next(iter(group.policies), ""))
            for group in groups.server_groups
        ),
        volumes=client.has("block-storage"),
        partial=" ".join(partial),
    )
