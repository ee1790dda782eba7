"""Find, start and end the real OpenStack of the tests."""

import json
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from tests.openstack import locks
from tests.openstack.places import ROOT, Places

START_TIMEOUT = 400.0  # s; a first initialisation on two busy cores took 126 s
STOP_TIMEOUT = 20.0  # s


class CloudFailed(RuntimeError):
    """The cloud did not start or did not end; the message says where to look."""


@dataclass(frozen=True)
class Cloud:
    """A running cloud.

    Attributes:
        clouds_yaml: Its clouds: `real` (user and project demo), `real-other` (the same user in
            project other), `real-guest` (another user in another domain) and `real-admin`.
        auth_url: Address of its Keystone, with /v3.
        pid: The launcher; ending it ends everything.
        timings: Seconds that each step of the start took.
    """

    clouds_yaml: Path
    auth_url: str
    pid: int
    timings: dict[str, float]


def find(places: Places) -> Cloud | None:
    """The cloud that runs and is ready, or None."""
    if not places.status.exists() or not locks.is_held(places.launcher_lock):
        return None
    status = json.loads(places.status.read_text())
    return Cloud(places.clouds_yaml, status["auth_url"], status["pid"], status["timings"])


def find_or_start(places: Places) -> Cloud:
    """The cloud that runs, or a new one.

    The caller holds `places.users_lock`: a cloud that nobody uses ends by itself.
    """
    with locks.held(places.start_lock):
        cloud = find(places)
        if cloud is None:
            places.stay.unlink(missing_ok=True)
            cloud = _start(places)
        return cloud


def end(places: Places) -> bool:
    """End the cloud and wait until none of its processes is left; False if there was none."""
    places.stay.unlink(missing_ok=True)
    cloud = find(places)
    if cloud is None:
        return False
    os.kill(cloud.pid, signal.SIGTERM)
    _wait_until_gone(places)
    return True


def end_if_unused(places: Places) -> None:
    """End the cloud unless somebody else uses it or it is to stay."""
    if places.stay.exists():
        return
    alone = locks.take(places.users_lock, wait=False)
    if alone is not None:
        try:
            end(places)
        finally:
            os.close(alone)


def _start(places: Places) -> Cloud:
    places.status.unlink(missing_ok=True)
    with places.log.open("wb") as log:
        launcher = subprocess.Popen(
            [places.python, "-m", "tests.openstack.launcher", places.cache],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    give_up = time.monotonic() + START_TIMEOUT
    while time.monotonic() < give_up:
        cloud = find(places)
        if cloud is not None:
            return cloud
        if launcher.poll() is not None:
            break
        time.sleep(0.05)
    launcher.send_signal(signal.SIGTERM)
    tail = "".join(places.log.read_text(errors="replace").splitlines(keepends=True)[-20:])
    raise CloudFailed(f"The real OpenStack did not start. {places.log} ends with:\n{tail}")


def _wait_until_gone(places: Places) -> None:
    give_up = time.monotonic() + STOP_TIMEOUT
    while locks.is_held(places.launcher_lock):
        if time.monotonic() > give_up:
            raise CloudFailed(f"The real OpenStack did not end within {STOP_TIMEOUT:.0f} s.")
        time.sleep(0.05)
