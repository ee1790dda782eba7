"""Glance: lists of images, one image, its making, its properties and end."""

from __future__ import annotations

import uuid
from typing import Any

import msgspec

from canfar_jupyter.demo.core.clock import iso
from canfar_jupyter.demo.core.cloud import DemoCloud, new_id
from canfar_jupyter.demo.core.errors import Refusal, bad_request, conflict, forbidden, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.records import Image
from canfar_jupyter.demo.glance.attributes import BASE, READ_ONLY, set_attribute

routes = Routes()
_PATCH_TYPES = (
    "application/openstack-images-v2.0-json-patch",
    "application/openstack-images-v2.1-json-patch",
)
_DENIED = "Access was denied to this resource."
_CONFLICT = "There was a conflict when trying to complete your request."


def visible(image: Image, project: str) -> bool:
    """Say whether a project may see an image when it knows its id."""
    if image.owner == project or image.visibility in ("public", "community"):
        return True
    return image.visibility == "shared" and project in image.members


def find(call: Call, id_: str) -> Image:
    """Return an image the caller may see.

    Raises:
        Refusal: 404.
    """
    image = call.cloud.state.images.get(id_)
    if image is None or not visible(image, call.project):
        raise not_found(f"No image found with ID {id_}")
    return image


def find_own(call: Call, id_: str, action: str = "modify_image") -> Image:
    """Return an image of the caller's project; ``action`` is the policy's name of the wish.

    Raises:
        Refusal: 404 or 403.
    """
    image = find(call, id_)
    if image.owner != call.project:
        raise forbidden(f"You are not authorized to complete {action} action.")
    return image


def view(image: Image) -> dict[str, Any]:
    """Return an image as Glance shows it: its properties are keys like the others."""
    row: dict[str, Any] = dict(image.properties)
    row |= {
        "name": image.name,
        "disk_format": image.disk_format,
        "container_format": image.container_format,
        "visibility": image.visibility,
        "size": image.size,
        "virtual_size": image.virtual_size,
        "status": image.status,
        "checksum": image.checksum,
        "protected": image.protected,
        "min_ram": image.min_ram,
        "min_disk": image.min_disk,
        "owner": image.owner,
        "os_hidden": image.hidden,
        "os_hash_algo": "sha512" if image.sha512 else None,
        "os_hash_value": image.sha512,
        "id": image.id,
        "created_at": iso(image.created),
        "updated_at": iso(image.updated),
        "tags": image.tags,
        "self": f"/v2/images/{image.id}",
        "file": f"/v2/images/{image.id}/file",
        "schema": "/v2/schemas/image",
    }
    return row | ({"stores": "fs"} if image.checksum else {})


def encoded(cloud: DemoCloud, image: Image) -> bytes:
    """Return an image as JSON; kept until it changes."""
    shapes = cloud.rows.setdefault(image.id, {})
    if 0 not in shapes:
        shapes[0] = msgspec.json.encode(view(image))
    return shapes[0]


def touch(call: Call, image: Image) -> None:
    call.cloud.touch(image, call.cloud.clock.now())


@routes("GET", "/v2/images/{id}")
def show(call: Call, id: str) -> Answer:
    image = find(call, id)
    return Answer(200, encoded(call.cloud, image), {"Content-Type": "application/json"})


@routes("POST", "/v2/images")
def create(call: Call) -> Answer:
    body = call.json()
    if not isinstance(body, dict):
        raise bad_request("Request body must be a JSON object")
    body = dict(body)
    id_ = _wanted_id(call, body.pop("id", None))
    body.pop("owner", None)
    now = call.cloud.clock.now()
    image = Image(id=id_, name=None, owner=call.project, status="queued", created=now, updated=now)
    for name, value in body.items():
        set_attribute(image, name, value)
    call.cloud.state.images[id_] = image
    call.cloud.image_order = None
    call.cloud.file.changed()
    headers = {
        "Location": f"{call.base}/v2/images/{id_}",
        "OpenStack-image-import-methods": "glance-direct,web-download",
        "OpenStack-image-store-ids": "fs",
    }
    return answer(view(image), 201, headers)


def _wanted_id(call: Call, id_: Any) -> str:
    if id_ is None:
        return new_id()
    try:
        text = str(uuid.UUID(str(id_)))
    except ValueError:
        raise bad_request(f"Invalid image id format: {id_}") from None
    if text in call.cloud.state.images:
        raise conflict(f"Image ID {text} already exists!")
    return text


@routes("PATCH", "/v2/images/{id}")
def patch(call: Call, id: str) -> Answer:
    image = find_own(call, id)
    kind = call.headers.get("Content-Type", "").partition(";")[0]
    if kind not in _PATCH_TYPES:
        raise Refusal(
            415,
            f"Image PATCH expects Content-Type one of: {', '.join(_PATCH_TYPES)}",
            headers={"Accept-Patch": ", ".join(_PATCH_TYPES)},
            lead=f"The request media type {kind} is not supported by this server.",
        )
    changes = call.json()
    if not isinstance(changes, list):
        raise bad_request("Request body must be a JSON array of operation objects.")
    trial = msgspec.structs.replace(image, properties=dict(image.properties), tags=[*image.tags])
    for change in changes:
        op, where = _operation(change, former=kind == _PATCH_TYPES[0])
        path = where.removeprefix("/").replace("~1", "/").replace("~0", "~")
        _apply(trial, op, path, change.get("value"))
    image.properties = trial.properties
    for field in BASE.values():
        setattr(image, field, getattr(trial, field))
    touch(call, image)
    return show(call, id)


def _operation(change: Any, former: bool) -> tuple[str, str]:
    """Return what an operation does and where; ``former``: as in the drafts of JSON patch.

    Raises:
        Refusal: 400.
    """
    if not isinstance(change, dict):
        raise bad_request("Operations must be JSON objects.")
    if not former:
        if "op" not in change or "path" not in change:
            missing = "op" if "op" not in change else "path"
            raise bad_request(f"Unable to find '{missing}' in JSON Schema change")
        return str(change["op"]), str(change["path"])
    found = [op for op in ("replace", "add", "remove") if op in change]
    if len(found) != 1:
        raise bad_request(
            'Operation objects must contain exactly one member named "add", "remove", or "replace".'
            if not found
            else "Operation objects must contain only one member named "
            '"add", "remove", or "replace".'
        )
    return found[0], str(change[found[0]])


def _apply(image: Image, op: str, name: str, value: Any) -> None:
    if op == "remove":
        if name in BASE or name in READ_ONLY:
            raise Refusal(403, f"Property {name} may not be removed.", lead=_DENIED)
        if name not in image.properties:
            raise Refusal(409, f"Property {name} does not exist.", lead=_CONFLICT)
        del image.properties[name]
        return
    if op not in ("add", "replace"):
        raise bad_request(f"Unable to find '{op}' in JSON Schema change")
    if name == "owner":
        raise forbidden("Owner can't be updated by non admin.")
    known = name in BASE or name in READ_ONLY or name in image.properties
    if op == "replace" and not known:
        raise Refusal(409, f"Property {name} does not exist.", lead=_CONFLICT)
    if name in ("disk_format", "container_format") and image.status != "queued":
        raise forbidden(f"Attribute {name} can be only replaced for a queued image.")
    set_attribute(image, name, value)


@routes("DELETE", "/v2/images/{id}")
def delete(call: Call, id: str) -> Answer:
    if id not in call.cloud.state.images:
        raise not_found(f"Failed to find image {id} to delete")
    image = find_own(call, id, "delete_image")
    if image.protected:
        raise forbidden(f"Image {id} is protected and cannot be deleted.")
    del call.cloud.state.images[id]
    call.cloud.image_order = None
    call.cloud.rows.pop(id, None)
    for path in (call.cloud.image_file(id), call.cloud.image_file(id, staged=True)):
        path.unlink(missing_ok=True)
    call.cloud.file.changed()
    return Answer(204, b"", {"Content-Type": "text/html; charset=UTF-8"})


@routes("PUT", "/v2/images/{id}/tags/{tag}")
def add_tag(call: Call, id: str, tag: str) -> Answer:
    image = find_own(call, id)
    image.tags = sorted({*image.tags, tag})
    touch(call, image)
    return Answer(204, b"", {"Content-Type": "text/html; charset=UTF-8"})


@routes("DELETE", "/v2/images/{id}/tags/{tag}")
def delete_tag(call: Call, id: str, tag: str) -> Answer:
    image = find_own(call, id)
    if tag not in image.tags:
        raise not_found(f"No tag found with value {tag}")
    image.tags = [t for t in image.tags if t != tag]
    touch(call, image)
    return Answer(204)


@routes("POST", "/v2/images/{id}/actions/{action}")
def act(call: Call, id: str, action: str) -> Answer:
    image = find_own(call, id)
    moves = {"deactivate": ("active", "deactivated"), "reactivate": ("deactivated", "active")}
    if action not in moves:
        raise not_found("The resource could not be found.")
    old, new = moves[action]
    if image.status not in (old, new):
        raise forbidden(f"Not allowed to {action} image in status '{image.status}'")
    image.status = new
    touch(call, image)
    return Answer(204)
