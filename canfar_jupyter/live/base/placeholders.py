"""Placeholder rows of what was just created, before the cloud lists it: known values only."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from canfar_jupyter.model.columns import TIME
from canfar_jupyter.model.images.systems import cloud_init, system_of, why_not_supported
from canfar_jupyter.model.keys.public_key import check_key

Row = dict[str, Any]


def image_row(image_id: str, name: str, project_id: str, **known: Any) -> Row:
    """Return the row of an image that was just created; ``known``: columns that are known."""
    now = datetime.now(UTC).strftime(TIME)
    system = system_of(name, known.get("os_distro", ""), known.get("os_version", ""))
    why = why_not_supported(system)
    row = {
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
    return {
        "id": name,
        "name": name,
        "fingerprint": key.fingerprint,
        "type": key.type,
        "public_key": key.line,
    }


def group_row(id_: str, name: str, description: str) -> Row:
    """Return the row of a security group without rules."""
    return {"id": id_, "name": name, "description": description}
