"""The second table: first rows and an idle tick on the real OpenStack of tests/openstack.

There the cloud is the slow side, so these are wall seconds: Keystone, Nova and Neutron from PyPI
answer on the same machine.  Nothing has a limit; the three are there to be compared.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.demos import Demos
from benchmarks.figures import Figure, spread
from benchmarks.fresh import command, fresh
from tests.openstack.fixture import running

ROWS = 60
NAME = "benchmark"
ROUNDS = 3
PATIENCE = 600.0  # seconds
OURS, SDK, CLIENT = "canfar_jupyter", "openstacksdk", "openstack client"


def figures(_: Demos) -> Iterator[Figure]:
    """Measure every row of this group."""
    with running() as cloud, _servers(cloud.clouds_yaml) as rows:
        words = [sys.executable, "-m", "openstackclient.shell", "--os-cloud", "real"]
        words += ["server", "list", "-f", "json"]
        found: dict[str, list[dict[str, float]]] = {OURS: [], SDK: [], CLIENT: []}
        for _turn in range(ROUNDS):  # each in turn, so that a busy minute hits all
            found[OURS].append(fresh(by_us, cloud.clouds_yaml))
            found[SDK].append(fresh(by_sdk, cloud.clouds_yaml))
            client = command(words, cloud.clouds_yaml)
            found[CLIENT].append({"first": client["wall"], "tick": client["wall"]})
        weight = fresh(bytes_of_a_row, cloud.clouds_yaml)
        for what, key in (("first rows in a new process", "first"), ("idle tick", "tick")):
            for who, samples in found.items():
                seconds = [sample[key] for sample in samples]
                name = f"real OpenStack, {rows} servers, {what}: {who}"
                yield Figure(name, median(seconds), None, "s", note=f"{spread(seconds, 1, 3)} s")
        name = "real OpenStack: a server's row in servers/detail"
        yield Figure(name, weight, None, "bytes")


def by_us() -> dict[str, float]:
    """Sign in and show the first rows; then tick while nothing changes."""
    started = time.perf_counter()
    import canfar_jupyter
    from canfar_jupyter.live import store_of

    first: list[float] = []
    store = store_of(canfar_jupyter.connect("real"))
    store.servers.observe(lambda _: first.append(time.perf_counter() - started))
    store.refresh("servers").result()
    assert len(store.servers) >= ROWS
    time.sleep(12)  # until what was just launched is older than the overlap of changes-since
    store.refresh("servers").result()
    return {"first": first[0], "tick": _least(lambda: store.refresh("servers").result())}


def by_sdk() -> dict[str, float]:
    """Sign in and list; then ask for what changed, as the SDK can, too."""
    started = time.perf_counter()
    import openstack

    connection = openstack.connect(cloud="real")
    assert len(list(connection.compute.servers())) >= ROWS
    first = time.perf_counter() - started
    return {"first": first, "tick": _least(lambda: list(connection.compute.servers()))}


def _least(tick: Any) -> float:
    seconds = []
    for _ in range(3):
        started = time.perf_counter()
        tick()
        seconds.append(time.perf_counter() - started)
    return min(seconds)


def bytes_of_a_row() -> float:
    import canfar_jupyter

    wire = canfar_jupyter.connect("real")._client
    content = wire.get("compute", "/servers/detail", {"limit": 20}).content
    return len(content) / len(json.loads(content)["servers"])


@contextmanager
def _servers(clouds_yaml: Path) -> Iterator[int]:
    """Launch the servers with one POST, wait until they are ACTIVE, delete them at the end."""
    os.environ["OS_CLIENT_CONFIG_FILE"] = str(clouds_yaml)
    import openstack

    admin, member = openstack.connect(cloud="real-admin"), openstack.connect(cloud="real")
    project = member.current_project_id
    room = {"instances": -1, "cores": -1, "ram": -1}
    admin.compute.put(f"/os-quota-sets/{project}", json={"quota_set": room})
    admin.network.put(f"/quotas/{project}", json={"quota": {"port": -1}})
    try:
        _launch(member)
        yield len(_rows(member))
    finally:
        for row in _rows(member):
            if row["name"].startswith(NAME):
                member.compute.delete(f"/servers/{row['id']}")
        _until(lambda: not any(r["name"].startswith(NAME) for r in _rows(member)))
        for service, path in (("compute", "/os-quota-sets"), ("network", "/quotas")):
            getattr(admin, service).delete(f"{path}/{project}")  # the defaults again
        limit = {"quota": {"floatingip": 1}}  # as the tests expect to find it
        admin.network.put(f"/quotas/{project}", json=limit)


def _launch(member: Any) -> None:
    image = member.image.find_image("canfar-ubuntu-24.04", ignore_missing=False)
    flavor = member.compute.find_flavor("c1-3.75gb-20", ignore_missing=False)
    network = member.network.find_network("demo-net", ignore_missing=False)
    server = {
        "name": NAME,
        "imageRef": image.id,
        "flavorRef": flavor.id,
        "networks": [{"uuid": network.id}],
        "min_count": ROWS,
        "max_count": ROWS,
    }
    answer = member.compute.post("/servers", json={"server": server})
    answer.raise_for_status()
    _until(lambda: sum(row["status"] == "ACTIVE" for row in _rows(member)) >= ROWS)


def _rows(member: Any) -> list[dict[str, Any]]:
    answer = member.compute.get("/servers/detail")
    answer.raise_for_status()
    rows: list[dict[str, Any]] = answer.json()["servers"]
    return rows


def _until(true: Any) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError("the real OpenStack does not come to rest")
        time.sleep(2)
