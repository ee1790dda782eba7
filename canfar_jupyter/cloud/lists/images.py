"""Glance's images as columns.

Source: https://docs.openstack.org/api-ref/image/v2/#list-images
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from canfar_jupyter.cloud.lists.fields import Fields
from canfar_jupyter.cloud.lists.listing import Listing
from canfar_jupyter.cloud.lists.reading import Columns
from canfar_jupyter.model.images.systems import cloud_init, system_of, why_not_supported


class ImageRow(msgspec.Struct, gc=False):
    """What is shown of an image; its properties are beside Glance's own fields."""

    id: str
    name: str | None = None
    disk_format: str | None = None
    virtual_size: int | None = None
    visibility: str | None = None
    owner: str | None = None
    os_distro: str | None = None
    os_version: str | None = None
    image_type: str | None = None
    instance_uuid: str | None = None  # Nova leaves it on what it made of a server
    cloud_init: str | None = None
    block_device_mapping: str | None = None  # of an instance that boots from a volume, as JSON


class _Named(msgspec.Struct, gc=False):
    id: str
    name: str | None = None


class _Device(msgspec.Struct, gc=False):
    boot_index: int | None = None
    volume_size: int | None = None


FIELDS = Fields("images", ImageRow)
IMAGES = Listing(FIELDS.row, "image", "/images", "images")
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
    worked_out: Columns = {
        "tab": [_tab(r, project_id, offered) for r in rows],
        "virtual_size": [r.virtual_size or _volume_bytes(r) for r in rows],
        "is_snapshot": [
            r.image_type == "snapshot" or bool(r.instance_uuid or r.block_device_mapping)
            for r in rows
        ],
        "os": [s.name for s in systems],
        "os_distro": [s.key for s in systems],
        "os_version": [s.version for s in systems],
        "os_by_name": [bool(s.key) and not r.os_distro for r, s in zip(rows, systems, strict=True)],
        "supported": [not reason for reason in why],
        "supported_why": why,
        "cloud_init": [
            cloud_init(r.name or "", s, r.disk_format or "", r.cloud_init or "")
            for r, s in zip(rows, systems, strict=True)
        ],
    }
    return FIELDS.columns(rows, worked_out)


def _volume_bytes(row: ImageRow) -> int | None:
    """Return how large the root volume of a snapshot without data of its own will be."""
    if not row.block_device_mapping:
        return None
    try:
        devices = msgspec.json.decode(row.block_device_mapping, type=list[_Device])
    except (msgspec.MsgspecError, RecursionError):
        return None  # free text of the image's owner
    return next((d.volume_size << 30 for d in devices if d.boot_index == 0 and d.volume_size), None)


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
