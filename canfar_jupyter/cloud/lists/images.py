"""Glance's images as columns.

Source: https://docs.openstack.org/api-ref/image/v2/#list-images
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from sys import intern

import msgspec

from canfar_jupyter.cloud.lists.listing import Listing
from canfar_jupyter.cloud.lists.reading import Columns
from canfar_jupyter.model.images.systems import cloud_init, system_of, why_not_supported


class ImageRow(msgspec.Struct, gc=False):
    """What is shown of an image; its properties are beside Glance's own fields."""

    id: str
    name: str | None = None
    status: str | None = None
    disk_format: str | None = None
    size: int | None = None
    virtual_size: int | None = None
    min_disk: int | None = None
    min_ram: int | None = None
    visibility: str | None = None
    owner: str | None = None
    protected: bool | None = None
    created_at: str | None = None
    updated_at: str | None = None
    os_distro: str | None = None
    os_version: str | None = None
    image_type: str | None = None
    instance_uuid: str | None = None  # Nova leaves it on what it made of a server
    cloud_init: str | None = None


class _Named(msgspec.Struct, gc=False):
    id: str
    name: str | None = None


IMAGES = Listing(ImageRow, "image", "/images", "images")
NAMES = Listing(_Named, "image", "/images", "images")
IDS_A_CALL = 50  # of the filter id=in:, so that no address grows longer than servers take


def columns(rows: list[ImageRow], project_id: str, offered: bool = False) -> Columns:
    """Lay out rows as columns.

    Args:
        rows: As Glance sent them.
        project_id: Ours, to tell what belongs to us.
        offered: Whether these are shared with us and not accepted yet.
    """
    systems = [system_of(r.name or "", r.os_distro or "", r.os_version or "") for r in rows]
    # few systems stand behind many rows, and equal ones are mostly the same object
    reasons = {id(s): why_not_supported(s) for s in {id(s): s for s in systems}.values()}
    why = [reasons[id(s)] for s in systems]
    return {
        "id": [r.id for r in rows],
        "name": [r.name or "" for r in rows],
        "tab": [_tab(r, project_id, offered) for r in rows],
        "status": [intern(r.status or "") for r in rows],
        "disk_format": [intern(r.disk_format or "") for r in rows],
        "size": [r.size for r in rows],
        "virtual_size": [r.virtual_size for r in rows],
        "min_disk_gib": [r.min_disk or 0 for r in rows],
        "min_ram_mib": [r.min_ram or 0 for r in rows],
        "visibility": [intern(r.visibility or "") for r in rows],
        "owner": [intern(r.owner or "") for r in rows],
        "is_snapshot": [r.image_type == "snapshot" or bool(r.instance_uuid) for r in rows],
        "server_id": [r.instance_uuid or "" for r in rows],
        "os": [s.name for s in systems],
        "os_distro": [s.key for s in systems],
        "os_version": [s.version for s in systems],
        "supported": [not reason for reason in why],
        "supported_why": why,
        "cloud_init": [
            cloud_init(r.name or "", s, r.disk_format or "", r.cloud_init or "")
            for r, s in zip(rows, systems, strict=True)
        ],
        "protected": [bool(r.protected) for r in rows],
        "created": [r.created_at for r in rows],
        "updated": [r.updated_at for r in rows],
    }


def _tab(row: ImageRow, project_id: str, offered: bool) -> str:
    """Return its tab; our own images are under "project" whatever their visibility."""
    if row.owner == project_id:
        return "project"
    if row.visibility in ("public", "community"):
        return row.visibility
    if row.visibility == "shared":
        return "pending" if offered else "shared"
    return "other"


def batches(ids: Iterable[str]) -> Iterator[str]:
    """Join ids as values of the filter ``id``."""
    wanted = list(ids)
    for start in range(0, len(wanted), IDS_A_CALL):
        yield "in:" + ",".join(wanted[start : start + IDS_A_CALL])
