"""Nova: images as it showed them before one asked Glance."""

from __future__ import annotations

from typing import Any

from canfar_jupyter.demo.core.clock import iso, parse_iso
from canfar_jupyter.demo.core.errors import Refusal, bad_request, forbidden, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.records import Image
from canfar_jupyter.demo.glance import images
from canfar_jupyter.demo.nova.proxies.passing import refuse_later

routes = Routes()
_PATH = "/v2.1/images"
_LAST_METADATA = 38
_STATUSES = {
    "active": "ACTIVE",
    "queued": "SAVING",
    "saving": "SAVING",
    "uploading": "SAVING",
    "importing": "SAVING",
    "killed": "ERROR",
}
_PROGRESS = {"ACTIVE": 100, "SAVING": 25}


def _summary(call: Call, image: Image) -> dict[str, Any]:
    root = call.base
    own = [
        {"rel": "self", "href": f"{root}/v2.1/images/{image.id}"},
        {"rel": "bookmark", "href": f"{root}/images/{image.id}"},
        {
            "rel": "alternate",
            "type": "application/vnd.openstack.image",
            "href": f"{call.cloud.base}/image/images/{image.id}",
        },
    ]
    return {"id": image.id, "name": image.name, "links": own}


def _status(image: Image) -> str:
    return _STATUSES.get(image.status, "UNKNOWN")


def _detail(call: Call, image: Image) -> dict[str, Any]:
    status = _status(image)
    row = _summary(call, image) | {
        "minRam": image.min_ram,
        "minDisk": image.min_disk,
        "metadata": image.properties,
        "created": iso(image.created),
        "updated": iso(image.updated),
        "status": status,
        "progress": _PROGRESS.get(status, 0),
        "OS-EXT-IMG-SIZE:size": image.size or 0,
    }
    server = image.properties.get("instance_uuid")
    if server:
        href = f"{call.base}/v2.1/servers/{server}"
        links = [
            {"rel": "self", "href": href},
            {"rel": "bookmark", "href": f"{call.base}/servers/{server}"},
        ]
        row["server"] = {"id": server, "links": links}
    return row


def _find(call: Call, id_: str, last: int = 35) -> Image:
    if last == 35:
        refuse_later(call)
    elif call.version > last:
        raise not_found("The resource could not be found.")
    try:
        return images.find(call, id_)
    except Refusal:
        raise not_found("Image not found.") from None


@routes("GET", _PATH)
def list_(call: Call) -> Answer:
    page, links = _page(call, _PATH)
    return answer({"images": [_summary(call, image) for image in page], **links})


@routes("GET", _PATH + "/detail")
def list_details(call: Call) -> Answer:
    page, links = _page(call, _PATH + "/detail")
    return answer({"images": [_detail(call, image) for image in page], **links})


def _page(call: Call, path: str) -> tuple[list[Image], dict[str, Any]]:
    refuse_later(call)
    rows = [i for i in call.cloud.state.images.values() if _listed(call, i)]
    rows.sort(key=lambda image: (image.created, image.id), reverse=True)
    if marker := call.arg("marker"):
        at = next((n for n, image in enumerate(rows) if image.id == marker), None)
        if at is None:
            raise bad_request(f"marker [{marker}] not found")
        rows = rows[at + 1 :]
    text = call.arg("limit") or "1000"
    if not text.isdigit():
        raise bad_request("Invalid input for query parameters limit.")
    page = rows[: int(text)]
    if not page or len(page) < int(text):
        return page, {}
    href = call.link(call.base + path, marker=page[-1].id)
    return page, {"images_links": [{"rel": "next", "href": href}]}


def _listed(call: Call, image: Image) -> bool:
    """Say whether a list has an image: whether the project sees it and the query wants it."""
    member = image.members.get(call.project) if image.visibility == "shared" else None
    accepted = member is not None and member.status == "accepted"
    if not (image.owner == call.project or image.visibility == "public" or accepted):
        return False
    if image.hidden:
        return False
    server = (call.arg("server") or "").rstrip("/").rsplit("/", 1)[-1]
    kind, since = call.arg("type"), call.arg("changes-since")
    own = image.properties.get("image_type", "base")
    return (
        call.arg("name") in (None, image.name)
        and (call.arg("status") or _status(image)).upper() == _status(image)
        and server in ("", image.properties.get("instance_uuid", ""))
        and kind in (None, own)
        and (since is None or int(image.updated) >= _moment(since))
    )


def _moment(text: str) -> float:
    try:
        return parse_iso(text)
    except ValueError:
        raise bad_request("Invalid changes-since value") from None


@routes("GET", _PATH + "/{id}")
def show(call: Call, id: str) -> Answer:
    return answer({"image": _detail(call, _find(call, id))})


@routes("DELETE", _PATH + "/{id}")
def delete(call: Call, id: str) -> Answer:
    image = _find(call, id)
    if image.owner != call.project or image.protected:
        raise forbidden("You are not allowed to delete the image.")
    images.delete(call, id)
    return Answer(204)


@routes("GET", _PATH + "/{id}/metadata")
def list_metadata(call: Call, id: str) -> Answer:
    return answer({"metadata": _find(call, id, _LAST_METADATA).properties})


@routes("GET", _PATH + "/{id}/metadata/{key}")
def show_metadata(call: Call, id: str, key: str) -> Answer:
    image = _find(call, id, _LAST_METADATA)
    if key not in image.properties:
        raise not_found("The resource could not be found.")
    return answer({"meta": {key: image.properties[key]}})


def _keep(call: Call, image: Image, properties: dict[str, str]) -> dict[str, str]:
    if image.owner != call.project:
        raise forbidden(f"You are not authorized to access image {image.id}.")
    image.properties = properties
    images.touch(call, image)
    return properties


def _sent(call: Call, key: str) -> dict[str, str]:
    given = call.json(key)
    for name, value in given.items():
        if not 1 <= len(name) <= 255 or not isinstance(value, str) or len(value) > 255:
            raise bad_request(f"Invalid input for field/attribute {name}. Value: {value}.")
    return dict(given)


@routes("POST", _PATH + "/{id}/metadata")
def add_metadata(call: Call, id: str) -> Answer:
    image = _find(call, id, _LAST_METADATA)
    new = image.properties | _sent(call, "metadata")
    return answer({"metadata": _keep(call, image, new)})


@routes("PUT", _PATH + "/{id}/metadata")
def replace_metadata(call: Call, id: str) -> Answer:
    image = _find(call, id, _LAST_METADATA)
    return answer({"metadata": _keep(call, image, _sent(call, "metadata"))})


@routes("PUT", _PATH + "/{id}/metadata/{key}")
def set_metadata(call: Call, id: str, key: str) -> Answer:
    image = _find(call, id, _LAST_METADATA)
    given = _sent(call, "meta")
    if list(given) != [key]:
        raise bad_request("Request body and URI mismatch")
    _keep(call, image, image.properties | given)
    return answer({"meta": given})


@routes("DELETE", _PATH + "/{id}/metadata/{key}")
def delete_metadata(call: Call, id: str, key: str) -> Answer:
    image = _find(call, id, _LAST_METADATA)
    if key not in image.properties:
        raise not_found("Metadata item was not found")
    _keep(call, image, {k: v for k, v in image.properties.items() if k != key})
    return Answer(204)
