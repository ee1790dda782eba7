"""The disks of a launch: what Nova checks in block_device_mapping_v2 before it takes one.

Source: https://docs.openstack.org/nova/latest/user/block-device-mapping.html
"""

from __future__ import annotations

from typing import Any

import msgspec

from canfar_jupyter.demo.core.errors import Refusal, bad_request, invalid
from canfar_jupyter.demo.core.exchange import Call
from canfar_jupyter.demo.core.records import Disk

_FIELDS = {
    *("virtual_name", "volume_id", "snapshot_id", "volume_size", "device_name", "no_device"),
    *("delete_on_termination", "connection_info", "source_type", "uuid", "image_id"),
    *("destination_type", "guest_format", "device_type", "disk_bus", "boot_index", "tag"),
    "volume_type",
}
_KINDS = {
    "source_type": ["volume", "image", "snapshot", "blank"],
    "destination_type": ["local", "volume"],
}


def check(disks: list[dict[str, Any]]) -> None:
    """Refuse disks that are wrong in themselves.

    Raises:
        Refusal: 400 in the words of Nova's schema.
    """
    for at, disk in enumerate(disks):
        if strange := sorted(set(disk) - _FIELDS):
            names = ", ".join(f"'{name}'" for name in strange)
            verb = "was" if len(strange) == 1 else "were"
            why = f"Additional properties are not allowed ({names} {verb} unexpected)"
            raise invalid(str(at), disk, why)
        for field, known in _KINDS.items():
            if field in disk and disk[field] not in known:
                raise invalid(field, disk[field], f"{disk[field]!r} is not one of {known}")
        size = disk.get("volume_size")
        if size in (None, ""):
            continue
        if not str(size).lstrip("-").isdigit():
            raise invalid("volume_size", size, f"{size!r} does not match '^[0-9]+$'")
        if int(size) < 1:
            raise invalid("volume_size", size, f"{size} is less than the minimum of 1")


def wanted(call: Call, body: dict[str, Any]) -> list[Disk]:
    """Return the volumes that a launch asks for; the one it boots from first.

    Raises:
        Refusal: 400 in Nova's words.
    """
    given = [_from_v1(disk) for disk in body.get("block_device_mapping") or []]
    given += [d for d in body.get("block_device_mapping_v2") or [] if not d.get("no_device")]
    disks: list[Disk] = []
    roots = 0
    for disk in given:
        index = disk.get("boot_index")
        root = index is not None and str(index) == "0"
        roots += root
        if _is_local(disk):
            continue
        made = _volume(call, disk)
        made.boots = root
        disks.append(made)
    own = [disk for disk in given if not _is_local(disk)]
    if roots > 1 or (own and not roots and not body.get("imageRef")):
        raise _invalid(
            "Boot sequence for the instance and image/block device mapping combination is not "
            "valid."
        )
    return sorted(disks, key=lambda disk: not disk.boots)


def of_image(call: Call, body: dict[str, Any]) -> list[Disk]:
    """Return the volumes that an image stands for: one made of a server that boots from one."""
    wanted = str(body.get("imageRef") or "").rstrip("/").rsplit("/", 1)[-1]
    image = call.cloud.state.images.get(wanted)
    mapping = image.properties.get("block_device_mapping") if image else None
    if image is None or not mapping or image.size:
        return []
    rows = msgspec.json.decode(mapping, type=list[dict[str, Any]])
    return wanted_of(call, [{**row, "uuid": row.get("snapshot_id")} for row in rows])


def wanted_of(call: Call, rows: list[dict[str, Any]]) -> list[Disk]:
    disks = []
    for row in rows:
        disk = _volume(call, row)
        disk.boots = row.get("boot_index") == 0
        disks.append(disk)
    return disks


def _from_v1(disk: dict[str, Any]) -> dict[str, Any]:
    """Return a disk of the first format as one of the second."""
    volume, snapshot = disk.get("volume_id"), disk.get("snapshot_id")
    return {
        "source_type": "volume" if volume else "snapshot" if snapshot else "blank",
        "destination_type": "volume",
        "uuid": volume or snapshot,
        "volume_size": disk.get("volume_size"),
        "delete_on_termination": disk.get("delete_on_termination"),
        "boot_index": 0 if str(disk.get("device_name", "")).endswith("da") else None,
    }


def _is_local(disk: dict[str, Any]) -> bool:
    return disk.get("destination_type") == "local" and disk.get("source_type") in ("image", "blank")


def _invalid(why: str) -> Refusal:
    return bad_request(f"Block Device Mapping is Invalid: {why}")


def _volume(call: Call, disk: dict[str, Any]) -> Disk:
    """Return what a volume of a launch is made of."""
    source, id_ = str(disk.get("source_type")), str(disk.get("uuid") or "")
    if source != "blank" and not id_:
        raise _invalid("Missing device UUID.")
    size = int(disk.get("volume_size") or 0)
    if source == "volume":
        size = _there(call, id_, bool(str(disk.get("boot_index")) == "0"))
    elif source == "snapshot":
        snapshot = call.cloud.state.volume_snapshots.get(id_)
        if snapshot is None or snapshot.project != call.project:
            raise _invalid(f"failed to get snapshot {id_}.")
        size = size or snapshot.size
    elif not size:
        if source == "blank":
            raise _invalid(
                "Blank volumes (source: 'blank', dest: 'volume') need to have non-zero size"
            )
        raise bad_request(
            "Images with destination_type 'volume' need to have a non-zero size specified"
        )
    ends = bool(disk.get("delete_on_termination"))
    return Disk(source=source, source_id=id_, size=size, ends=ends)


def _there(call: Call, id_: str, boots: bool) -> int:
    """Return the size of a volume that a server can have."""
    volume = call.cloud.state.volumes.get(id_)
    if volume is None or volume.project != call.project:
        raise _invalid(f"failed to get volume {id_}.")
    if volume.status != "available":
        raise bad_request(
            f"Invalid volume: volume '{id_}' status must be 'available'. Currently in "
            f"'{volume.status}'"
        )
    if boots and not volume.bootable:
        raise bad_request(f"Block Device {id_} is not bootable.")
    return volume.size
