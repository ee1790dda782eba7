"""Placeholder rows of what was just created, before the cloud lists it: known values only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from canfar_jupyter.model.columns import blank
from canfar_jupyter.model.images.systems import cloud_init, system_of, why_not_supported
from canfar_jupyter.model.instances.server import Server
from canfar_jupyter.model.instances.states import SCHEDULING
from canfar_jupyter.model.keys.public_key import check_key
from canfar_jupyter.model.launch.spec import LaunchSpec

Row = dict[str, Any]


def server_row(
    spec: LaunchSpec, server: Server, project: Mapping[str, Mapping[str, Mapping[str, Any]]]
) -> Row:
    """Return the row of an instance that was just requested."""
    image = project["images"].get(spec.image, {})
    flavor = project["flavors"].get(spec.flavor, {})
    groups = project["security_groups"]
    now = _now()
    return blank("servers") | {
        "id": server.id,
        "name": server.name,
        "status": server.status,
        "task": SCHEDULING,
        "image": image.get("name", ""),
        "image_id": spec.image,
        "flavor": flavor.get("name", ""),
        "vcpus": flavor.get("vcpus", 0),
        "ram_gib": flavor.get("ram_gib", 0.0),
        "disk_gib": flavor.get("disk_gib", 0),
        "ephemeral_gib": flavor.get("ephemeral_gib", 0),
        "key": spec.key or "",
        "security_groups": ", ".join(
            groups[id_]["name"] if id_ in groups else id_ for id_ in spec.security_groups
        ),
        "created": now,
        "updated": now,
    }


def image_row(image_id: str, name: str, project_id: str, **known: Any) -> Row:
    """Return the row of an image that was just created; ``known``: columns that are known."""
    now = _now()
    system = system_of(name, known.get("os_distro", ""), known.get("os_version", ""))
    why = why_not_supported(system)
    row = blank("images") | {
        "id": image_id,
        "name": name,
        "tab": "project",
        "status": "queued",
        "visibility": "private",
        "owner": project_id,
        "os": system.name,
        "os_distro": system.key,
        "os_version": system.version,
        "os_by_name": bool(system.key) and not known.get("os_distro"),
        "supported": not why,
        "supported_why": why,
        "cloud_init": cloud_init(name, system, known.get("disk_format", "")),
        "created": now,
        "updated": now,
    }
    return row | known


def key_row(name: str, public_key: str) -> Row:
    """Return the row of a key that was just imported."""
    key = check_key(public_key)
    return blank("keypairs") | {
        "id": name,
        "name": name,
        "fingerprint": key.fingerprint,
        "type": key.type,
        "public_key": key.line,
    }


def group_row(id_: str, name: str, description: str) -> Row:
    """Return the row of a security group without rules."""
    return blank("security_groups") | {"id": id_, "name": name, "description": description}


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
