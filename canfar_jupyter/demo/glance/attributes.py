"""Glance: what an attribute or a property of an image may be."""

from __future__ import annotations

from typing import Any

from canfar_jupyter.demo.core.errors import bad_request, forbidden
from canfar_jupyter.demo.core.records import Image

DISK_FORMATS = (
    *("ami", "ari", "aki", "vhd", "vhdx", "vmdk", "raw", "qcow2", "vdi", "iso", "ploop", "gpt"),
)
CONTAINER_FORMATS = ("ami", "ari", "aki", "bare", "ovf", "ova", "docker", "compressed")
VISIBILITIES = ("community", "public", "private", "shared", "all")
READ_ONLY = frozenset(
    (
        *("id", "status", "size", "virtual_size", "checksum", "created_at", "updated_at"),
        *("os_hash_algo", "os_hash_value", "file", "self", "schema", "direct_url", "locations"),
    )
)
# attribute in the API -> field of the record
BASE = {
    "name": "name",
    "visibility": "visibility",
    "disk_format": "disk_format",
    "container_format": "container_format",
    "min_disk": "min_disk",
    "min_ram": "min_ram",
    "protected": "protected",
    "os_hidden": "hidden",
    "tags": "tags",
}


def set_attribute(image: Image, name: str, value: Any) -> None:
    """Set an attribute or a property of an image.

    Raises:
        Refusal: 400 or 403.
    """
    if name in READ_ONLY or name == "stores":
        raise forbidden(f"Attribute '{name}' is read-only.")
    if name.startswith("os_glance"):
        raise forbidden(f"Attribute '{name}' is reserved.")
    if name not in BASE:
        if not isinstance(value, str):
            raise _not_of_type(value, "string")
        image.properties[name] = value
        return
    check_attribute(name, value)
    if name == "tags":
        value = sorted({str(tag) for tag in value})
    setattr(image, BASE[name], value)


def _mismatch(why: str) -> Exception:
    return bad_request(f"Provided object does not match schema 'image': {why}")


def _not_of_type(value: Any, kind: str) -> Exception:
    return _mismatch(f"{value!r} is not of type '{kind}'")


def check_attribute(name: str, value: Any) -> None:
    """Refuse a value that an attribute of Glance's own cannot have.

    Raises:
        Refusal: 400 or 403.
    """
    if name in ("min_disk", "min_ram"):
        if not isinstance(value, int):
            raise _not_of_type(value, "integer")
        if value < 0:
            raise bad_request(
                f"Invalid value '{value}' for parameter '{name}': Cannot be a negative value"
            )
    if name in ("protected", "os_hidden") and not isinstance(value, bool):
        raise _not_of_type(value, "boolean")
    if name == "name" and value is not None and (not isinstance(value, str) or len(value) > 255):
        raise _mismatch(f"{value!r} is too long")
    if name == "tags" and not isinstance(value, list):
        raise _not_of_type(value, "array")
    formats = {"disk_format": DISK_FORMATS, "container_format": CONTAINER_FORMATS}.get(name)
    if formats and value not in (None, *formats):
        raise _mismatch(f"{value!r} is not one of {[None, *formats]}")
    if name == "visibility":
        if value == "public":
            raise forbidden("You are not authorized to complete publicize_image action.")
        if value not in ("community", "private", "shared"):
            raise _mismatch(f"{value!r} is not one of {list(VISIBILITIES[:4])}")
