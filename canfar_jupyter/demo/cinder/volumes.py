"""Cinder: volumes: made empty, of an image, a snapshot or a volume; shown, changed, deleted.

Source: https://docs.openstack.org/api-ref/block-storage/v3/
"""

from __future__ import annotations

from typing import Any

from canfar_jupyter.demo.cinder import common, quotas, types
from canfar_jupyter.demo.cinder.common import own
from canfar_jupyter.demo.cinder.listing import listed
from canfar_jupyter.demo.core.clock import iso_micro
from canfar_jupyter.demo.core.cloud import DemoCloud, Effect, Record, new_id
from canfar_jupyter.demo.core.errors import Refusal, bad_request, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.records import Image
from canfar_jupyter.demo.core.volume_records import Volume, VolumeSnapshot

routes = Routes()
_GIB = 1 << 30
_PATH = "/v3/{project}/volumes"
_CHANGEABLE = ("name", "description", "metadata", "display_name", "display_description")
_BUSY = (
    "Invalid volume: Volume status must be available or error or error_restoring or "
    "error_extending or error_managing and must not be migrating, attached, belong to a group, "
    "have snapshots, awaiting a transfer, or be disassociated from snapshots after volume transfer."
)
_NO_MULTIATTACH = (
    "multiattach parameter has been removed. The default behavior is to use multiattach enabled "
    "volume types. Contact your administrator to create a multiattach enabled volume type and use "
    "it to create multiattach volumes."
)


def find(call: Call, project: str, id_: str) -> Volume:
    """Return a volume of the caller's project.

    Raises:
        Refusal: 400 or 404.
    """
    own(call, project)
    volume = call.cloud.state.volumes.get(id_)
    if volume is None or volume.project != call.project:
        raise not_found(f"Volume {id_} could not be found.")
    return volume


def summary(call: Call, volume: Volume) -> dict[str, Any]:
    links = common.links(call, f"volumes/{volume.id}")
    return {"id": volume.id, "name": volume.name, "links": links}


def _row(call: Call, volume: Volume) -> dict[str, Any]:
    """Return a volume as the answers to a POST and a PUT show it."""
    attached = {
        "id": volume.id,
        "attachment_id": volume.attachment,
        "volume_id": volume.id,
        "server_id": volume.server,
        "host_name": None,
        "device": volume.device,
        "attached_at": iso_micro(volume.updated),
    }
    in_use = volume.server and volume.status in ("in-use", "detaching")
    return summary(call, volume) | {
        "status": volume.status,
        "size": volume.size,
        "availability_zone": "nova",
        "created_at": iso_micro(volume.created),
        "updated_at": iso_micro(volume.updated) if volume.updated else None,
        "description": volume.description,
        "volume_type": types.TYPE,
        "snapshot_id": volume.snapshot,
        "source_volid": volume.source,
        "metadata": volume.metadata,
        "user_id": volume.user,
        "bootable": str(volume.bootable).lower(),
        "encrypted": False,
        "replication_status": None,
        "consistencygroup_id": None,
        "multiattach": False,
        "attachments": [attached] if in_use else [],
    }


def detail(call: Call, volume: Volume) -> dict[str, Any]:
    row = _row(call, volume) | {"os-vol-tenant-attr:tenant_id": volume.project}
    return row | ({"volume_image_metadata": volume.image} if volume.image else {})


_FILTERS = {
    "name": lambda v: v.name or "",
    "display_name": lambda v: v.name or "",
    "status": lambda v: v.status,
    "bootable": lambda v: str(v.bootable),
    "availability_zone": lambda v: "nova",
    "size": lambda v: str(v.size),
}


def _mine(call: Call) -> list[Volume]:
    return [v for v in call.cloud.state.volumes.values() if v.project == call.project]


@routes("GET", _PATH)
def list_(call: Call, project: str) -> Answer:
    own(call, project)
    return listed(call, "volumes", "volumes", _mine(call), summary, _FILTERS)


@routes("GET", _PATH + "/detail")
def list_details(call: Call, project: str) -> Answer:
    own(call, project)
    return listed(call, "volumes", "volumes/detail", _mine(call), detail, _FILTERS)


@routes("GET", _PATH + "/summary")
def total(call: Call, project: str) -> Answer:
    own(call, project)
    if call.version < 12:
        raise not_found("Volume summary could not be found.")
    mine = _mine(call)
    row: dict[str, Any] = {"total_count": len(mine), "total_size": sum(v.size for v in mine)}
    if call.version >= 36:
        row["metadata"] = {}
    return answer({"volume-summary": row})


@routes("GET", _PATH + "/{id}")
def show(call: Call, project: str, id: str) -> Answer:
    return answer({"volume": detail(call, find(call, project, id))})


@routes("POST", _PATH)
def create(call: Call, project: str) -> Answer:
    own(call, project)
    body = common.body(call, "volume")
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
    source = find(call, project, str(body["source_volid"])) if body.get("source_volid") else None
    image = _image(call, body.get("imageRef") or body.get("image_id"))
    if body.get("availability_zone") not in (None, "", "nova"):
        raise bad_request(f"Availability zone '{body['availability_zone']}' is invalid.")
    size = _size(size, snapshot, source, image)
    quotas.check(call.cloud, call.project, "volumes", size)
    volume = Volume(
        id=new_id(),
        project=call.project,
        user=call.user,
        size=size,
        name=name,
        description=description,
        delete_on_termination=False,
        bootable=bool(source and source.bootable) or bool(snapshot and snapshot.bootable),
        metadata=metadata,
        image=dict((source or snapshot).image) if source or snapshot else {},  # type: ignore[union-attr]
        snapshot=snapshot.id if snapshot else None,
        source=source.id if source else None,
        state="creating",
        created=call.cloud.clock.now(),
    )
    call.cloud.state.volumes[volume.id] = volume
    row = _row(call, volume)
    _let_it_become(call.cloud, volume, image)
    return answer({"volume": row}, 202)


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


def _let_it_become(cloud: DemoCloud, volume: Volume, image: Image | None) -> None:
    if image is None:
        cloud.plan(volume, [cloud.later(0.8, {"state": ""})])
    else:
        volume.image = image_metadata(image.id, image)
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


@routes("PUT", _PATH + "/{id}")
def update(call: Call, project: str, id: str) -> Answer:
    body = common.body(call, "volume")
    common.known("volume", body, _CHANGEABLE)
    volume = find(call, project, id)
    if "name" in body or "display_name" in body:
        volume.name = common.text(body, "name", "display_name")
    if "description" in body or "display_description" in body:
        volume.description = common.text(body, "description", "display_description")
    if "metadata" in body:
        volume.metadata = common.metadata(body["metadata"])
    call.cloud.touch(volume, call.cloud.clock.now())
    return answer({"volume": _row(call, volume)})


@routes("DELETE", _PATH + "/{id}")
def delete(call: Call, project: str, id: str) -> Answer:
    volume = find(call, project, id)
    cloud = call.cloud
    snapshots = [s for s in cloud.state.volume_snapshots.values() if s.volume == volume.id]
    offered = any(t.volume == volume.id for t in cloud.state.transfers.values())
    cascade = bool(call.arg("cascade")) and call.flag("cascade")
    if volume.status not in ("available", "error") or offered or (snapshots and not cascade):
        raise Refusal(400, _BUSY)
    for snapshot in snapshots:
        snapshot.status = "deleting"
        cloud.plan(snapshot, [cloud.later(0.3, {}, "snapshot gone")])
    volume.state = "deleting"
    cloud.plan(volume, [cloud.later(0.5, {}, "volume gone")])
    return Answer(202)


def _gone(cloud: DemoCloud, record: Record, when: float) -> None:
    cloud.state.volumes.pop(record.id, None)


def _snapshot_gone(cloud: DemoCloud, record: Record, when: float) -> None:
    cloud.state.volume_snapshots.pop(record.id, None)


EFFECTS: dict[str, Effect] = {"volume gone": _gone, "snapshot gone": _snapshot_gone}
common.serve_metadata(routes, _PATH + "/{id}", find, "Volume")
