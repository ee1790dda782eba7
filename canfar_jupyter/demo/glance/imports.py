"""Glance: images that it fills by itself, from what was staged or from the web."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
from typing import Any
from urllib.parse import urlsplit

from canfar_jupyter.demo.core.clock import iso
from canfar_jupyter.demo.core.cloud import DemoCloud, Effect, Record, new_id
from canfar_jupyter.demo.core.errors import Refusal, bad_request, conflict
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.records import Image
from canfar_jupyter.demo.glance import images
from canfar_jupyter.demo.glance.data import HTML, Upload

routes = Routes()
_downloads: set[asyncio.Task[None]] = set()


@routes("POST", "/v2/images/{id}/import")
def start_import(call: Call, id: str) -> Answer:
    image = images.find_own(call, id)
    method = call.json("method")
    name = method.get("name")
    if name not in ("glance-direct", "web-download"):
        raise bad_request(f"Unknown import method name '{name}'.")
    missing = [n for n in ("container_format", "disk_format") if getattr(image, n) is None]
    if missing:
        raise conflict(f"'{missing[0]}' needs to be set before import")
    if name == "glance-direct":
        _import_staged(call, image)
        note = _note_task(call, image)
        note |= {"status": "success"}
    else:
        _import_from_web(call, image, str(method.get("uri", "")))
    return Answer(202, b"", HTML)


def _import_staged(call: Call, image: Image) -> None:
    staged = call.cloud.image_file(image.id, staged=True)
    if image.status != "uploading" or not staged.exists():
        raise conflict("Image needs to be staged before 'glance-direct' method can be used")
    image.status = "importing"
    call.cloud.plan(image, [call.cloud.later(1.0, {"status": "active"}, "imported")])


def _imported(cloud: DemoCloud, record: Record, when: float) -> None:
    assert isinstance(record, Image)
    cloud.image_file(record.id, staged=True).replace(cloud.image_file(record.id))
    record.stored = True


EFFECTS: dict[str, Effect] = {"imported": _imported}


def _import_from_web(call: Call, image: Image, uri: str) -> None:
    if image.status != "queued":
        raise conflict("Image needs to be in 'queued' state to use 'web-download' method")
    if not _is_loopback(uri):
        raise bad_request(f"URI for web-download does not pass filtering: {uri}")
    image.status = "importing"
    image.properties.pop("os_glance_failed_import", None)
    images.touch(call, image)
    note = _note_task(call, image)
    task = asyncio.get_running_loop().create_task(_fetch(call.cloud, image, uri, note))
    _downloads.add(task)
    task.add_done_callback(_downloads.discard)


def _is_loopback(uri: str) -> bool:
    """Say whether the demo may fetch an address: it reaches no network but this machine's."""
    try:
        parts = urlsplit(uri)
        host = parts.hostname or ""
        return parts.scheme in ("http", "https") and (
            host == "localhost" or ipaddress.ip_address(host).is_loopback
        )
    except ValueError:
        return False


def _note_task(call: Call, image: Image) -> dict[str, Any]:
    """Note that a task is at work; it is forgotten when the demo ends, as tasks expire."""
    now = iso(call.cloud.clock.now())
    note = {
        "id": new_id(),
        "type": "api_image_import",
        "status": "processing",
        "owner": call.project,
        "expires_at": None,
        "created_at": now,
        "updated_at": now,
        "deleted_at": None,
        "deleted": False,
        "image_id": image.id,
        "request_id": call.request_id,
        "user_id": call.user,
        "input": {"image_id": image.id, "import_req": call.json(), "backend": ["fs"]},
        "result": None,
        "message": "",
    }
    call.cloud.image_tasks.setdefault(image.id, []).append(note)
    return note


async def _fetch(cloud: DemoCloud, image: Image, uri: str, note: dict[str, Any]) -> None:
    from tornado.httpclient import AsyncHTTPClient, HTTPError  # late: seldom used

    upload = Upload(cloud, image, staged=False)
    client = AsyncHTTPClient(force_instance=True, defaults={"max_body_size": 1 << 40})
    try:
        await client.fetch(uri, streaming_callback=upload.write, request_timeout=3600)
        upload.end()
        note |= {"status": "success", "updated_at": iso(cloud.clock.now())}
    except (HTTPError, OSError, Refusal, RuntimeError) as failed:
        upload.abandon()
        words = failed.message if isinstance(failed, Refusal) else "Internal Error"
        note |= {"status": "failure", "updated_at": iso(cloud.clock.now())}
        note["message"] = f"Task failed due to {words}"
        image.properties["os_glance_failed_import"] = "fs"
        cloud.touch(image, cloud.clock.now())
    finally:
        with contextlib.suppress(OSError):
            client.close()


@routes("GET", "/v2/images/{id}/tasks")
def image_tasks(call: Call, id: str) -> Answer:
    images.find(call, id)
    return answer({"tasks": call.cloud.image_tasks.get(id, [])})


@routes("GET", "/v2/info/import")
def import_info(call: Call) -> Answer:
    methods: dict[str, Any] = {
        "description": "Import methods available.",
        "type": "array",
        "value": ["glance-direct", "web-download"],
    }
    return answer({"import-methods": methods})


@routes("GET", "/v2/info/stores")
def stores(call: Call) -> Answer:
    return answer({"stores": [{"id": "fs", "default": "true"}]})
