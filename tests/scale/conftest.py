"""Clouds of every size at which pages begin, end or are missing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

import canfar_jupyter
from canfar_jupyter.cloud import service_of
from canfar_jupyter.demo import running
from canfar_jupyter.live.store import Store
from tests.support.demo_faults import DemoFaults
from tests.support.demos import demo_in
from tests.support.waiting import until

SIZES = [0, 1, 100, 1000, 1001, 10_000]  # a first page, a page, and one more


@dataclass(frozen=True)
class Sized:
    """A demo cloud with so many servers, and images filled up to so many."""

    rows: int
    entry: running.Entry

    @property
    def folder(self) -> Path:
        return self.entry.clouds_yaml.parent

    @property
    def base(self) -> str:
        return self.entry.auth_url.partition("/identity")[0]

    def held(self, kind):
        """Return what the cloud holds by its own file, not by what it answers: id -> record."""
        return json.loads((self.folder / "state.json").read_text())[kind]

    def fail(self, **fault):
        """Let requests fail: see canfar_jupyter/demo/core/faults.py."""
        DemoFaults(self.entry).add(**fault)

    def behave(self):
        DemoFaults(self.entry).clear()


@pytest.fixture(scope="session", params=SIZES, ids=lambda rows: f"{rows}-rows")
def sized(request, tmp_path_factory):
    """One cloud after the other, so that never more than one runs."""
    rows = request.param
    folder = tmp_path_factory.mktemp(f"rows-{rows}")
    with demo_in(folder, scale=f"servers={rows},images={rows}", speed=20) as entry:
        yield Sized(rows, entry)


@pytest.fixture(scope="session")
def two_pages(tmp_path_factory):
    """A cloud with 1,001 servers that can be made to fail."""
    folder = tmp_path_factory.mktemp("two-pages")
    with demo_in(folder, scale="servers=1001", speed=20) as entry:
        yield Sized(1001, entry)


@pytest.fixture
def cloud(sized, monkeypatch):
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(sized.entry.clouds_yaml))
    return canfar_jupyter.connect("demo")


@pytest.fixture
def store(cloud):
    store = Store(cloud)
    yield store
    store.close()


def rename(cloud, ids, name):
    """Give servers a name in the cloud, past the store."""
    for id_ in ids:
        body = {"server": {"name": name}}
        service_of(cloud).client.send("compute", "PUT", f"/servers/{id_}", json=body)


def refresh_until(store, true):
    """Let the store tick until something is true."""
    until(lambda: true() or store.refresh("servers").result(), "it becomes true")
