"""Fixtures that several folders share, and how long each folder took."""

from __future__ import annotations

import os
import shutil
import time
from collections import defaultdict
from pathlib import Path

import pytest

from tests.live.proxy import Proxy
from tests.openstack import fixture as real_cloud
from tests.openstack.machine import Machine
from tests.support import openstack_client
from tests.support.demos import own_demo, signed_in

HERE = Path(__file__).parent
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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item, nextitem):
    start = time.perf_counter()
    try:
        return (yield)
    finally:
        folder = item.path.relative_to(HERE).parts[0] if item.path.is_relative_to(HERE) else "other"
        _seconds[folder] += time.perf_counter() - start


def pytest_terminal_summary(terminalreporter):
    terminalreporter.section("how long each part took")
    for folder, seconds in sorted(_seconds.items(), key=lambda item: -item[1]):
        terminalreporter.write_line(f"{seconds:7.1f} s  tests/{folder}")
