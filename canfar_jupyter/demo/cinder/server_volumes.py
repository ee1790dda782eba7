"""The volumes of servers: made, attached and ended with them, or attached while they run."""

from __future__ import annotations

from canfar_jupyter.demo.cinder import actions, making, quotas
from canfar_jupyter.demo.core.cloud import DemoCloud, Effect, Record, new_id
from canfar_jupyter.demo.core.records import Disk, Server
from canfar_jupyter.demo.core.volume_records import Volume

_SECONDS = 0.6  # to attach or detach one


def attach_all(cloud: DemoCloud, server: Server, when: float) -> None:
    """Give a server that is being built its volumes: new ones, or those that it asked for."""
    for disk in server.disks:
        volume = cloud.state.volumes.get(disk.source_id) if disk.source == "volume" else None
        if volume is None:
            volume = _new(cloud, server, disk, when)
            cloud.state.volumes[volume.id] = volume
        actions.attach(cloud, volume, server.id, device(server))
        volume.delete_on_termination = disk.ends
        server.volumes.append(volume.id)
    server.disks = []


def device(server: Server) -> str:
    """Return where the next volume of a server shows up."""
    first = "a" if server.volume_gib is not None else "b"
    return "/dev/sd" + chr(ord(first) + len(server.volumes))


def _new(cloud: DemoCloud, server: Server, disk: Disk, when: float) -> Volume:
    state = cloud.state
    volume = Volume(
        id=new_id(),
        project=server.project,
        user=server.user,
        size=disk.size,
        bootable=disk.source != "blank",
        created=when,
    )
    if disk.source == "image":
        image = state.images.get(disk.source_id)
        volume.image = making.image_metadata(disk.source_id, image)
    elif disk.source == "snapshot":
        snapshot = state.volume_snapshots.get(disk.source_id)
        volume.snapshot = disk.source_id
        volume.image = dict(snapshot.image) if snapshot else {}
    return volume


def detach_all(cloud: DemoCloud, server: Server) -> None:
    """End the volumes that end with a server; free the others."""
    for id_ in server.volumes:
        volume = cloud.state.volumes.get(id_)
        if volume is None:
            continue
        snapshots = any(s.volume == id_ for s in cloud.state.volume_snapshots.values())
        if volume.delete_on_termination and not snapshots:
            del cloud.state.volumes[id_]
        else:
            actions.detach(cloud, volume)
    for disk in server.disks:  # it ended before it was built
        asked = cloud.state.volumes.get(disk.source_id) if disk.source == "volume" else None
        if asked and asked.state == "reserved":
            asked.state = ""
    server.volumes, server.disks = [], []


def begin_attaching(cloud: DemoCloud, server: Server, volume: Volume, where: str) -> None:
    actions.attach(cloud, volume, server.id, where)
    volume.state = "attaching"
    server.volumes.append(volume.id)
    cloud.plan(volume, [cloud.later(_SECONDS, {"state": ""}, "attached")])


def begin_detaching(cloud: DemoCloud, volume: Volume) -> None:
    volume.state = "detaching"
    cloud.plan(volume, [cloud.later(_SECONDS, {}, "detached")])


def _attached(cloud: DemoCloud, record: Record, when: float) -> None:
    assert isinstance(record, Volume)
    if record.server in cloud.state.servers:
        cloud.touch(cloud.state.servers[record.server])


def _detached(cloud: DemoCloud, record: Record, when: float) -> None:
    assert isinstance(record, Volume)
    server = cloud.state.servers.get(record.server)
    actions.detach(cloud, record)
    if server:
        server.volumes = [id_ for id_ in server.volumes if id_ != record.id]
        cloud.touch(server)


EFFECTS: dict[str, Effect] = {"attached": _attached, "detached": _detached}


def refusal(cloud: DemoCloud, server: Server) -> str:
    """Say, as Nova does of a build that failed, that a volume is over the quota; "": it is not."""
    sizes = _sizes(server)
    if not sizes:
        return ""
    others = [
        size
        for other in cloud.state.servers.values()
        if other.project == server.project and other.id != server.id and other.status == "BUILD"
        for size in _sizes(other)
    ]
    wanted, number = sum(sizes), len(sizes) + len(others)
    words = quotas.refusal(cloud, server.project, "volumes", wanted + sum(others), number)
    if not words:
        return ""
    told = words.replace(f"Requested {wanted + sum(others)}G", f"Requested {wanted}G")
    return f"Build of instance {server.id} aborted: {told}"


def _sizes(server: Server) -> list[int]:
    """Return the sizes of the volumes that a server is still to have made."""
    return [disk.size for disk in server.disks if disk.source != "volume"]
