"""Glance: which images a list shows, in which order, in which pages."""

from __future__ import annotations

import csv
import operator
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from canfar_jupyter.demo.core.clock import parse_iso
from canfar_jupyter.demo.core.errors import bad_request
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.records import Image
from canfar_jupyter.demo.glance.attributes import VISIBILITIES
from canfar_jupyter.demo.glance.images import encoded

routes = Routes()
_DEFAULT_LIMIT = 25
_MAX_LIMIT = 1000
_PAGING = {"limit", "marker", "sort", "sort_key", "sort_dir", "visibility", "member_status"}
Test = Callable[[Image], bool]


@routes("GET", "/v2/images")
def list_images(call: Call) -> Answer:
    limit = _limit(call)
    tests = _tests(call)
    seen = _seen(call)
    page: list[Image] = []
    order = _order(call)
    for image in order[_start(call, order) :] if limit else []:
        if seen(image) and all(test(image) for test in tests):
            page.append(image)
            if len(page) == limit:
                break
    pairs = [(k, v) for k, vs in call.query.items() if k != "marker" for v in vs]
    query = urlencode(pairs)
    rest = {"first": "/v2/images" + ("?" + query if query else ""), "schema": "/v2/schemas/images"}
    if page and len(page) == limit:
        rest["next"] = "/v2/images?" + urlencode([*pairs, ("marker", page[-1].id)])
    result = answer(rest)
    rows = b",".join([encoded(call.cloud, image) for image in page])
    result.body = b'{"images":[' + rows + b"]," + result.body[1:]
    return result


def _limit(call: Call) -> int:
    text = call.arg("limit")
    if text is None:
        return _DEFAULT_LIMIT
    try:
        limit = int(text)
    except ValueError:
        raise bad_request("limit param must be an integer") from None
    if limit < 0:
        raise bad_request("limit param must be positive")
    return min(limit, _MAX_LIMIT)


def _start(call: Call, order: list[Image]) -> int:
    marker = call.arg("marker")
    if marker is None:
        return 0
    for position, image in enumerate(order):
        if image.id == marker:
            return position + 1
    raise bad_request(f"No image found with ID {marker}")


_SORT_KEYS: dict[str, Callable[[Image], Any]] = {
    "name": lambda i: i.name or "",
    "status": lambda i: i.status,
    "container_format": lambda i: i.container_format or "",
    "disk_format": lambda i: i.disk_format or "",
    "size": lambda i: i.size or 0,
    "id": lambda i: i.id,
    "created_at": lambda i: i.created,
    "updated_at": lambda i: i.updated,
}


def _order(call: Call) -> list[Image]:
    """Return all images in the order asked for; newest first unless another is."""
    cloud = call.cloud
    if cloud.image_order is None:
        images = cloud.state.images.values()
        cloud.image_order = sorted(images, key=lambda i: (i.created, i.id), reverse=True)
    order = cloud.image_order
    for key, direction in reversed(_sorting(call)):
        if key not in _SORT_KEYS:
            allowed = ", ".join(_SORT_KEYS)
            raise bad_request(
                f"Invalid sort key: {key}. It must be one of the following: {allowed}."
            )
        order = sorted(order, key=_SORT_KEYS[key], reverse=direction == "desc")
    return order


def _sorting(call: Call) -> list[tuple[str, str]]:
    text = call.arg("sort")
    if text:
        pairs = [part.strip().partition(":") for part in text.split(",")]
        return [(key, direction or "desc") for key, _, direction in pairs]
    keys = call.query.get("sort_key", [])
    directions = call.query.get("sort_dir", [])
    if len(directions) == 1:
        directions = directions * len(keys)
    return [(k, directions[i] if i < len(directions) else "desc") for i, k in enumerate(keys)]


def _seen(call: Call) -> Test:
    """Return whether an image is in the list, by visibility and membership."""
    project = call.project
    wanted = call.arg("visibility")
    if wanted is not None and wanted not in VISIBILITIES:
        raise bad_request(f"Invalid visibility value: {wanted}")
    status = call.arg("member_status") or "accepted"
    if status not in ("pending", "accepted", "rejected", "all"):
        raise bad_request(f"Invalid status: {status}")

    def member(image: Image) -> bool:
        found = image.members.get(project) if image.visibility == "shared" else None
        return found is not None and status in ("all", found.status)

    def test(image: Image) -> bool:
        mine = image.owner == project or member(image)
        if wanted is None:
            return mine or image.visibility == "public"
        if wanted == "all":
            return mine or image.visibility in ("public", "community")
        if wanted in ("public", "community"):
            return image.visibility == wanted
        return mine and image.visibility == wanted

    return test


_FIELDS = {
    "disk_format": "disk_format",
    "container_format": "container_format",
    "status": "status",
    "owner": "owner",
    "name": "name",
    "id": "id",
    "checksum": "checksum",
    "os_hash_value": "sha512",
}
_NUMBERS: dict[str, tuple[str, Callable[[Any, Any], bool]]] = {
    "size_min": ("size", operator.ge),
    "size_max": ("size", operator.le),
    "min_ram": ("min_ram", operator.eq),
    "min_disk": ("min_disk", operator.eq),
}
_TIMES = {"created_at": "created", "updated_at": "updated"}
_COMPARE = {
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "eq": operator.eq,
    "neq": operator.ne,
}


def _tests(call: Call) -> list[Test]:
    """Return what an image must pass, apart from being visible.

    Raises:
        Refusal: 400.
    """
    hidden = call.flag("os_hidden") or False
    tests: list[Test] = [lambda i: i.hidden is hidden]
    tags = set(call.query.get("tag", []))
    if tags:
        tests.append(lambda i: tags <= set(i.tags))
    protected = call.flag("protected")
    if protected is not None:
        tests.append(lambda i: i.protected is protected)
    rest = set(call.query) - _PAGING - {"os_hidden", "tag", "protected"}
    tests += [_test(name, call.arg(name) or "") for name in rest]
    return tests


def _test(name: str, value: str) -> Test:
    if name in _NUMBERS:
        return _number_test(name, value)
    if name in _TIMES:
        return _time_test(name, value)
    values = _values(value) if name in _FIELDS else [value]
    field = _FIELDS.get(name)
    if field:
        return lambda i: getattr(i, field) in values
    return lambda i: i.properties.get(name) in values


def _values(value: str) -> list[str]:
    """Return the values of ``in:a,b`` or the one value."""
    if not value.startswith("in:"):
        return [value]
    return next(csv.reader([value.removeprefix("in:")], skipinitialspace=True), [])


def _number_test(name: str, value: str) -> Test:
    field, compare = _NUMBERS[name]
    if not value.isdigit():
        raise bad_request(f"Cannot convert image {field} '{value}' to an integer.")
    number = int(value)
    return lambda i: getattr(i, field) is not None and compare(getattr(i, field), number)


def _time_test(name: str, value: str) -> Test:
    word, colon, text = value.partition(":")
    known = colon and word in _COMPARE
    compare = _COMPARE[word] if known else operator.eq
    try:
        moment = parse_iso(text if known else value)
    except ValueError:
        raise bad_request(f"Unable to filter on {name}: '{value}' is no time.") from None
    field = _TIMES[name]
    return lambda i: compare(int(getattr(i, field)), moment)
