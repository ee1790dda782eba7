"""An instance that exists, read back as the launch that would make another like it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from canfar_jupyter.checks import plugs
from canfar_jupyter.cloud.launching import TOKEN
from canfar_jupyter.spec import LaunchSpec

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


class _Answer(msgspec.Struct, gc=False):
    server: _Server


def spec_of(content: bytes, project: Mapping[str, Rows]) -> LaunchSpec:
    """Read Nova's answer about one server; what the project has no longer is left out."""
    server = msgspec.json.decode(content, type=_Answer).server
    flavor = server.flavor or _Flavor()
    groups = [group.name for group in server.security_groups or ()]
    networks = _ids(plugs(project["networks"]), list(server.addresses or ()))
    image = server.image.id if isinstance(server.image, _Id) else ""
    key = server.key_name
    metadata = {k: v for k, v in (server.metadata or {}).items() if k != TOKEN}
    return LaunchSpec(
        name=server.name or "",
        image=image if image in project["images"] else "",
        flavor=flavor.id or next(iter(_ids(project["flavors"], [flavor.name])), ""),
        key=key if key in project["keypairs"] else None,
        security_groups=_ids(project["security_groups"], groups),
        network=networks[0] if networks else None,
        more_networks=networks[1:],
        availability_zone=server.zone or None,
        server_group=next(iter(server.server_groups or ()), None),
        tags=tuple(server.tags or ()),
        metadata=tuple(metadata.items()),
        config_drive=server.config_drive in (True, "True"),
        description=server.description or None,
    )


def _ids(rows: Rows, names: list[str]) -> tuple[str, ...]:
    """Return the ids of names; of several rows of one name the first."""
    first: dict[str, str] = {}
    for id_, row in rows.items():
        first.setdefault(row["name"], id_)
    return tuple(first[name] for name in dict.fromkeys(names) if name in first)
