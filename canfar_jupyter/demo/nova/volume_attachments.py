"""Nova: the volumes of a server: listed, attached, detached."""

from __future__ import annotations

from typing import Any

from canfar_jupyter.demo.cinder import server_volumes
from canfar_jupyter.demo.core.errors import bad_request, conflict, forbidden, invalid, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.records import Server
from canfar_jupyter.demo.core.volume_records import Volume
from canfar_jupyter.demo.nova import lifecycle
from canfar_jupyter.demo.nova.servers import find, refuse_locked

routes = Routes()
_PATH = "/v2.1/servers/{id}/os-volume_attachments"
_FIELDS = {"volumeId": 1, "device": 1, "tag": 49, "delete_on_termination": 79}  # since 2.N
_STATES = {
    "attach_volume": (
        *("active", "paused", "stopped", "suspended", "resized", "soft-delete", "shelved"),
        "shelved_offloaded",
    ),
    "detach_volume": (
        *("active", "paused", "stopped", "suspended", "resized", "shelved", "shelved_offloaded"),
    ),
}


@routes("GET", _PATH)
def list_(call: Call, id: str) -> Answer:
    rows = [_view(call, volume) for volume in _mine(call, find(call, id))]
    first = int(call.arg("offset") or 0)
    last = first + int(call.arg("limit") or len(rows))
    return answer({"volumeAttachments": rows[first:last]})


def _mine(call: Call, server: Server) -> list[Volume]:
    known = call.cloud.state.volumes
    return [known[volume] for volume in server.volumes if volume in known]


@routes("GET", _PATH + "/{volume}")
def show(call: Call, id: str, volume: str) -> Answer:
    return answer({"volumeAttachment": _view(call, _attached(call, find(call, id), volume))})


def _attached(call: Call, server: Server, id_: str) -> Volume:
    for volume in _mine(call, server):
        if volume.id == id_:
            return volume
    known = call.cloud.state.volumes.get(id_)
    if known is None or known.project != call.project:
        raise not_found(f"Volume {id_} could not be found.")
    raise not_found(f"Instance {server.id} is not attached to volume {id_}")


def _view(call: Call, volume: Volume) -> dict[str, Any]:
    row = {"volumeId": volume.id, "serverId": volume.server, "device": volume.device}
    if call.version < 89:
        row["id"] = volume.id
    later = (
        (70, "tag", None),
        (79, "delete_on_termination", volume.delete_on_termination),
        (89, "attachment_id", volume.attachment),
        (89, "bdm_uuid", volume.attachment),
    )
    return row | {name: value for since, name, value in later if call.version >= since}


def _require(server: Server, verb: str) -> None:
    refuse_locked(server)
    lead = f"Cannot '{verb}' instance {server.id} while it is in"
    if server.vm_state not in _STATES[verb]:
        raise conflict(f"{lead} vm_state {server.vm_state}")
    if server.task is not None:
        raise conflict(f"{lead} task_state {server.task}")


@routes("POST", _PATH)
def attach(call: Call, id: str) -> Answer:
    body = call.json("volumeAttachment")
    unknown = [name for name in body if _FIELDS.get(name, 1000) > call.version]
    if unknown:
        names = ", ".join(repr(name) for name in unknown)
        verb = "was" if len(unknown) == 1 else "were"
        why = f"Additional properties are not allowed ({names} {verb} unexpected)"
        raise invalid("volumeAttachment", body, why)
    if "volumeId" not in body:
        raise invalid("volumeAttachment", body, "'volumeId' is a required property")
    wanted = body["volumeId"]
    if not isinstance(wanted, str) or len(wanted.replace("-", "")) != 32:
        raise invalid("volumeId", wanted, f"{wanted!r} is not a 'uuid'")
    server = find(call, id)
    volume = call.cloud.state.volumes.get(wanted)
    if volume is None or volume.project != call.project:
        raise not_found(f"Volume {wanted} could not be found.")
    _require(server, "attach_volume")
    if volume.server:
        raise bad_request(
            f"Invalid volume: volume {volume.id} is already attached to instances: {volume.server}"
        )
    if volume.status != "available":
        raise bad_request(
            f"Invalid volume: volume {volume.id} status must be 'available' or 'in-use' if "
            f"multiattach. Currently in '{volume.status}'"
        )
    where = str(body.get("device") or server_volumes.device(server))
    server_volumes.begin_attaching(call.cloud, server, volume, where)
    volume.delete_on_termination = bool(body.get("delete_on_termination"))
    lifecycle.remember(call, server, "attach_volume", 0.6)
    call.cloud.touch(server)
    return answer({"volumeAttachment": _view(call, volume)})


@routes("PUT", _PATH + "/{volume}")
def update(call: Call, id: str, volume: str) -> Answer:
    server = find(call, id)
    body = call.json("volumeAttachment")
    if call.version < 85 or body.get("volumeId") != volume:
        raise forbidden(
            "Policy doesn't allow os_compute_api:os-volumes-attachments:swap to be performed."
        )
    attached = _attached(call, server, volume)
    attached.delete_on_termination = bool(body.get("delete_on_termination"))
    call.cloud.touch(server)
    return Answer(202)


@routes("DELETE", _PATH + "/{volume}")
def detach(call: Call, id: str, volume: str) -> Answer:
    server = find(call, id)
    attached = _attached(call, server, volume)
    if server.volume_gib is not None and attached.id == server.volumes[0]:
        raise bad_request("Cannot detach a root device volume")
    _require(server, "detach_volume")
    if attached.status != "in-use":
        raise bad_request(
            "Invalid volume: Invalid input received: Invalid volume: Unable to detach volume. "
            "Volume status must be 'in-use' and attach_status must be 'attached' to detach."
        )
    server_volumes.begin_detaching(call.cloud, attached)
    lifecycle.remember(call, server, "detach_volume", 0.6)
    return Answer(202, b"", {"Content-Type": "application/json"})
