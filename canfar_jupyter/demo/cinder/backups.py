"""Cinder: backups of volumes, and volumes made of backups again."""

from __future__ import annotations

from typing import Any

from canfar_jupyter.demo.cinder import common, quotas
from canfar_jupyter.demo.cinder.common import own
from canfar_jupyter.demo.cinder.listing import listed
from canfar_jupyter.demo.cinder.volumes import find as find_volume
from canfar_jupyter.demo.core.clock import iso_micro
from canfar_jupyter.demo.core.cloud import DemoCloud, Effect, Record, new_id
from canfar_jupyter.demo.core.errors import bad_request, forbidden, invalid, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.volume_records import Backup, Volume

routes = Routes()
_PATH = "/v3/{project}/backups"
_SECONDS = 1.0  # to make one, and to restore it


def _find(call: Call, project: str, id_: str) -> Backup:
    own(call, project)
    backup = call.cloud.state.backups.get(id_)
    if backup is None or backup.project != call.project:
        raise not_found(f"Backup {id_} could not be found.")
    return backup


def _summary(call: Call, backup: Backup) -> dict[str, Any]:
    links = common.links(call, f"backups/{backup.id}")
    return {"id": backup.id, "name": backup.name, "links": links}


def _detail(call: Call, backup: Backup) -> dict[str, Any]:
    others = call.cloud.state.backups.values()
    row = _summary(call, backup) | {
        "status": backup.status,
        "size": backup.size,
        "object_count": 2,
        "availability_zone": "nova",
        "container": backup.container,
        "created_at": iso_micro(backup.created),
        "updated_at": iso_micro(backup.updated) if backup.updated else None,
        "description": backup.description,
        "fail_reason": None,
        "volume_id": backup.volume,
        "is_incremental": backup.incremental,
        "has_dependent_backups": any(other.base == backup.id for other in others),
        "snapshot_id": backup.snapshot,
        "data_timestamp": iso_micro(backup.created),
    }
    return row | ({"metadata": backup.metadata} if call.version >= 43 else {})


_FILTERS = {
    "name": lambda b: b.name or "",
    "status": lambda b: b.status,
    "volume_id": lambda b: b.volume,
}


def _mine(call: Call) -> list[Backup]:
    return [b for b in call.cloud.state.backups.values() if b.project == call.project]


@routes("GET", _PATH)
def list_(call: Call, project: str) -> Answer:
    own(call, project)
    return listed(call, "backups", "backups", _mine(call), _summary, _FILTERS)


@routes("GET", _PATH + "/detail")
def list_details(call: Call, project: str) -> Answer:
    own(call, project)
    return listed(call, "backups", "backups/detail", _mine(call), _detail, _FILTERS)


@routes("GET", _PATH + "/{id}")
def show(call: Call, project: str, id: str) -> Answer:
    return answer({"backup": _detail(call, _find(call, project, id))})


@routes("POST", _PATH)
def create(call: Call, project: str) -> Answer:
    own(call, project)
    body = common.body(call, "backup")
    if "volume_id" not in body:
        raise invalid("backup", body, "'volume_id' is a required property")
    volume = find_volume(call, project, str(body["volume_id"]))
    force, snapshot = bool(body.get("force")), body.get("snapshot_id")
    if volume.status != "available" and not (volume.server and (force or snapshot)):
        allowed = "available" if not force else "one of ['available', 'in-use']"
        raise bad_request(
            f"Invalid volume: The volume to be backed up must be {allowed}, but the current status "
            f'is "{volume.status}".'
        )
    before = [b for b in _mine(call) if b.volume == volume.id and b.status == "available"]
    incremental = bool(body.get("incremental"))
    if incremental and not before:
        raise bad_request("Invalid backup: No backups available to do an incremental backup.")
    quotas.check(call.cloud, call.project, "backups", volume.size)
    made = Backup(
        id=new_id(),
        project=call.project,
        user=call.user,
        volume=volume.id,
        size=volume.size,
        name=common.text(body, "name"),
        description=common.text(body, "description"),
        snapshot=str(snapshot) if snapshot else None,
        metadata=common.metadata(body.get("metadata")),
        of_volume=dict(volume.metadata),
        image=dict(volume.image),
        incremental=incremental,
        base=max(before, key=lambda b: b.created).id if incremental else "",
        bootable=volume.bootable,
        container=str(body.get("container") or "volumebackups"),
        created=call.cloud.clock.now(),
    )
    call.cloud.state.backups[made.id] = made
    former, cloud = volume.state, call.cloud
    cloud.plan(made, [cloud.later(_SECONDS, {"status": "available"})])
    if not snapshot:
        volume.state = "backing-up"
        cloud.plan(volume, [cloud.later(_SECONDS, {"state": former})])
    return answer({"backup": _summary(call, made)}, 202)


@routes("PUT", _PATH + "/{id}")
def update(call: Call, project: str, id: str) -> Answer:
    if call.version < 9:
        raise not_found("The resource could not be found.")
    body = common.body(call, "backup")
    backup = _find(call, project, id)
    backup.name = common.text(body, "name") if "name" in body else backup.name
    if "description" in body:
        backup.description = common.text(body, "description")
    if "metadata" in body and call.version >= 43:
        backup.metadata = common.metadata(body["metadata"])
    call.cloud.touch(backup, call.cloud.clock.now())
    return answer({"backup": _summary(call, backup)})


@routes("DELETE", _PATH + "/{id}")
def delete(call: Call, project: str, id: str) -> Answer:
    backup = _find(call, project, id)
    if backup.status not in ("available", "error"):
        raise bad_request("Invalid backup: Backup status must be available or error")
    if any(other.base == id for other in call.cloud.state.backups.values()):
        raise bad_request("Invalid backup: Incremental backups exist for this backup.")
    backup.status = "deleting"
    call.cloud.plan(backup, [call.cloud.later(0.4, {}, "backup gone")])
    return Answer(202)


@routes("POST", _PATH + "/{id}/restore")
def restore(call: Call, project: str, id: str) -> Answer:
    body = common.body(call, "restore")
    backup = _find(call, project, id)
    if backup.status != "available":
        raise bad_request("Invalid backup: Backup status must be available")
    cloud = call.cloud
    if body.get("volume_id"):
        volume = find_volume(call, project, str(body["volume_id"]))
        if volume.status != "available":
            raise bad_request("Invalid volume: Volume to be restored to must be available")
    else:
        quotas.check(cloud, call.project, "volumes", backup.size)
        volume = Volume(
            id=new_id(),
            project=call.project,
            user=call.user,
            size=backup.size,
            name=common.text(body, "name") or f"restore_backup_{id}",
            description="auto-created_from_restore_from_backup",
            delete_on_termination=False,
            created=cloud.clock.now(),
        )
        cloud.state.volumes[volume.id] = volume
    volume.bootable, volume.state = backup.bootable, "restoring-backup"
    volume.metadata, volume.image = dict(backup.of_volume), dict(backup.image)
    backup.status = "restoring"
    cloud.plan(backup, [cloud.later(_SECONDS, {"status": "available"})])
    cloud.plan(volume, [cloud.later(_SECONDS, {"state": ""})])
    told = {"backup_id": id, "volume_id": volume.id, "volume_name": volume.name}
    return answer({"restore": told}, 202)


@routes("POST", _PATH + "/{id}/action")
@routes("GET", _PATH + "/{id}/export_record")
def for_administrators(call: Call, project: str, id: str) -> Answer:
    _find(call, project, id)
    raise forbidden("Policy doesn't allow backup:export-import to be performed.")


def _gone(cloud: DemoCloud, record: Record, when: float) -> None:
    cloud.state.backups.pop(record.id, None)


EFFECTS: dict[str, Effect] = {"backup gone": _gone}
