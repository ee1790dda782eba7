"""A large cloud for measurements: ten thousand servers and images."""

from __future__ import annotations

import random
from typing import Any

from canfar_jupyter.demo.core.cloud import DemoCloud, new_id
from canfar_jupyter.demo.core.network_records import Port
from canfar_jupyter.demo.core.quotas import QUOTAS
from canfar_jupyter.demo.core.records import Image, Server
from canfar_jupyter.demo.nova.changes import ACTIVE
from canfar_jupyter.demo.seed import DAY, LENSING, add_image, hex_id, named_id


def _seen(image: Image, project: str) -> bool:
    """Say whether a project sees an image: in the list of all, or among those offered to it."""
    member = image.members.get(project)
    shared = member is not None and member.status in ("accepted", "pending")
    return image.owner == project or image.visibility in ("public", "community") or shared


def grow(cloud: DemoCloud, servers: int, images: int) -> None:
    """Fill up the first project, for measurements, until it sees so many of them."""
    state = cloud.state
    project = hex_id("project", LENSING)
    chance = random.Random(20260101)
    have = sum(s.project == project and s.deleted is None for s in state.servers.values())
    first = len(state.servers)
    for number in range(first, first + servers - have):
        _grow_server(cloud, chance, number)
    if servers:
        room = {"instances": servers + 1000, "cores": -1, "ram": -1, "port": -1}
        state.quotas[project] = {**QUOTAS, **state.quotas.get(project, {}), **room}
    have = sum(_seen(image, project) for image in state.images.values())
    first = len(state.images)
    for number in range(first, first + images - have):
        name = f"catalogue-{number:05d}"
        add_image(
            state,
            name,
            LENSING,
            "private",
            chance.randint(400, 4000),
            100 - number / 1000,
            os_distro="ubuntu",
            os_version="24.04",
        )


def _grow_server(cloud: DemoCloud, chance: random.Random, number: int) -> None:
    state = cloud.state
    made = state.made - 60 * DAY + number * 300
    network = named_id("network", f"{LENSING}-network")
    group = next(g.id for g in state.groups.values() if g.project == hex_id("project", LENSING))
    id_ = new_id()
    flavor = state.flavors[named_id("flavor", chance.choice(["c1-3.75gb-15", "c2-7.5gb-30"]))]
    off: dict[str, Any] = {"status": "SHUTOFF", "vm_state": "stopped", "task": None, "power": 4}
    look: dict[str, Any] = off if number % 7 == 0 else ACTIVE
    server = Server(
        id=id_,
        name=f"worker-{number:05d}",
        project=hex_id("project", LENSING),
        user=hex_id("user", "mlopez"),
        flavor=flavor,
        image=named_id("image", "canfar-ubuntu-24.04"),
        image_properties={"name": "canfar-ubuntu-24.04", "os_distro": "ubuntu"},
        hostname=f"worker-{number:05d}",
        host=f"compute-{number % 12 + 1:02d}",
        metadata={"field": f"W{number % 4 + 1}"},
        networks=[network],
        security_groups=[group],
        created=made,
        updated=made + 4,
        launched=made + 4,
        booted=made + 4,
        boots=1,
        **look,
    )
    state.servers[id_] = server
    port = Port(
        id=new_id(),
        project=server.project,
        network=network,
        subnet=named_id("subnet", f"{LENSING}-network"),
        address=f"10.31.{128 + number // 250}.{number % 250 + 2}",
        mac="fa:16:3e:" + number.to_bytes(3, "big").hex(":"),
        device=id_,
        security_groups=[group],
        created=made,
        updated=made,
    )
    state.ports[port.id] = port
