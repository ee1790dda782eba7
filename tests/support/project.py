"""A project to look at: images, flavors, a key, a network, two instances."""

from __future__ import annotations

from tests.support.rows import image, quota
from tests.support.scripted import ScriptedCloud


def fill(cloud: ScriptedCloud) -> ScriptedCloud:
    """Give a cloud that project; return the cloud."""
    cloud.images.load(
        image(
            "i-ubuntu",
            "canfar-ubuntu-24.04",
            os_distro="ubuntu",
            os_version="24.04",
            min_disk_gib=10,
        ),
        image("i-rocky", "canfar-rocky-9", os_distro="rocky", os_version="9"),
        image("i-debian", "debian-12", size=600 * 2**20),
        image("i-lens", "lens-ready", "project", is_snapshot=True),
        image("i-queued", "upload", "project", status="queued", size=0),
        image("i-shared", "alma-pipeline", "shared"),
        image("i-pending", "galaxy-fit", "pending"),
    )
    cloud.flavors.load(
        {"id": "f1", "name": "c1-3.75gb-0", "vcpus": 1, "ram_gib": 3.75, "disk_gib": 5},
        {
            "id": "f2",
            "name": "c2-7.5gb-30",
            "vcpus": 2,
            "ram_gib": 7.5,
            "disk_gib": 20,
            "ephemeral_gib": 30,
        },
        {
            "id": "f8",
            "name": "c8-30gb-180",
            "vcpus": 8,
            "ram_gib": 30.0,
            "disk_gib": 20,
            "ephemeral_gib": 180,
        },
    )
    cloud.keypairs.load({"id": "laptop", "name": "laptop", "type": "ssh-ed25519"})
    cloud.security_groups.load(
        {"id": "g-default", "name": "default", "open_ports": "everything from members of a group"}
    )
    cloud.networks.load({"id": "n1", "name": "lenses-net", "status": "ACTIVE", "subnets": 1})
    cloud.quotas.load(
        quota("instances", 2, 10),
        quota("cores", 4, 10),
        quota("ram_gib", 15, 40),
        quota("floating_ips", 0, 1),
    )
    common = {"image": "canfar-ubuntu-24.04", "flavor": "c2-7.5gb-30", "key": "laptop"}
    cloud.servers.load(
        common
        | {
            "id": "s-a",
            "name": "lens-a",
            "status": "ACTIVE",
            "addresses": "10.0.0.5",
            "created": "2026-11-20T10:00:00Z",
        },
        common
        | {
            "id": "s-b",
            "name": "lens-b",
            "status": "ERROR",
            "fault": "No valid host was found.",
            "created": "2026-11-21T10:00:00Z",
        },
    )
    return cloud
