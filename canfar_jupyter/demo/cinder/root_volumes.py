"""The volume that a server boots from: made and ended with it."""

from __future__ import annotations

from typing import Any

from canfar_jupyter.demo.core import quotas
from canfar_jupyter.demo.core.cloud import DemoCloud, new_id
from canfar_jupyter.demo.core.records import Image, Server
from canfar_jupyter.demo.core.volume_records import Volume


def attach(cloud: DemoCloud, server: Server, when: float) -> None:
    """Make the volume a server boots from."""
    if server.volume_gib is None:
        return
    image = cloud.state.images.get(server.image)
    volume = Volume(
        id=new_id(),
        project=server.project,
        user=server.user,
        size=server.volume_gib,
        server=server.id,
        attachment=new_id(),
        delete_on_termination=server.ends_volume,
        image=_of_image(server.image, image),
        created=when,
        updated=when,
    )
    cloud.state.volumes[volume.id] = volume
    server.volumes.append(volume.id)


def _of_image(id_: str, image: Image | None) -> dict[str, str]:
    if image is None:
        return {"image_id": id_}
    told: dict[str, Any] = {
        "image_id": id_,
        "image_name": image.name,
        "checksum": image.checksum,
        "container_format": image.container_format,
        "disk_format": image.disk_format,
        "min_disk": image.min_disk,
        "min_ram": image.min_ram,
        "size": image.size,
    }
    return {**image.properties, **{name: str(value) for name, value in told.items()}}


def detach(cloud: DemoCloud, server: Server) -> None:
    """End the volumes that end with a server; free the others."""
    for id_ in server.volumes:
        volume = cloud.state.volumes.get(id_)
        if volume is None:
            continue
        if volume.delete_on_termination:
            del cloud.state.volumes[id_]
        else:
            volume.server = volume.attachment = ""
    server.volumes = []


def refusal(cloud: DemoCloud, server: Server) -> str:
    """Say, as Nova does of a build that failed, that a volume is over the quota; "": it is not."""
    if server.volume_gib is None:
        return ""
    used = quotas.volumes_used(cloud, server.project)
    building = [
        other.volume_gib
        for other in cloud.state.servers.values()
        if other.project == server.project and other.id != server.id and _waits(other)
    ]
    number = used["volumes"] + len(building)
    gib = used["gigabytes"] + sum(size or 0 for size in building)
    most = {name: quotas.limit(cloud, server.project, name) for name in ("volumes", "gigabytes")}
    if 0 <= most["gigabytes"] < gib + server.volume_gib:
        why = (
            "VolumeSizeExceedsAvailableQuota: Requested volume or snapshot exceeds allowed "
            f"gigabytes quota. Requested {server.volume_gib}G, quota is {most['gigabytes']}G and "
            f"{gib}G has been consumed."
        )
    elif 0 <= most["volumes"] < number + 1:
        why = (
            f"VolumeLimitExceeded: Maximum number of volumes allowed ({most['volumes']}) exceeded "
            "for quota 'volumes'."
        )
    else:
        return ""
    return f"Build of instance {server.id} aborted: {why}"


def _waits(server: Server) -> bool:
    """Say whether a server will have a volume that is not there yet."""
    return server.volume_gib is not None and not server.volumes and server.status == "BUILD"
