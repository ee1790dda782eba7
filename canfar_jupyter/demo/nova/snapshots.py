"""An image made of a server: Nova begins it, Glance shows it queued, saving, active."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from canfar_jupyter.demo.cinder import quotas
from canfar_jupyter.demo.cinder import snapshots as volume_snapshots
from canfar_jupyter.demo.core.cloud import DemoCloud, Effect, Record, new_id
from canfar_jupyter.demo.core.exchange import Call
from canfar_jupyter.demo.core.records import Image, Server
from canfar_jupyter.demo.core.volume_records import Volume

SECONDS = 4.0
_SHELVED = "-shelved"
_UNFINISHED = ("queued", "saving")
_MIB = 1 << 20


def begin(call: Call, server: Server, name: str, metadata: dict[str, str]) -> Image:
    """Make the image, still queued, and let both run their course."""
    if server.volume_gib is not None:
        return _of_volumes(call, server, name, metadata)
    cloud = call.cloud
    image = _make(call, server, name, metadata)
    tasks = ["image_snapshot", "image_pending_upload", "image_uploading"]
    server.task = "image_snapshot_pending"
    moments = [SECONDS * part for part in (0.1, 0.25, 0.3)]
    server_steps = [
        cloud.later(when, {"task": task}) for when, task in zip(moments, tasks, strict=True)
    ]
    cloud.plan(server, [*server_steps, cloud.later(SECONDS, {"task": None})])
    return image


def keep_shelved(call: Call, server: Server) -> None:
    """Make the image from which a shelved server comes back; a volume needs none."""
    if server.volume_gib is None:
        _make(call, server, server.name + _SHELVED, {})


def drop_shelved(cloud: DemoCloud, server: Server) -> None:
    for image in list(cloud.state.images.values()):
        of = image.properties.get("instance_uuid")
        if of == server.id and (image.name or "").endswith(_SHELVED):
            _given_up(cloud, image, 0)


def _make(call: Call, server: Server, name: str, metadata: dict[str, str]) -> Image:
    """Return a new image of a server, still queued, that becomes active."""
    cloud = call.cloud
    base = cloud.state.images.get(server.image)
    properties = {
        **{k: v for k, v in server.image_properties.items() if k != "name"},
        "base_image_ref": server.image,
        "instance_uuid": server.id,
        "user_id": call.user,
        "image_type": "snapshot",
        **_who(call),
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
    return image


def _who(call: Call) -> dict[str, str]:
    state = call.cloud.state
    return {
        "owner_user_name": state.users[call.user].name,
        "owner_project_name": state.projects[call.project].name,
        "boot_roles": "member,reader",
    }


def _of_volumes(call: Call, server: Server, name: str, metadata: dict[str, str]) -> Image:
    """Make the image of a server that boots from a volume: no bytes, only where they are.

    Cinder makes a snapshot of each volume; the image names them and is active at once.
    """
    cloud, now = call.cloud, call.cloud.clock.now()
    volumes = [cloud.state.volumes[id_] for id_ in server.volumes if id_ in cloud.state.volumes]
    for volume in volumes:
        quotas.check(cloud, call.project, "snapshots", volume.size)
    mapping = []
    for number, volume in enumerate(volumes):
        made = volume_snapshots.make(cloud, volume, f"snapshot for {name}", volume.description)
        mapping.append(_disk(volume, made.id, number))
    image = Image(
        id=new_id(),
        name=name,
        owner=call.project,
        status="active",
        visibility="private",
        size=0,
        min_disk=server.flavor.disk,
        properties={
            "base_image_ref": "",
            **_who(call),
            "root_device_name": "/dev/sda",
            "block_device_mapping": json.dumps(mapping),
            "bdm_v2": "True",
            **{str(k): str(v) for k, v in metadata.items()},
        },
        created=now,
        updated=now,
    )
    cloud.state.images[image.id] = image
    cloud.image_order = None
    cloud.file.changed()
    return image


def _disk(volume: Volume, snapshot: str, number: int) -> dict[str, Any]:
    said = {
        "volume_size": volume.size,
        "source_type": "snapshot",
        "boot_index": 0 if number == 0 else None,
        "device_name": volume.device,
        "snapshot_id": snapshot,
        "delete_on_termination": volume.delete_on_termination,
        "destination_type": "volume",
    }
    unsaid = ("no_device", "tag", "volume_id", "guest_format", "device_type", "disk_bus")
    return {**dict.fromkeys((*unsaid, "volume_type", "image_id", "encrypted")), **said}


def rotate(cloud: DemoCloud, server: Server, kind: str, keep: int) -> None:
    """Let the oldest backups of a kind go, so that ``keep`` are left."""
    mine = [
        image
        for image in cloud.state.images.values()
        if image.properties.get("instance_uuid") == server.id
        and image.properties.get("backup_type") == kind
    ]
    mine.sort(key=lambda image: image.created, reverse=True)
    for image in mine[keep:]:
        if image.status not in _UNFINISHED:
            del cloud.state.images[image.id]
    cloud.image_order = None
    cloud.file.changed()


def give_up(cloud: DemoCloud, server: Server) -> None:
    """Let the snapshots of a server that is being deleted end, unless they are finished."""
    for image in cloud.state.images.values():
        if image.properties.get("instance_uuid") == server.id and image.status in _UNFINISHED:
            cloud.plan(image, [cloud.later(0.3, {}, "given up")])


def _given_up(cloud: DemoCloud, record: Record, when: float) -> None:
    cloud.state.images.pop(record.id, None)
    cloud.image_order = None


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


EFFECTS: dict[str, Effect] = {"saved": _saved, "given up": _given_up}
