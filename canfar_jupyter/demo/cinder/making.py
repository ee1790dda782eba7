"""Cinder: a new volume: empty, of an image, a snapshot or another volume."""

from __future__ import annotations

from typing import Any

from canfar_jupyter.demo.cinder import common, quotas, types
from canfar_jupyter.demo.core.cloud import DemoCloud, new_id
from canfar_jupyter.demo.core.errors import bad_request, not_found
from canfar_jupyter.demo.core.exchange import Call
from canfar_jupyter.demo.core.records import Image
from canfar_jupyter.demo.core.volume_records import Volume, VolumeSnapshot

_GIB = 1 << 30
_NO_MULTIATTACH = (
    "multiattach parameter has been removed. The default behavior is to use multiattach enabled "
    "volume types. Contact your administrator to create a multiattach enabled volume type and use "
    "it to create multiattach volumes."
)


def wanted(call: Call, body: dict[str, Any]) -> Volume:
    """Return the volume that a body asks for.

    Raises:
        Refusal: 400, 404 or 413 in Cinder's words.
    """
    metadata = common.metadata(body.get("metadata"))
    size = None if body.get("size") is None else common.whole_number("size", body["size"])
    name = common.text(body, "name", "display_name")
    description = common.text(body, "description", "display_description")
    if body.get("multiattach"):
        raise bad_request(_NO_MULTIATTACH)
    types.checked(body.get("volume_type"))
    if body.get("consistencygroup_id"):
        raise not_found(f"Group {body['consistencygroup_id']} could not be found.")
    snapshot = _snapshot(call, body.get("snapshot_id"))
    source = _source(call, body.get("source_volid"))
    image = _image(call, body.get("imageRef") or body.get("image_id"))
    if body.get("availability_zone") not in (None, "", "nova"):
        raise bad_request(f"Availability zone '{body['availability_zone']}' is invalid.")
    size = _size(size, snapshot, source, image)
    quotas.check(call.cloud, call.project, "volumes", size)
    kept = image_metadata(image.id, image) if image else {}
    return Volume(
        id=new_id(),
        project=call.project,
        user=call.user,
        size=size,
        name=name,
        description=description,
        delete_on_termination=False,
        bootable=bool(source and source.bootable) or bool(snapshot and snapshot.bootable),
        metadata=metadata,
        image=dict(source.image if source else snapshot.image if snapshot else kept),
        snapshot=snapshot.id if snapshot else None,
        source=source.id if source else None,
        state="creating",
        created=call.cloud.clock.now(),
    )


def _source(call: Call, wanted: Any) -> Volume | None:
    if not wanted:
        return None
    found = call.cloud.state.volumes.get(str(wanted))
    if found is None or found.project != call.project:
        raise not_found(f"Volume {wanted} could not be found.")
    return found


def _snapshot(call: Call, wanted: Any) -> VolumeSnapshot | None:
    if not wanted:
        return None
    found = call.cloud.state.volume_snapshots.get(str(wanted))
    if found is None or found.project != call.project:
        raise not_found(f"Snapshot {wanted} could not be found.")
    if found.status != "available":
        raise bad_request(
            "Invalid snapshot: Originating snapshot status must be one of 'available' values"
        )
    return found


def _image(call: Call, wanted: Any) -> Image | None:
    """Return the image that a volume is to be made of.

    Raises:
        Refusal: 400.
    """
    if not wanted:
        return None
    text = wanted.get("id") if isinstance(wanted, dict) else str(wanted)
    found = call.cloud.state.images.get(str(text).rstrip("/").rsplit("/", 1)[-1])
    if found is None or not visible(found, call.project):
        raise bad_request("Invalid image identifier or unable to access requested image.")
    if found.status != "active":
        raise bad_request(f"Invalid image metadata. Error: Image {found.id} is not active.")
    return found


def visible(image: Image, project: str) -> bool:
    """Say whether a project may see an image."""
    if image.owner == project or image.visibility in ("public", "community"):
        return True
    return image.visibility == "shared" and project in image.members


def _size(
    size: int | None, snapshot: VolumeSnapshot | None, source: Volume | None, image: Image | None
) -> int:
    """Return how large a volume is to be.

    Raises:
        Refusal: 400, it is not said, or too small for what it is made of.
    """
    if size is None:
        size = snapshot.size if snapshot else source.size if source else None
    if size is None:
        raise common.malformed()
    lead = f"Invalid input received: Volume size '{size}'GB cannot be smaller than"
    if snapshot and size < snapshot.size:
        raise bad_request(
            f"{lead} the snapshot size {snapshot.size}GB. They must be >= original snapshot size."
        )
    if source and size < source.size:
        raise bad_request(
            f"{lead} original volume size  {source.size}GB. They must be >= original volume size."
        )
    if image and (image.size or 0) > size * _GIB:
        needed = -(-(image.size or 0) // _GIB)
        raise bad_request(
            f"Invalid input received: Size of specified image {needed}GB is larger than volume "
            f"size {size}GB."
        )
    if image and image.min_disk > size:
        raise bad_request(
            f"Invalid input received: Volume size {size}GB cannot be smaller than the image "
            f"minDisk size {image.min_disk}GB."
        )
    return size


def let_it_become(cloud: DemoCloud, volume: Volume) -> None:
    """Let a new volume take its time; one of an image takes longer."""
    if not volume.image or volume.source or volume.snapshot:
        cloud.plan(volume, [cloud.later(0.8, {"state": ""})])
    else:
        steps = [
            cloud.later(0.5, {"state": "downloading"}),
            cloud.later(2.0, {"state": "", "bootable": True}),
        ]
        cloud.plan(volume, steps)
    volume.updated = 0


def image_metadata(id_: str, image: Image | None) -> dict[str, str]:
    """Return what Cinder keeps of an image."""
    if image is None:
        return {"image_id": id_}
    told: dict[str, Any] = {
        "image_id": id_,
        "image_name": image.name,
        "checksum": image.checksum,
        "container_format": image.container_format,
        "disk_format": image.disk_format,
        "min_disk": image.min_disk,
        "min_ram": image.min_ram,
        "size": image.size,
    }
    return {**image.properties, **{name: str(value) for name, value in told.items()}}
