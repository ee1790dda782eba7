"""Glance: the JSON schemas of its answers."""

from __future__ import annotations

from typing import Any

from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.glance.attributes import CONTAINER_FORMATS, DISK_FORMATS

routes = Routes()
_TEXT = {"type": ["null", "string"], "maxLength": 255}
_COUNT = {"type": "integer", "minimum": 0}
_SIZE = {"type": ["null", "integer"], "readOnly": True}
_KEPT = {"type": "string", "readOnly": True}

_IMAGE: dict[str, Any] = {
    "name": "image",
    "properties": {
        "id": _KEPT,
        "name": _TEXT,
        "status": {
            "type": "string",
            "readOnly": True,
            "enum": [
                *("queued", "saving", "active", "killed", "deleted", "uploading", "importing"),
                *("pending_delete", "deactivated"),
            ],
        },
        "visibility": {"type": "string", "enum": ["community", "public", "private", "shared"]},
        "protected": {"type": "boolean"},
        "os_hidden": {"type": "boolean"},
        "checksum": {"type": ["null", "string"], "readOnly": True},
        "os_hash_algo": {"type": ["null", "string"], "readOnly": True},
        "os_hash_value": {"type": ["null", "string"], "readOnly": True},
        "owner": _TEXT,
        "size": _SIZE,
        "virtual_size": _SIZE,
        "container_format": {"type": ["null", "string"], "enum": [None, *CONTAINER_FORMATS]},
        "disk_format": {"type": ["null", "string"], "enum": [None, *DISK_FORMATS]},
        "created_at": _KEPT,
        "updated_at": _KEPT,
        "tags": {"type": "array", "items": {"type": "string", "maxLength": 255}},
        "min_ram": _COUNT,
        "min_disk": _COUNT,
        "self": _KEPT,
        "file": _KEPT,
        "schema": _KEPT,
    },
    "additionalProperties": {"type": "string"},
    "links": [{"rel": "self", "href": "{self}"}, {"rel": "enclosure", "href": "{file}"}],
}
_MEMBER: dict[str, Any] = {
    "name": "member",
    "properties": {
        "member_id": {"type": "string"},
        "image_id": {"type": "string"},
        "status": {"type": "string", "enum": ["pending", "accepted", "rejected"]},
        "created_at": {"type": "string"},
        "updated_at": {"type": "string"},
        "schema": _KEPT,
    },
}


def _list_of(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    rows = {"type": "array", "items": schema}
    text = {"type": "string"}
    return {"name": name, "properties": {name: rows, "first": text, "next": text, "schema": text}}


@routes("GET", "/v2/schemas/image")
def image(call: Call) -> Answer:
    return answer(_IMAGE)


@routes("GET", "/v2/schemas/images")
def images(call: Call) -> Answer:
    return answer(_list_of("images", _IMAGE))


@routes("GET", "/v2/schemas/member")
def member(call: Call) -> Answer:
    return answer(_MEMBER)


@routes("GET", "/v2/schemas/members")
def members(call: Call) -> Answer:
    return answer(_list_of("members", _MEMBER))
