"""The project of the pictures: named instances in each state, images, keys, groups."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from canfar_jupyter.cloud import Cloud
from canfar_jupyter.demo.core.records import Server, State
from canfar_jupyter.demo.nova.lifecycle import NO_HOST
from canfar_jupyter.demo.running import Entry
from tests.support.demos import demo_in, signed_in
from tests.support.waiting import until

HOUR, DAY = 3600.0, 86400.0
SLOW = 0.05  # while pictures are taken: who boots still boots at the last
UBUNTU, OWN = "canfar-ubuntu-24.04", "lens-pipeline-2026a"
INSTANCES: tuple[tuple[str, dict[str, Any], float], ...] = (  # name, launch, age in seconds
    ("old-reduction", {"image": "canfar-rocky-9", "flavor": "p1-1.5gb"}, 41 * DAY),
    ("psf-test", {"image": "debian-12-genericcloud", "flavor": "p1-1.5gb"}, 0.4 * HOUR),
    ("lens-pipeline", {"image": UBUNTU, "flavor": "c4-15gb-83", "condor": True}, 0.42 * HOUR),
    ("mosaic-03", {"image": UBUNTU, "flavor": "c4-15gb-83"}, 0.3 * HOUR),
    ("condor-head", {"image": OWN, "flavor": "c2-7.5gb-30", "condor": True}, 100),
)

FAILED = {"status": "ERROR", "vm_state": "error", "power": 0, "fault": NO_HOST, "booted": None}
STOPPED: Mapping[str, Mapping[str, Any]] = {
    "old-reduction": {"status": "SHUTOFF", "vm_state": "stopped", "power": 4},
    "mosaic-03": FAILED | {"launched": None, "host": ""},
}


@contextmanager
def project(folder: Path) -> Iterator[Entry]:
    """Run a demo cloud with the project while the block does."""
    with demo_in(folder, speed=50) as entry:
        _fill(signed_in(entry.clouds_yaml))
    file = folder / "state.json"
    state = msgspec.json.decode(file.read_bytes(), type=State)
    for name, _launch, age in INSTANCES:
        server = next(s for s in state.servers.values() if s.name == name)
        _age(server, age)
        if name in STOPPED:
            _change(server, STOPPED[name])
    file.write_bytes(msgspec.json.encode(state))
    with demo_in(folder, speed=SLOW) as entry:
        yield entry


def _fill(cloud: Cloud) -> None:
    """Do what a user of some weeks would have done."""
    cloud.create_key("laptop")
    cloud.create_security_group("ssh")
    cloud.open_port("ssh", 22)
    cloud.create_security_group("web")
    for port in (80, 443):
        cloud.open_port("web", port)
    for name, launch, _age in INSTANCES:
        groups = ["default"] if name == "psf-test" else ["default", "ssh"]
        cloud.launch(name, key="laptop", security_groups=groups, **launch)
    until(lambda: set(cloud.servers()["status"]) == {"ACTIVE"}, "all are ACTIVE")
    cloud.associate_floating_ip("lens-pipeline")
    cloud.snapshot("old-reduction", "old-reduction-final")
    cloud.share_image(OWN, "lensing-batch")
    until(lambda: set(cloud.images()["status"]) <= {"active", "queued"}, "the snapshot is made")


def _age(server: Server, seconds: float) -> None:
    """Let an instance be so old."""
    back = time.time() - seconds - server.created
    server.created += back
    server.updated += back
    server.launched = server.launched and server.launched + back
    server.booted = server.booted and server.booted + back
    for action in server.actions:
        action.started += back
        action.finished += back


def _change(server: Server, cells: Mapping[str, Any]) -> None:
    for name, value in cells.items():
        setattr(server, name, value)
