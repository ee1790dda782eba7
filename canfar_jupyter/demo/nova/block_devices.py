"""The disks of a launch: what Nova checks in block_device_mapping_v2 before it takes one.

Source: https://docs.openstack.org/nova/latest/user/block-device-mapping.html
"""

from __future__ import annotations

from typing import Any

from canfar_jupyter.demo.core.errors import Refusal, bad_request, invalid
from canfar_jupyter.demo.core.exchange import Call

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
        if size is not None and not str(size).lstrip("-").isdigit():
            raise invalid("volume_size", size, f"{size!r} does not match '^[0-9]+$'")
        if size is not None and int(size) < 1:
            raise invalid("volume_size", size, f"{size} is less than the minimum of 1")


def root_volume(call: Call, body: dict[str, Any]) -> dict[str, Any] | None:
    """Return the disk that is a new volume of an image; None: it boots from the flavor's disk.

    Raises:
        Refusal: 400 in Nova's words; or it is something the demo does not have.
    """
    if body.get("block_device_mapping"):
        raise _not_here()
    disks: list[dict[str, Any]] = [
        d for d in body.get("block_device_mapping_v2") or [] if not _is_local(d)
    ]
    if not disks:
        return None
    disk = disks[0]
    if disk.get("source_type") != "image" or len(disks) > 1:
        raise _not_here()
    if not disk.get("uuid"):
        raise bad_request("Block Device Mapping is Invalid: Missing device UUID.")
    if disk.get("boot_index") not in (0, "0"):
        raise bad_request(
            "Block Device Mapping is Invalid: Boot sequence for the instance and image/block "
            "device mapping combination is not valid."
        )
    if not disk.get("volume_size"):
        raise bad_request(
            "Images with destination_type 'volume' need to have a non-zero size specified"
        )
    return disk


def _is_local(disk: dict[str, Any]) -> bool:
    return disk.get("destination_type") == "local" and disk.get("source_type") in ("image", "blank")


def _not_here() -> Refusal:
    return bad_request(
        "Block Device Mapping is Invalid: the demo boots from an image or from a new volume of one."
    )
