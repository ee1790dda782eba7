"""Nova: volumes and their snapshots as it showed them before one asked Cinder."""

from __future__ import annotations

import re
from typing import Any

from canfar_jupyter.demo.cinder import snapshots, volumes
from canfar_jupyter.demo.core.clock import iso_micro
from canfar_jupyter.demo.core.errors import Refusal, bad_request, invalid
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.volume_records import Volume, VolumeSnapshot
from canfar_jupyter.demo.nova.proxies.passing import refuse_later

routes = Routes()
_VOLUMES, _SNAPSHOTS = "/v2.1/os-volumes", "/v2.1/os-snapshots"


def _view(volume: Volume) -> dict[str, Any]:
    attached = {
        "id": volume.id,
        "volumeId": volume.id,
        "serverId": volume.server,
        "device": volume.device,
    }
    return {
        "id": volume.id,
        "status": volume.status,
        "size": volume.size,
        "availabilityZone": "nova",
        "createdAt": iso_micro(volume.created),
        "attachments": [attached if volume.server else {}],
        "displayName": volume.name,
        "displayDescription": volume.description,
        "volumeType": "__DEFAULT__",
        "snapshotId": volume.snapshot,
        "metadata": volume.metadata,
    }


def _page(call: Call, rows: list[Any]) -> list[Any]:
    """Return what ``offset`` and ``limit`` ask for, the newest first."""
    refuse_later(call)
    for name in ("limit", "offset"):
        text = call.arg(name) or "0"
        if not re.fullmatch("[0-9]+", text):
            why = f"'{text}' does not match '^[0-9]*$'"
            raise bad_request(f"Invalid input for query parameters {name}. Value: {text}. {why}")
    rows = sorted(rows, key=lambda row: (row.created, row.id), reverse=True)
    first = int(call.arg("offset") or 0)
    limit = call.arg("limit")
    return rows[first:] if limit is None else rows[first : first + int(limit)]


def _volumes(call: Call) -> list[Volume]:
    return [v for v in call.cloud.state.volumes.values() if v.project == call.project]


@routes("GET", _VOLUMES)
@routes("GET", _VOLUMES + "/detail")
def list_(call: Call) -> Answer:
    return answer({"volumes": [_view(volume) for volume in _page(call, _volumes(call))]})


@routes("GET", _VOLUMES + "/{id}")
def show(call: Call, id: str) -> Answer:
    refuse_later(call)
    return answer({"volume": _view(volumes.find(call, call.project, id))})


@routes("POST", _VOLUMES)
def create(call: Call) -> Answer:
    refuse_later(call)
    body = call.json("volume")
    if "size" not in body:
        raise invalid("volume", body, "'size' is a required property")
    if body["size"] is None:
        raise invalid("size", None, "None is not of type 'integer', 'string'")
    volume = volumes.make(call, body)
    return answer({"volume": _view(volume)})


@routes("DELETE", _VOLUMES + "/{id}")
def delete(call: Call, id: str) -> Answer:
    refuse_later(call)
    try:
        return volumes.delete(call, call.project, id)
    except Refusal as refusal:
        if refusal.status != 400:
            raise
        raise bad_request(f"Invalid input received: {refusal.message}") from None


def _snapshot(snapshot: VolumeSnapshot) -> dict[str, Any]:
    return {
        "id": snapshot.id,
        "volumeId": snapshot.volume,
        "status": snapshot.status,
        "size": snapshot.size,
        "createdAt": iso_micro(snapshot.created),
        "displayName": snapshot.name,
        "displayDescription": snapshot.description,
    }


@routes("GET", _SNAPSHOTS)
@routes("GET", _SNAPSHOTS + "/detail")
def list_snapshots(call: Call) -> Answer:
    known = call.cloud.state.volume_snapshots.values()
    mine = [s for s in known if s.project == call.project]
    return answer({"snapshots": [_snapshot(snapshot) for snapshot in _page(call, mine)]})


@routes("GET", _SNAPSHOTS + "/{id}")
def show_snapshot(call: Call, id: str) -> Answer:
    refuse_later(call)
    return answer({"snapshot": _snapshot(snapshots.find(call, call.project, id))})


@routes("POST", _SNAPSHOTS)
def create_snapshot(call: Call) -> Answer:
    refuse_later(call)
    body = call.json("snapshot")
    if "volume_id" not in body:
        raise invalid("snapshot", body, "'volume_id' is a required property")
    wanted = {
        "volume_id": body["volume_id"],
        "name": body.get("display_name"),
        "description": body.get("display_description"),
        "force": body.get("force", False),
    }
    return answer({"snapshot": _snapshot(snapshots.begin(call, wanted))})


@routes("DELETE", _SNAPSHOTS + "/{id}")
def delete_snapshot(call: Call, id: str) -> Answer:
    refuse_later(call)
    return snapshots.delete(call, call.project, id)
