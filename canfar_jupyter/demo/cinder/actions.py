"""Cinder: POST /volumes/{id}/action: reserved, attached, extended, sent to Glance."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from canfar_jupyter.demo.cinder import common, quotas, types
from canfar_jupyter.demo.cinder.volumes import find
from canfar_jupyter.demo.core.clock import iso_micro
from canfar_jupyter.demo.core.cloud import DemoCloud, new_id
from canfar_jupyter.demo.core.errors import bad_request, forbidden, invalid, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.records import Image
from canfar_jupyter.demo.core.volume_records import Volume

routes = Routes()
_YES = [True, *("True", "TRUE", "true", "1", "ON", "On", "on", "YES", "Yes", "yes", "y", "t")]
_NO = [False, *("False", "FALSE", "false", "0", "OFF", "Off", "off", "NO", "No", "no", "n", "f")]
_ADMIN = {
    "os-reset_status": "volume_extension:volume_admin_actions:reset_status",
    "os-force_delete": "volume_extension:volume_admin_actions:force_delete",
    "os-force_detach": "volume_extension:volume_admin_actions:force_detach",
    "os-migrate_volume": "volume_extension:volume_admin_actions:migrate_volume",
    "os-unmanage": "volume_extension:volume_unmanage",
}


@routes("POST", "/v3/{project}/volumes/{id}/action")
def act(call: Call, project: str, id: str) -> Answer:
    body = call.json()
    if not isinstance(body, dict) or len(body) != 1:
        raise bad_request("Malformed request body")
    name, given = next(iter(body.items()))
    if name in _ADMIN:
        raise forbidden(f"Policy doesn't allow {_ADMIN[name]} to be performed.")
    if name not in _ACTIONS:
        raise bad_request(
            f"There is no such action: {name}. Verify the request body and Content-Type header "
            "and try again."
        )
    if given is not None and not isinstance(given, dict):
        raise invalid(name, given, f"{given!r} is not of type 'object', 'null'")
    result = _ACTIONS[name](call, _found(call, project, id, name, given or {}), given or {})
    call.cloud.file.changed()
    return result


def _found(call: Call, project: str, id_: str, name: str, given: dict[str, Any]) -> Volume:
    """Check the body before the volume is looked for, as Cinder does."""
    for field in _REQUIRED.get(name, ()):
        if field not in given:
            raise invalid(name, given, f"{field!r} is a required property")
    return find(call, project, id_)


def truth(name: str, value: Any) -> bool:
    """Return a yes or no, in any of the ways to write it.

    Raises:
        Refusal: 400.
    """
    if value not in _YES + _NO:
        raise invalid(name, value, f"{value!r} is not one of {_YES + _NO}")
    return value in _YES


def _reserve(call: Call, volume: Volume, given: dict[str, Any]) -> Answer:
    if volume.status != "available":
        raise bad_request(
            "Invalid volume: Volume status must be available to reserve, but the status is "
            f"{volume.status}."
        )
    volume.state = "attaching"
    return Answer(202)


def _unreserve(call: Call, volume: Volume, given: dict[str, Any]) -> Answer:
    if volume.state == "attaching":
        volume.state = ""
    return Answer(202)


def _attach(call: Call, volume: Volume, given: dict[str, Any]) -> Answer:
    if volume.status not in ("available", "attaching"):
        raise bad_request("Invalid volume: Volume status must be available or attaching to attach.")
    attach(call.cloud, volume, str(given.get("instance_uuid") or ""), str(given["mountpoint"]))
    volume.metadata = {**volume.metadata, "attached_mode": str(given.get("mode") or "rw")}
    return Answer(202)


def attach(cloud: DemoCloud, volume: Volume, server: str, device: str) -> None:
    volume.server, volume.device, volume.attachment = server, device, new_id()
    volume.state = "" if server else "in-use"
    volume.updated = cloud.clock.now()


def _detach(call: Call, volume: Volume, given: dict[str, Any]) -> Answer:
    detach(call.cloud, volume)
    return Answer(202)


def detach(cloud: DemoCloud, volume: Volume) -> None:
    volume.server = volume.attachment = volume.state = ""
    volume.metadata = {k: v for k, v in volume.metadata.items() if k != "attached_mode"}
    volume.updated = cloud.clock.now()


def _begin_detaching(call: Call, volume: Volume, given: dict[str, Any]) -> Answer:
    if volume.status != "in-use":
        raise bad_request(
            "Invalid volume: Unable to detach volume. Volume status must be 'in-use' and "
            "attach_status must be 'attached' to detach."
        )
    volume.state = "detaching"
    return Answer(202)


def _roll_detaching(call: Call, volume: Volume, given: dict[str, Any]) -> Answer:
    if volume.state == "detaching":
        volume.state = ""
    return Answer(202)


def _extend(call: Call, volume: Volume, given: dict[str, Any]) -> Answer:
    size = common.whole_number("new_size", given["new_size"])
    allowed = ("available", "in-use") if call.version >= 42 else ("available",)
    if volume.status not in allowed:
        raise bad_request(
            f"Invalid volume: Volume {volume.id} status must be '{' or '.join(allowed)}' to "
            f"extend, currently {volume.status}."
        )
    if size <= volume.size:
        raise bad_request(
            "Invalid input received: New size for extend must be greater than current size. "
            f"(current: {volume.size}, extended: {size})."
        )
    quotas.check(call.cloud, call.project, "volumes", size - volume.size, 0)
    volume.state = "extending"
    cloud = call.cloud
    cloud.plan(volume, [cloud.later(0.6, {"state": "", "size": size})])
    return Answer(202)


def _set_bootable(call: Call, volume: Volume, given: dict[str, Any]) -> Answer:
    volume.bootable = truth("bootable", given["bootable"])
    return Answer(200)


def _set_readonly(call: Call, volume: Volume, given: dict[str, Any]) -> Answer:
    value = truth("readonly", given["readonly"])
    if volume.status != "available":
        raise bad_request(
            f"Invalid volume: Volume {volume.id} status must be available to update readonly flag, "
            f"but current status is: {volume.status}."
        )
    volume.metadata = {**volume.metadata, "readonly": str(value)}
    return Answer(202)


def _set_image_metadata(call: Call, volume: Volume, given: dict[str, Any]) -> Answer:
    volume.image = {**volume.image, **common.metadata(given["metadata"])}
    return answer({"metadata": volume.image})


def _show_image_metadata(call: Call, volume: Volume, given: dict[str, Any]) -> Answer:
    return answer({"metadata": volume.image})


def _unset_image_metadata(call: Call, volume: Volume, given: dict[str, Any]) -> Answer:
    if given["key"] not in volume.image:
        raise not_found(f"Glance metadata for volume/snapshot {volume.id} cannot be found.")
    volume.image = {k: v for k, v in volume.image.items() if k != given["key"]}
    return Answer(200)


def _retype(call: Call, volume: Volume, given: dict[str, Any]) -> Answer:
    types.checked(given["new_type"])
    raise bad_request(
        f"Invalid volume: New volume_type same as original: {types.TYPE_ID}."
        if volume.status == "available"
        else "Invalid volume."
    )


def _upload(call: Call, volume: Volume, given: dict[str, Any]) -> Answer:
    name = given["image_name"]
    if not isinstance(name, str) or not name.strip():
        raise invalid("image_name", name, f"{name!r} should be non-empty")
    force = truth("force", given.get("force", False))
    if volume.status != "available" and not (force and volume.status == "in-use"):
        raise bad_request(
            f"Invalid volume: Volume {volume.id} status must be available, but current status is: "
            f"{volume.status}."
        )
    cloud, now = call.cloud, call.cloud.clock.now()
    image = Image(
        id=new_id(),
        name=name,
        owner=call.project,
        status="queued",
        visibility=str(given.get("visibility") or "shared"),
        disk_format=str(given.get("disk_format") or "raw"),
        container_format=str(given.get("container_format") or "bare"),
        min_disk=int(volume.image.get("min_disk") or 0),
        min_ram=int(volume.image.get("min_ram") or 0),
        protected=truth("protected", given.get("protected", False)),
        created=now,
        updated=now,
    )
    cloud.state.images[image.id] = image
    cloud.image_order = None
    done = {"status": "active", "size": volume.size << 30, "virtual_size": volume.size << 30}
    cloud.plan(image, [cloud.later(0.5, {"status": "saving"}), cloud.later(1.5, done)])
    former = volume.state
    row = {
        "id": volume.id,
        "updated_at": iso_micro(volume.updated or now),
        "status": "uploading",
        "display_description": volume.description,
        "size": volume.size,
        "volume_type": {"id": types.TYPE_ID, "name": types.TYPE},
        "image_id": image.id,
        "container_format": image.container_format,
        "disk_format": image.disk_format,
        "image_name": image.name,
        "protected": image.protected,
        "visibility": image.visibility,
    }
    volume.state = "uploading"
    cloud.plan(volume, [cloud.later(1.6, {"state": former})])
    return answer({"os-volume_upload_image": row}, 202)


_ACTIONS: dict[str, Callable[[Call, Volume, dict[str, Any]], Answer]] = {
    "os-reserve": _reserve,
    "os-unreserve": _unreserve,
    "os-attach": _attach,
    "os-detach": _detach,
    "os-begin_detaching": _begin_detaching,
    "os-roll_detaching": _roll_detaching,
    "os-extend": _extend,
    "os-set_bootable": _set_bootable,
    "os-update_readonly_flag": _set_readonly,
    "os-set_image_metadata": _set_image_metadata,
    "os-show_image_metadata": _show_image_metadata,
    "os-unset_image_metadata": _unset_image_metadata,
    "os-retype": _retype,
    "os-volume_upload_image": _upload,
}
_REQUIRED = {
    "os-attach": ("mountpoint",),
    "os-extend": ("new_size",),
    "os-set_bootable": ("bootable",),
    "os-update_readonly_flag": ("readonly",),
    "os-set_image_metadata": ("metadata",),
    "os-unset_image_metadata": ("key",),
    "os-retype": ("new_type",),
    "os-volume_upload_image": ("image_name",),
}
