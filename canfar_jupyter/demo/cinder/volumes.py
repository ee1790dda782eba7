"""Cinder: the volumes that servers boot from, made and ended with them.

There is no way to make one by itself: what the demo is for needs none.
Source: https://docs.openstack.org/api-ref/block-storage/v3/
"""

from __future__ import annotations

from typing import Any

from canfar_jupyter.demo.core import quotas
from canfar_jupyter.demo.core.clock import iso_micro
from canfar_jupyter.demo.core.errors import Refusal, bad_request, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.microversions import CINDER
from canfar_jupyter.demo.core.volume_records import Volume

routes = Routes()
TYPE = "__DEFAULT__"
_TYPE_ID = "0d3b2c52-6a0d-4b43-9f1c-5d6d4f7f7b11"
_NOT_LIMITED = ("per_volume_gigabytes", *(f"{q}_{TYPE}" for q in ("volumes_", "gigabytes_")))


def _version(base: str) -> dict[str, Any]:
    return {
        "id": "v3.0",
        "status": "CURRENT",
        "version": f"3.{CINDER.most}",
        "min_version": "3.0",
        "updated": "2023-08-31T00:00:00Z",
        "links": [
            {"rel": "describedby", "type": "text/html", "href": "https://docs.openstack.org/"},
            {"rel": "self", "href": f"{base}/v3/"},
        ],
        "media-types": [
            {
                "base": "application/json",
                "type": "application/vnd.openstack.volume+json;version=3",
            }
        ],
    }


@routes("GET", "")
def versions(call: Call) -> Answer:
    return answer({"versions": [_version(call.base)]}, 300)


@routes("GET", "/v3")
def version(call: Call) -> Answer:
    return answer({"versions": [_version(call.base)]})


def _own(call: Call, project: str) -> None:
    if project != call.project:
        raise bad_request("Malformed request url")


@routes("GET", "/v3/{project}/limits")
def limits(call: Call, project: str) -> Answer:
    _own(call, project)
    used = quotas.volumes_used(call.cloud, project)
    most = {name: quotas.limit(call.cloud, project, name) for name in quotas.VOLUMES}
    absolute = {
        "maxTotalVolumes": most["volumes"],
        "maxTotalSnapshots": most["snapshots"],
        "maxTotalVolumeGigabytes": most["gigabytes"],
        "maxTotalBackups": most["backups"],
        "maxTotalBackupGigabytes": most["backup_gigabytes"],
        "totalVolumesUsed": used["volumes"],
        "totalGigabytesUsed": used["gigabytes"],
        "totalSnapshotsUsed": 0,
        "totalBackupsUsed": 0,
        "totalBackupGigabytesUsed": 0,
    }
    return answer({"limits": {"rate": [], "absolute": absolute}})


@routes("GET", "/v3/{project}/os-quota-sets/{id}")
def quota_set(call: Call, project: str, id: str) -> Answer:
    _own(call, project)
    _own(call, id)
    used = quotas.volumes_used(call.cloud, project)
    rows: dict[str, Any] = {"id": project}
    for name in (*quotas.VOLUMES, *_NOT_LIMITED):
        known = name in quotas.VOLUMES
        most = quotas.limit(call.cloud, project, name) if known else -1
        detail = {"limit": most, "in_use": used.get(name, 0), "reserved": 0}
        rows[name] = detail if call.flag("usage") else most
    return answer({"quota_set": rows})


@routes("GET", "/v3/{project}/types")
def types(call: Call, project: str) -> Answer:
    _own(call, project)
    row = {
        "id": _TYPE_ID,
        "name": TYPE,
        "is_public": True,
        "description": "Default Volume Type",
        "extra_specs": {},
        "os-volume-type-access:is_public": True,
    }
    return answer({"volume_types": [row]})


@routes("GET", "/v3/{project}/volumes")
def list_(call: Call, project: str) -> Answer:
    _own(call, project)
    return _listed(call, "volumes", _summary)


@routes("GET", "/v3/{project}/volumes/detail")
def list_details(call: Call, project: str) -> Answer:
    _own(call, project)
    return _listed(call, "volumes/detail", _detail)


def _listed(call: Call, path: str, shown: Any) -> Answer:
    """Answer one page, the newest first."""
    mine = [v for v in call.cloud.state.volumes.values() if v.project == call.project]
    mine.sort(key=lambda volume: (volume.created, volume.id), reverse=True)
    for name, value in (("name", call.arg("name")), ("status", call.arg("status"))):
        if value is not None:
            mine = [v for v in mine if getattr(v, name) == value]
    if marker := call.arg("marker"):
        at = next((n for n, volume in enumerate(mine) if volume.id == marker), None)
        if at is None:
            raise not_found(f"Volume {marker} could not be found.")
        mine = mine[at + 1 :]
    size = call.arg("limit") or "1000"
    if not size.isdigit():
        raise bad_request("limit param must be an integer")
    page = mine[: int(size)]
    body: dict[str, Any] = {"volumes": [shown(call, volume) for volume in page]}
    if page and len(page) == int(size):
        where = call.link(f"{call.base}/v3/{call.project}/{path}", marker=page[-1].id)
        body["volumes_links"] = [{"rel": "next", "href": where}]
    return answer(body)


@routes("GET", "/v3/{project}/volumes/{id}")
def show(call: Call, project: str, id: str) -> Answer:
    _own(call, project)
    return answer({"volume": _detail(call, _find(call, id))})


@routes("DELETE", "/v3/{project}/volumes/{id}")
def delete(call: Call, project: str, id: str) -> Answer:
    _own(call, project)
    volume = _find(call, id)
    if volume.server:
        raise Refusal(
            400,
            "Invalid volume: Volume status must be available or error or error_restoring or "
            "error_extending or error_managing and must not be migrating, attached, belong to a "
            "group, have snapshots, awaiting a transfer, or be disassociated from snapshots after "
            "volume transfer.",
        )
    del call.cloud.state.volumes[id]
    call.cloud.file.changed()
    return Answer(202)


def _find(call: Call, id_: str) -> Volume:
    volume = call.cloud.state.volumes.get(id_)
    if volume is None or volume.project != call.project:
        raise not_found(f"Volume {id_} could not be found.")
    return volume


def _summary(call: Call, volume: Volume) -> dict[str, Any]:
    root = call.base.removesuffix("/v3")
    paths = (
        ("self", f"{root}/v3/{volume.project}/volumes/{volume.id}"),
        ("bookmark", f"{root}/{volume.project}/volumes/{volume.id}"),
    )
    return {
        "id": volume.id,
        "name": volume.name,
        "links": [{"rel": rel, "href": href} for rel, href in paths],
    }


def _detail(call: Call, volume: Volume) -> dict[str, Any]:
    attached = {
        "id": volume.id,
        "attachment_id": volume.attachment,
        "volume_id": volume.id,
        "server_id": volume.server,
        "host_name": None,
        "device": "/dev/sda",
        "attached_at": iso_micro(volume.updated),
    }
    return _summary(call, volume) | {
        "status": volume.status,
        "size": volume.size,
        "availability_zone": "nova",
        "created_at": iso_micro(volume.created),
        "updated_at": iso_micro(volume.updated),
        "description": "",
        "volume_type": TYPE,
        "snapshot_id": None,
        "source_volid": None,
        "metadata": {},
        "user_id": volume.user,
        "bootable": "true",
        "encrypted": False,
        "replication_status": None,
        "consistencygroup_id": None,
        "multiattach": False,
        "attachments": [attached] if volume.server else [],
        "os-vol-tenant-attr:tenant_id": volume.project,
        "volume_image_metadata": volume.image,
    }
