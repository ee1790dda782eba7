"""An image made of a server: Nova begins it, Glance shows it queued, saving, active."""

from __future__ import annotations

import hashlib

from canfar_jupyter.demo.core.cloud import DemoCloud, Effect, Record, new_id
from canfar_jupyter.demo.core.exchange import Call
from canfar_jupyter.demo.core.records import Image, Server

SECONDS = 4.0
_MIB = 1 << 20


def begin(call: Call, server: Server, name: str, metadata: dict[str, str]) -> Image:
    """Make the image, still queued, and let both run their course."""
    cloud = call.cloud
    base = cloud.state.images.get(server.image)
    properties = {
        **{k: v for k, v in server.image_properties.items() if k != "name"},
        "base_image_ref": server.image,
        "owner_user_name": cloud.state.users[call.user].name,
        "owner_project_name": cloud.state.projects[call.project].name,
        "boot_roles": "member,reader",
        "instance_uuid": server.id,
        "user_id": call.user,
        "image_type": "snapshot",
        **{str(k): str(v) for k, v in metadata.items()},
    }
    image = Image(
        id=new_id(),
        name=name,
        owner=call.project,
        status="queued",
        visibility="private",
        disk_format="qcow2",
        container_format="bare",
        min_disk=max(server.flavor.disk, base.min_disk if base else 0),
        min_ram=base.min_ram if base else 0,
        properties=properties,
        created=cloud.clock.now(),
    )
    cloud.state.images[image.id] = image
    cloud.image_order = None
    saving, end = SECONDS * 0.3, SECONDS * 0.95
    steps = [
        cloud.later(saving, {"status": "saving"}),
        cloud.later(end, {"status": "active"}, "saved"),
    ]
    cloud.plan(image, steps)
    tasks = ["image_snapshot", "image_pending_upload", "image_uploading"]
    server.task = "image_snapshot_pending"
    moments = [SECONDS * part for part in (0.1, 0.25, 0.3)]
    server_steps = [
        cloud.later(when, {"task": task}) for when, task in zip(moments, tasks, strict=True)
    ]
    cloud.plan(server, [*server_steps, cloud.later(SECONDS, {"task": None})])
    return image


def _saved(cloud: DemoCloud, record: Record, when: float) -> None:
    """Give the image a size: what its base has and what a machine writes by itself."""
    assert isinstance(record, Image)
    server = cloud.state.servers.get(record.properties.get("instance_uuid", ""))
    base = cloud.state.images.get(server.image if isinstance(server, Server) else "")
    grown = 180 + int(record.id[:4], 16) % 600
    record.size = (base.size or 0 if base else 600 * _MIB) + grown * _MIB
    record.virtual_size = record.min_disk << 30
    record.checksum = hashlib.md5(record.id.encode(), usedforsecurity=False).hexdigest()
    record.sha512 = hashlib.sha512(record.id.encode()).hexdigest()


EFFECTS: dict[str, Effect] = {"saved": _saved}
