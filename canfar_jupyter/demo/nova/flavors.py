"""Nova: flavors.  Nobody here may make or delete one."""

from __future__ import annotations

from typing import Any

from canfar_jupyter.demo.core.errors import bad_request, forbidden, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.records import Flavor

routes = Routes()


def _links(call: Call, flavor: Flavor) -> list[dict[str, str]]:
    return [
        {"rel": "self", "href": f"{call.base}/v2.1/flavors/{flavor.id}"},
        {"rel": "bookmark", "href": f"{call.base}/flavors/{flavor.id}"},
    ]


def _view(call: Call, flavor: Flavor) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": flavor.id,
        "name": flavor.name,
        "ram": flavor.ram,
        "disk": flavor.disk,
        "swap": flavor.swap or ("" if call.version < 75 else 0),
        "OS-FLV-EXT-DATA:ephemeral": flavor.ephemeral,
        "OS-FLV-DISABLED:disabled": False,
        "vcpus": flavor.vcpus,
        "os-flavor-access:is_public": True,
        "rxtx_factor": 1.0,
        "links": _links(call, flavor),
    }
    if call.version >= 55:
        row["description"] = flavor.description
    if call.version >= 61:
        row["extra_specs"] = flavor.extra_specs
    return row


def _summary(call: Call, flavor: Flavor) -> dict[str, Any]:
    row: dict[str, Any] = {"id": flavor.id, "name": flavor.name, "links": _links(call, flavor)}
    if call.version >= 55:
        row["description"] = flavor.description
    return row


def _find(call: Call, id_: str) -> Flavor:
    flavor = call.cloud.state.flavors.get(id_)
    if flavor is None:
        raise not_found(f"Flavor {id_} could not be found.")
    return flavor


def _page(call: Call, path: str) -> tuple[list[Flavor], dict[str, Any]]:
    rows = sorted(call.cloud.state.flavors.values(), key=lambda f: f.id)
    key = call.arg("sort_key", "flavorid") or "flavorid"
    if key != "flavorid":
        names = {"memory_mb": "ram", "root_gb": "disk", "name": "name", "vcpus": "vcpus"}
        if key not in names:
            raise bad_request(f"Invalid input for query parameters sort_key. Value: {key}.")
        rows.sort(key=lambda f: getattr(f, names[key]))
    if call.arg("sort_dir") == "desc":
        rows.reverse()
    for name, field in (("minRam", "ram"), ("minDisk", "disk")):
        text = call.arg(name)
        if text is not None and not text.isdigit():
            raise bad_request(f"Invalid {name} filter [{text}]")
        rows = [f for f in rows if getattr(f, field) >= int(text or 0)]
    marker = call.arg("marker")
    if marker is not None:
        ids = [f.id for f in rows]
        if marker not in ids:
            raise bad_request(f"marker [{marker}] not found")
        rows = rows[ids.index(marker) + 1 :]
    text = call.arg("limit") or "0"
    if not text.isdigit():
        raise bad_request(
            f"Invalid input for query parameters limit. Value: {text}. "
            f"'{text}' does not match '^[0-9]*$'"
        )
    limit = min(int(text) or 1000, 1000)
    page = rows[:limit]
    if len(page) < limit:
        return page, {}
    href = call.link(call.base + path, marker=page[-1].id)
    return page, {"flavors_links": [{"rel": "next", "href": href}]}


@routes("GET", "/v2.1/flavors")
def list_flavors(call: Call) -> Answer:
    page, links = _page(call, "/v2.1/flavors")
    return answer({"flavors": [_summary(call, f) for f in page], **links})


@routes("GET", "/v2.1/flavors/detail")
def list_details(call: Call) -> Answer:
    page, links = _page(call, "/v2.1/flavors/detail")
    return answer({"flavors": [_view(call, f) for f in page], **links})


@routes("GET", "/v2.1/flavors/{id}")
def show(call: Call, id: str) -> Answer:
    return answer({"flavor": _view(call, _find(call, id))})


@routes("GET", "/v2.1/flavors/{id}/os-extra_specs")
def extra_specs(call: Call, id: str) -> Answer:
    return answer({"extra_specs": _find(call, id).extra_specs})


@routes("POST", "/v2.1/flavors")
def create(call: Call) -> Answer:
    raise forbidden("Policy doesn't allow os_compute_api:os-flavor-manage:create to be performed.")


@routes("DELETE", "/v2.1/flavors/{id}")
def delete(call: Call, id: str) -> Answer:
    raise forbidden("Policy doesn't allow os_compute_api:os-flavor-manage:delete to be performed.")
