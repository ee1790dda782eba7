"""Cinder: snapshots of volumes."""

from __future__ import annotations

import uuid
from typing import Any

from canfar_jupyter.demo.cinder import common, quotas
from canfar_jupyter.demo.cinder.common import own
from canfar_jupyter.demo.cinder.listing import listed
from canfar_jupyter.demo.cinder.volumes import find as find_volume
from canfar_jupyter.demo.core.clock import iso_micro
from canfar_jupyter.demo.core.cloud import DemoCloud, new_id
from canfar_jupyter.demo.core.errors import bad_request, forbidden, invalid, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.volume_records import Volume, VolumeSnapshot

routes = Routes()
_PATH = "/v3/{project}/snapshots"
_CHANGEABLE = ("name", "description", "display_name", "display_description")


def find(call: Call, project: str, id_: str) -> VolumeSnapshot:
    """Return a snapshot of the caller's project.

    Raises:
        Refusal: 400 or 404.
    """
    own(call, project)
    snapshot = call.cloud.state.volume_snapshots.get(id_)
    if snapshot is None or snapshot.project != call.project:
        raise not_found(f"Snapshot {id_} could not be found.")
    return snapshot


def _row(call: Call, snapshot: VolumeSnapshot) -> dict[str, Any]:
    row = {
        "id": snapshot.id,
        "created_at": iso_micro(snapshot.created),
        "updated_at": iso_micro(snapshot.updated) if snapshot.updated else None,
        "name": snapshot.name,
        "description": snapshot.description,
        "volume_id": snapshot.volume,
        "status": snapshot.status,
        "size": snapshot.size,
        "metadata": snapshot.metadata,
    }
    later = (
        (14, "group_snapshot_id", None),
        (41, "user_id", snapshot.user),
        (65, "consumes_quota", True),
    )
    return row | {name: value for since, name, value in later if call.version >= since}


def _detail(call: Call, snapshot: VolumeSnapshot) -> dict[str, Any]:
    return _row(call, snapshot) | {
        "os-extended-snapshot-attributes:project_id": snapshot.project,
        "os-extended-snapshot-attributes:progress": (
            "100%" if snapshot.status == "available" else "0%"
        ),
    }


_FILTERS = {
    "name": lambda s: s.name or "",
    "display_name": lambda s: s.name or "",
    "status": lambda s: s.status,
    "volume_id": lambda s: s.volume,
}


def _mine(call: Call) -> list[VolumeSnapshot]:
    return [s for s in call.cloud.state.volume_snapshots.values() if s.project == call.project]


@routes("GET", _PATH)
def list_(call: Call, project: str) -> Answer:
    own(call, project)
    return listed(call, "snapshots", "snapshots", _mine(call), _row, _FILTERS)


@routes("GET", _PATH + "/detail")
def list_details(call: Call, project: str) -> Answer:
    own(call, project)
    return listed(call, "snapshots", "snapshots/detail", _mine(call), _detail, _FILTERS)


@routes("GET", _PATH + "/{id}")
def show(call: Call, project: str, id: str) -> Answer:
    return answer({"snapshot": _detail(call, find(call, project, id))})


@routes("POST", _PATH)
def create(call: Call, project: str) -> Answer:
    own(call, project)
    body = common.body(call, "snapshot")
    if "volume_id" not in body:
        raise invalid("snapshot", body, "'volume_id' is a required property")
    return answer({"snapshot": _row(call, begin(call, body))}, 202)


def begin(call: Call, body: dict[str, Any]) -> VolumeSnapshot:
    """Begin a snapshot as a body asks for it.

    Raises:
        Refusal: 400, 404 or 413 in Cinder's words.
    """
    wanted = body["volume_id"]
    if wanted is not None and not _is_id(wanted):
        why = f"{wanted!r} is not valid under any of the given schemas"
        raise invalid("volume_id", wanted, why)
    for field in ("name", "description"):
        value = body.get(field)
        if isinstance(value, str) and len(value) > 255:
            raise invalid(field, value, f"{value!r} is too long")
    volume = find_volume(call, call.project, str(wanted))
    force = str(body.get("force", False)).lower() in ("true", "1", "yes")
    if volume.status != "available" and not ((force or call.version >= 66) and volume.server):
        raise bad_request(
            f"Invalid volume: Volume {volume.id} status must be available, but current status is: "
            f"{volume.status}."
        )
    quotas.check(call.cloud, call.project, "snapshots", volume.size)
    return make(
        call.cloud,
        volume,
        common.text(body, "name", "display_name"),
        common.text(body, "description"),
        common.metadata(body.get("metadata")),
    )


def _is_id(value: Any) -> bool:
    try:
        uuid.UUID(str(value))
    except ValueError:
        return False
    return True


def make(
    cloud: DemoCloud,
    volume: Volume,
    name: str | None,
    description: str | None = None,
    metadata: dict[str, str] | None = None,
) -> VolumeSnapshot:
    """Begin a snapshot of a volume."""
    snapshot = VolumeSnapshot(
        id=new_id(),
        project=volume.project,
        user=volume.user,
        volume=volume.id,
        size=volume.size,
        name=name,
        description=description,
        bootable=volume.bootable,
        metadata=metadata or {},
        image=dict(volume.image),
        created=cloud.clock.now(),
    )
    cloud.state.volume_snapshots[snapshot.id] = snapshot
    cloud.plan(snapshot, [cloud.later(0.6, {"status": "available"})])
    snapshot.updated = 0
    return snapshot


@routes("PUT", _PATH + "/{id}")
def update(call: Call, project: str, id: str) -> Answer:
    body = common.body(call, "snapshot")
    common.known("snapshot", body, _CHANGEABLE)
    snapshot = find(call, project, id)
    if "name" in body or "display_name" in body:
        snapshot.name = common.text(body, "name", "display_name")
    if "description" in body or "display_description" in body:
        snapshot.description = common.text(body, "description", "display_description")
    call.cloud.touch(snapshot, call.cloud.clock.now())
    return answer({"snapshot": _row(call, snapshot)})


@routes("DELETE", _PATH + "/{id}")
def delete(call: Call, project: str, id: str) -> Answer:
    snapshot = find(call, project, id)
    if snapshot.status not in ("available", "error"):
        raise bad_request(
            "Invalid snapshot: Snapshot status must be available or error, and must not be part of "
            "a group."
        )
    snapshot.status = "deleting"
    call.cloud.plan(snapshot, [call.cloud.later(0.4, {}, "snapshot gone")])
    return Answer(202)


@routes("POST", _PATH + "/{id}/action")
def act(call: Call, project: str, id: str) -> Answer:
    find(call, project, id)
    body = call.json()
    name = next(iter(body), "") if isinstance(body, dict) else ""
    policy = {"os-reset_status": "reset_status", "os-force_delete": "force_delete"}.get(name)
    if policy:
        rule = f"volume_extension:snapshot_admin_actions:{policy}"
        raise forbidden(f"Policy doesn't allow {rule} to be performed.")
    if name == "os-update_snapshot_status":
        rule = "snapshot_extension:snapshot_actions:update_snapshot_status"
        raise forbidden(f"Policy doesn't allow {rule} to be performed.")
    raise bad_request(
        f"There is no such action: {name}. Verify the request body and Content-Type header and "
        "try again."
    )


common.serve_metadata(routes, _PATH + "/{id}", find, "Snapshot")
