"""Glance: definitions of metadata, of which this cloud has none; their schemas."""

from __future__ import annotations

from typing import Any

from canfar_jupyter.demo.core.errors import forbidden, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer

routes = Routes()
_TEXT = {"type": "string"}
_STAMPS = {
    "created_at": {"type": "string", "readOnly": True, "format": "date-time"},
    "updated_at": {"type": "string", "readOnly": True, "format": "date-time"},
    "self": _TEXT,
    "schema": _TEXT,
}
_FIELDS: dict[str, tuple[str, ...]] = {
    "namespace": ("namespace", "display_name", "description", "owner"),
    "object": ("name", "description"),
    "property": ("name", "title", "description", "type"),
    "resource_type": ("name", "prefix", "properties_target"),
    "tag": ("name",),
}
_NAMES = {"resource_type": "resource_type_association"}


def _one(kind: str) -> dict[str, Any]:
    properties = {field: _TEXT for field in _FIELDS[kind]} | _STAMPS
    return {
        "name": _NAMES.get(kind, kind),
        "required": [_FIELDS[kind][0]],
        "additionalProperties": False,
        "properties": properties,
    }


def _plural(kind: str) -> str:
    return kind[:-1] + "ies" if kind.endswith("y") else kind + "s"


def _many(kind: str) -> dict[str, Any]:
    plural = _plural(_NAMES.get(kind, kind))
    rows: dict[str, Any] = {"type": "array", "items": _one(kind)}
    if kind == "property":
        rows = {"type": "object", "additionalProperties": _one(kind)}
    return {
        "name": plural,
        "properties": {plural: rows, "first": _TEXT, "next": _TEXT, "schema": _TEXT},
        "links": [
            {"rel": "first", "href": "{first}"},
            {"rel": "next", "href": "{next}"},
            {"rel": "describedby", "href": "{schema}"},
        ],
    }


@routes("GET", "/v2/schemas/metadefs/{name}")
def schema(call: Call, name: str) -> Answer:
    for kind in _FIELDS:
        if name == kind:
            return answer(_one(kind))
        if name == _plural(kind):
            return answer(_many(kind))
    raise not_found("The resource could not be found.")


@routes("GET", "/v2/metadefs/namespaces")
def namespaces(call: Call) -> Answer:
    where = "/v2/metadefs/namespaces"
    schema = "/v2/schemas/metadefs/namespaces"
    return answer({"namespaces": [], "schema": schema, "first": where})


@routes("GET", "/v2/metadefs/resource_types")
def resource_types(call: Call) -> Answer:
    return answer({"resource_types": []})


@routes("POST", "/v2/metadefs/namespaces")
def create(call: Call) -> Answer:
    raise forbidden("You are not authorized to complete add_metadef_namespace action.")


@routes("GET", "/v2/metadefs/namespaces/{name}")
def namespace(call: Call, name: str) -> Answer:
    raise not_found(f"Metadata definition namespace={name} was not found.")
