"""Read an existing instance back as the launch that would create another like it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from canfar_jupyter.cloud.faults.translation import SDK_ERRORS
from canfar_jupyter.cloud.http.client import HttpClient
from canfar_jupyter.cloud.launch.request import TOKEN
from canfar_jupyter.model.launch.first_boot import NOTE
from canfar_jupyter.model.launch.problems import attachable_networks
from canfar_jupyter.model.launch.spec import LaunchSpec

_WITH_ZONE = "2.96"  # says which zone was asked for; server groups are there from 2.71 on
Rows = Mapping[str, Mapping[str, Any]]


class _Id(msgspec.Struct, gc=False):
    id: str = ""


class _Flavor(msgspec.Struct, gc=False):
    id: str = ""
    name: str = msgspec.field(name="original_name", default="")


class _Named(msgspec.Struct, gc=False):
    name: str = ""


class _Server(msgspec.Struct, gc=False):
    name: str | None = None
    image: _Id | str | None = None  # "": booted from a volume
    flavor: _Flavor | None = None
    key_name: str | None = None
    security_groups: list[_Named] | None = None
    addresses: dict[str, Any] | None = None
    metadata: dict[str, str] | None = None
    tags: list[str] | None = None
    description: str | None = None
    config_drive: str | bool | None = None
    zone: str | None = msgspec.field(name="pinned_availability_zone", default=None)
    server_groups: list[str] | None = None
    volumes: list[_Id] | None = msgspec.field(
        name="os-extended-volumes:volumes_attached", default=None
    )


class _Port(msgspec.Struct, gc=False):
    network_id: str = ""
    security_groups: list[str] = msgspec.field(default_factory=list)


class _Ports(msgspec.Struct, gc=False):
    ports: list[_Port]


class _Volume(msgspec.Struct, gc=False):
    size: int = 0
    bootable: str = ""
    image: dict[str, str] | None = msgspec.field(name="volume_image_metadata", default=None)


class _VolumeAnswer(msgspec.Struct, gc=False):
    volume: _Volume


class _Answer(msgspec.Struct, gc=False):
    server: _Server


def spec_of(client: HttpClient, id_: str, project: Mapping[str, Rows]) -> LaunchSpec:
    """Ask Nova about one server; things that no longer exist are left out.

    Its groups and networks are those of its ports, by id: Nova returns only names, which may
    not be unique.
    """
    answer = client.send("compute", "GET", f"/servers/{id_}", newest=_WITH_ZONE)
    server = msgspec.json.decode(answer.content, type=_Answer).server
    flavor = server.flavor or _Flavor()
    networks, groups = _plugged(client, id_, server, project)
    image, volume_gib = _root(client, server)
    key = server.key_name
    metadata = {k: v for k, v in (server.metadata or {}).items() if k not in (TOKEN, NOTE)}
    return LaunchSpec(
        name=server.name or "",
        image=image if image in project["images"] else "",
        flavor=flavor.id or next(iter(_ids(project["flavors"], [flavor.name])), ""),
        key=key if key in project["keypairs"] else None,
        security_groups=groups,
        network=networks[0] if networks else None,
        more_networks=networks[1:],
        volume_gib=volume_gib,
        availability_zone=server.zone or None,
        server_group=next(iter(server.server_groups or ()), None),
        tags=tuple(server.tags or ()),
        metadata=tuple(metadata.items()),
        config_drive=server.config_drive in (True, "True"),
        description=server.description or None,
    )


def _plugged(
    client: HttpClient, id_: str, server: _Server, project: Mapping[str, Rows]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the networks and the security groups of a server."""
    usable, known = attachable_networks(project["networks"]), project["security_groups"]
    try:
        content = client.get("network", "/ports", {"device_id": id_}).content
        ports = msgspec.json.decode(content, type=_Ports).ports
    except SDK_ERRORS:
        ports = []
    if not ports:  # not built yet, or not to be seen
        groups = [group.name for group in server.security_groups or ()]
        return _ids(usable, list(server.addresses or ())), _ids(known, groups)
    ours = dict.fromkeys(group for port in ports for group in port.security_groups)
    networks = dict.fromkeys(port.network_id for port in ports)
    return tuple(n for n in networks if n in usable), tuple(g for g in ours if g in known)


def _root(client: HttpClient, server: _Server) -> tuple[str, int | None]:
    """Return the image it boots from, and the size of the volume created from it, if any.

    Source: https://docs.openstack.org/api-ref/block-storage/v3/#show-a-volume-s-details
    """
    if isinstance(server.image, _Id):
        return server.image.id, None
    for attached in server.volumes or ():
        try:
            content = client.get("block_storage", f"/volumes/{attached.id}").content
            volume = msgspec.json.decode(content, type=_VolumeAnswer).volume
        except SDK_ERRORS:
            continue
        if volume.bootable == "true":
            return (volume.image or {}).get("image_id", ""), volume.size
    return "", None


def _ids(rows: Rows, names: list[str]) -> tuple[str, ...]:
    """Return the ids of names; the first of several rows with the same name."""
    first: dict[str, str] = {}
    for id_, row in rows.items():
        first.setdefault(row["name"], id_)
    return tuple(first[name] for name in dict.fromkeys(names) if name in first)
