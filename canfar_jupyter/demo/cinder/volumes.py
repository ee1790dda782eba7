"""Cinder: volumes: made empty, of an image, a snapshot or a volume; shown, changed, deleted.

Source: https://docs.openstack.org/api-ref/block-storage/v3/
"""

from __future__ import annotations

from typing import Any

from canfar_jupyter.demo.cinder import common, making, types
from canfar_jupyter.demo.cinder.common import own
from canfar_jupyter.demo.cinder.listing import listed
from canfar_jupyter.demo.core.clock import iso_micro
from canfar_jupyter.demo.core.cloud import DemoCloud, Effect, Record
from canfar_jupyter.demo.core.errors import Refusal, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.volume_records import Volume

routes = Routes()
_PATH = "/v3/{project}/volumes"
_CHANGEABLE = ("name", "description", "metadata", "display_name", "display_description")
_BUSY = (
    "Invalid volume: Volume status must be available or error or error_restoring or "
    "error_extending or error_managing and must not be migrating, attached, belong to a group, "
    "have snapshots, awaiting a transfer, or be disassociated from snapshots after volume transfer."
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
    return answer({"volume": _row(call, make(call, common.body(call, "volume")))}, 202)


def make(call: Call, body: dict[str, Any]) -> Volume:
    """Begin a volume as a body asks for it.

    Raises:
        Refusal: 400, 404 or 413 in Cinder's words.
    """
    wanted = making.wanted(call, body)
    call.cloud.state.volumes[wanted.id] = wanted
    making.let_it_become(call.cloud, wanted)
    return wanted


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
