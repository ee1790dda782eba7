"""The real OpenStack of the tests starts once, restarts fast and leaves nothing behind."""

import os
import shutil
import signal
import subprocess
import sys

import psutil
import pytest

from tests.openstack import cloud, locks, venv
from tests.openstack.fixture import running
from tests.openstack.machine import Machine
from tests.openstack.places import ROOT, Places, places
from tests.support.waiting import until

USE_IT = """
import sys
from tests.openstack.fixture import running
with running() as cloud:
    print(*cloud.timings, sep=",", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def own(tmp_path, monkeypatch):
    """A cache of its own that borrows the installed packages of the usual one."""
    if not venv.is_installed(places()):
        venv.install(places())
    (tmp_path / "venv").symlink_to(places().venv)
    monkeypatch.setenv("OPENSTACK_CACHE", str(tmp_path))
    yield Places(tmp_path)
    cloud.end(Places(tmp_path))


def user():
    return subprocess.Popen(
        [sys.executable, "-c", USE_IT],
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


def wait_until_gone(own):
    until(lambda: not locks.is_held(own.launcher_lock), "the cloud ends with its last user", 10)


@pytest.mark.real
@pytest.mark.timeout(600)
def test_a_killed_test_run_takes_the_cloud_along_and_the_next_one_need_not_initialise(own):
    first = user()
    assert "first initialisation" in first.stdout.readline()
    second = user()
    assert "first initialisation" in second.stdout.readline(), "the running cloud is reused"
    first.kill()
    first.wait()
    second.stdin.close()
    second.wait()
    wait_until_gone(own)

    with running() as restarted:
        assert list(restarted.timings) == ["start"]
        assert own.clouds_yaml.stat().st_mode & 0o777 == 0o600
        if shutil.which("qemu-system-x86_64"):
            Machine(restarted, "left-behind")  # a QEMU, and both console proxies
        children = psutil.Process(restarted.pid).children(recursive=True)
        os.kill(restarted.pid, signal.SIGKILL)  # its children notice
        wait_until_gone(own)
        assert psutil.wait_procs(children, 10)[1] == []
