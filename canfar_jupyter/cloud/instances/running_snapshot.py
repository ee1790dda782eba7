"""The snapshot that is being made of an instance: Nova gives it up when the instance goes.

Source: https://docs.openstack.org/api-ref/compute/#delete-server
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import msgspec
from openstack import exceptions as sdk

from canfar_jupyter.cloud.faults.translation import REFUSALS, left_out, translating
from canfar_jupyter.cloud.http.client import HttpClient
from canfar_jupyter.cloud.lists import servers
from canfar_jupyter.errors import Conflict, TimedOut

TIMEOUT = 3600.0  # seconds
INTERVAL = 2.0  # seconds between looks
_TASK = "image_"  # image_snapshot, image_snapshot_pending, image_pending_upload, image_uploading
_UNDER_WAY = ("queued", "saving", "uploading", "importing")


def hold(
    client: HttpClient,
    id_: str,
    after_snapshot: bool | None,
    pause: Callable[[float], None] = time.sleep,
    timeout: float = TIMEOUT,
) -> None:
    """Return once an instance can be terminated without losing a snapshot of it.

    Args:
        client: The way to the cloud.
        id_: Of the instance.
        after_snapshot: True: wait for it; False: do not look; None: refuse while there is one.
        pause: Waits so many seconds.
        timeout: Seconds to wait at most.

    Raises:
        Conflict: A snapshot is being made.
        TimedOut: It still is; nothing was terminated.
    """
    if after_snapshot is False:
        return
    waited = 0.0
    while name := _under_way(client, id_):
        if after_snapshot is None:
            raise Conflict(
                f"{name} is still being made of this instance, and would be lost with it.",
                hint="Wait for it with terminate(server, after_snapshot=True); "
                "after_snapshot=False gives it up.",
            )
        if waited >= timeout:
            raise TimedOut(
                f"{name} is not complete after {timeout:g} seconds: nothing was terminated."
            )
        pause(INTERVAL)
        waited += INTERVAL


def _under_way(client: HttpClient, id_: str) -> str:
    """Return what the snapshot that is being made is called; "": none is."""
    with translating("look whether a snapshot is being made"):
        task = ""
        try:
            row = servers.one(client.get("compute", f"/servers/{id_}").content)
            task = row.task or ""
        except sdk.NotFoundException:
            return ""
        try:
            content = client.get("image", "/images", {"instance_uuid": id_, "limit": 50}).content
            images = msgspec.json.decode(content, type=dict[str, Any]).get("images") or []
        except REFUSALS as refused:
            left_out(refused, "look for its snapshots")
            images = []
        for image in images:
            if image.get("instance_uuid") == id_ and image.get("status") in _UNDER_WAY:
                return f"The snapshot {image.get('name') or image.get('id')}"
    return "A snapshot" if task.startswith(_TASK) else ""
