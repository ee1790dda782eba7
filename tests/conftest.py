"""Fixtures that several folders share, and how long each folder took."""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from pathlib import Path

import pytest

from tests.live.proxy import Proxy
from tests.openstack import fixture as real_cloud
from tests.openstack.machine import Machine
from tests.support import openstack_client
from tests.support.demos import own_demo, signed_in

HERE = Path(__file__).parent
LONGEST = {"real": 0, "browser": 1}  # groups of tests that begin first
_seconds: dict[str, float] = defaultdict(float)


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory, monkeypatch):
    """Keep the user's clouds.yaml, keys and OS_* variables out of the tests."""
    for name in [n for n in os.environ if n.startswith("OS_")]:
        monkeypatch.delenv(name)
    home = tmp_path_factory.getbasetemp() / "home"
    home.mkdir(exist_ok=True)
    monkeypatch.setenv("HOME", str(home))


# A demo cloud that tests share, ten times as fast as usual: auth_url, clouds_yaml
demo = own_demo("session", speed=10)


@pytest.fixture(scope="module")
def cloud(demo):
    """The demo cloud, as its user."""
    return signed_in(demo.clouds_yaml)


@pytest.fixture(scope="session")
def openstack_on_path(tmp_path_factory):
    """PATH on which the command ``openstack`` comes first, imported already."""
    with openstack_client.on_path(tmp_path_factory.mktemp("client")) as folder:
        yield f"{folder}{os.pathsep}{os.environ['PATH']}"


@pytest.fixture(scope="session")
def real():
    """The real OpenStack, the only one of this run: auth_url, clouds_yaml."""
    with real_cloud.running() as cloud:
        yield cloud


@pytest.fixture(scope="session")
def machine(real):
    """A server of the real OpenStack whose consoles lead to a QEMU: `machine.console_url()`."""
    if shutil.which("qemu-system-x86_64") is None:
        pytest.skip("no qemu-system-x86_64 here: apt-get install qemu-system-x86")
    launched = Machine(real, "console")
    yield launched
    launched.close()


@pytest.fixture
def proxy():
    """A websocket server in place of a cloud's console proxy."""
    made = Proxy()
    yield made
    made.close()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Say for two workers which tests stay together, and let what takes longest begin.

    There is one real OpenStack, whose tests count what is there; what drives a browser shares
    it, and servers. The tests of a file share what the file has.
    """
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: LONGEST.get(_group(item), len(LONGEST)))


def _group(item):
    if item.get_closest_marker("real") or "real" in item.fixturenames:
        return "real"
    part, *_ = item.path.relative_to(HERE).parts
    return part if part in LONGEST else str(item.path.relative_to(HERE))


def pytest_runtest_logreport(report):
    folder = report.nodeid.partition("/")[2].partition("/")[0]
    _seconds[folder] += report.duration


def pytest_terminal_summary(terminalreporter):
    terminalreporter.section("how long each part took")
    for folder, seconds in sorted(_seconds.items(), key=lambda item: -item[1]):
        terminalreporter.write_line(f"{seconds:7.1f} s  tests/{folder}")
