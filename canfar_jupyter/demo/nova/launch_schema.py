"""What Nova's schema for POST /servers checks before anything else."""

from __future__ import annotations

import base64
import binascii
import ipaddress
import re
import uuid
from typing import Any

from canfar_jupyter.demo.core.errors import bad_request, forbidden, invalid
from canfar_jupyter.demo.core.exchange import Call
from canfar_jupyter.demo.nova import block_devices
from canfar_jupyter.demo.nova.names import checked_name

_USER_DATA_LIMIT = 65535
_FIELDS = {  # field: the 2.N it came with
    **dict.fromkeys(
        (
            *("name", "imageRef", "flavorRef", "adminPass", "metadata", "networks"),
            *("OS-DCF:diskConfig", "accessIPv4", "accessIPv6", "availability_zone"),
            *("block_device_mapping", "block_device_mapping_v2", "config_drive", "key_name"),
            *("min_count", "max_count", "return_reservation_id", "security_groups", "user_data"),
        ),
        1,
    ),
    "description": 19,
    "tags": 52,
    "trusted_image_certificates": 63,
    "host": 74,
    "hypervisor_hostname": 74,
    "hostname": 90,
}


def check(call: Call, body: dict[str, Any]) -> None:
    """Refuse a launch whose fields are wrong in themselves.

    Raises:
        Refusal: 400 in Nova's words.
    """
    unknown = [f"'{name}'" for name in body if _FIELDS.get(name, 1000) > call.version]
    if unknown and not (unknown == ["'personality'"] and call.version < 57):
        verb = "was" if len(unknown) == 1 else "were"
        names = ", ".join(unknown)
        why = f"Additional properties are not allowed ({names} {verb} unexpected)"
        raise invalid("server", body, why)
    required = ["name", "flavorRef", *(["networks"] if call.version >= 37 else [])]
    for field in required:
        if field not in body:
            raise invalid("server", body, f"'{field}' is a required property")
    _check_types(body)
    checked_name(body["name"])
    for field in ("key_name", "availability_zone"):
        if body.get(field) == "":
            raise invalid(field, "", "'' should be non-empty")
    _check_tags(body.get("tags") or [])
    block_devices.check(body.get("block_device_mapping_v2") or [])
    description = body.get("description")
    if isinstance(description, str) and len(description) > 255:
        raise invalid("description", description, f"{description!r} is too long")
    image = body.get("imageRef")
    if image and not _is_id(image):
        raise invalid("imageRef", image, f"{image!r} is not valid under any of the given schemas")


def _check_types(body: dict[str, Any]) -> None:
    metadata = body.get("metadata")
    if metadata is not None and not isinstance(metadata, dict):
        raise invalid("metadata", metadata, f"{metadata!r} is not of type 'object'")
    for field in ("networks", "security_groups", "block_device_mapping_v2", "tags"):
        value = body.get(field)
        if value is None or (field == "networks" and value in ("auto", "none")):
            continue
        if not isinstance(value, list):
            raise invalid(field, value, f"{value!r} is not of type 'array'")
        for item in value if field != "tags" else ():
            if not isinstance(item, dict):
                raise invalid(field, item, f"{item!r} is not of type 'object'")


def _check_tags(tags: list[Any]) -> None:
    if len(tags) > 50:
        raise invalid("tags", tags, f"{tags!r} is too long")
    for at, tag in enumerate(tags):
        if not isinstance(tag, str) or "," in tag or "/" in tag:
            raise invalid(str(at), tag, f"{tag!r} does not match '^[^,/]*$'")
        if not 1 <= len(tag) <= 60:
            raise invalid(str(at), tag, f"{tag!r} is too {'long' if tag else 'short'}")


def access_address(field: str, value: Any) -> str:
    """Return an address by which a server is said to be reached; "": none is said.

    Raises:
        Refusal: 400.
    """
    wanted = 4 if field == "accessIPv4" else 6
    if value in ("", None):
        return ""
    try:
        address = ipaddress.ip_address(value if isinstance(value, str) else "")
    except ValueError:
        address = None
    if address is None or address.version != wanted:
        raise invalid(field, value, f"{value!r} is not a 'ipv{wanted}'")
    return str(address)


def disk_config_of(body: dict[str, Any]) -> str:
    value = body.get("OS-DCF:diskConfig", "MANUAL")
    if value not in ("AUTO", "MANUAL"):
        raise invalid("OS-DCF:diskConfig", value, f"{value!r} is not one of ['AUTO', 'MANUAL']")
    return str(value)


def _is_id(text: Any) -> bool:
    try:
        uuid.UUID(str(text).rstrip("/").rsplit("/", 1)[-1])
    except ValueError:
        return False
    return True


def counts(body: dict[str, Any]) -> tuple[int, int]:
    """Return how many servers are asked for, at least and at most."""
    found = []
    for field in ("min_count", "max_count"):
        value = body.get(field)
        text = str(value)
        if value is not None and (not text.isdigit() or int(text) < 1):
            raise invalid(field, value, f"{text} is less than the minimum of 1")
        found.append(None if value is None else int(text))
    low = found[0] or 1
    high = found[1] or low
    if low > high:
        raise bad_request("min_count must be <= max_count")
    return low, high


def user_data_of(body: dict[str, Any]) -> str | None:
    text = body.get("user_data")
    if text is None:
        return None
    if not isinstance(text, str):
        raise invalid("user_data", text, f"{text!r} is not of type 'string', 'null'")
    if len(text) > _USER_DATA_LIMIT:
        raise invalid("user_data", text, f"{text!r} is too long")
    try:
        base64.b64decode("".join(text.split()), validate=True)
    except binascii.Error:
        raise invalid("user_data", text, f"{text!r} is not a 'base64'") from None
    return text


def metadata_of(body: dict[str, Any]) -> dict[str, str]:
    metadata = body.get("metadata") or {}
    for key, value in metadata.items():
        if not isinstance(value, str):
            raise invalid(key, value, f"{value!r} is not of type 'string'")
        if len(value) > 255:
            raise invalid(key, value, f"{value!r} is too long")
        if not re.fullmatch(r"[a-zA-Z0-9-_:. ]{1,255}", key):
            why = f"{key!r} does not match any of the regexes: '^[a-zA-Z0-9-_:. ]{{1,255}}$'"
            raise invalid("metadata", metadata, why)
    if len(metadata) > 128:
        raise forbidden("Quota exceeded for metadata_items, use at most 128")
    return dict(metadata)
