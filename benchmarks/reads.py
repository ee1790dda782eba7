"""Whole lists into a DataFrame, against the floor, openstacksdk and the openstack client."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks import floor
from benchmarks.demos import Demos
from benchmarks.figures import Figure, spread
from benchmarks.fresh import command, fresh, timed

ROUNDS = 3  # of fresh processes, each contestant in turn, so that a busy minute hits all
SDK_PATIENCE = 60.0  # CPU seconds that a reading by the SDK may be expected to take
Samples = list[dict[str, float]]


def figures(demos: Demos) -> Iterator[Figure]:
    """Measure every row of this group."""
    large = demos.of(servers=10_000, images=10_000)
    yield from _ten_thousand(demos, large)
    for rows, limit, times in ((1000, 1.5, 5), (100, 2.0, 20)):
        ours, raw = _duel(demos.of(servers=rows), "servers", times, by_requests)
        yield _ratio(f"{rows:,} servers to a frame / requests + orjson.loads", ours, raw, limit)
    ours, raw = _duel(large, "images", 3, by_requests)
    yield _ratio("10,000 images to a frame / requests + orjson.loads", ours, raw, 1.5)
    listed, offered = fresh(image_requests, large)
    note = f"{listed} for the list, {offered} for the images that are offered to the project"
    yield Figure("10,000 images: requests", listed + offered, 11, "requests", note=note)


def _ten_thousand(demos: Demos, large: Path) -> Iterator[Figure]:
    ours, kernel = _duel(large, "servers", 3, by_socket_in_a_kernel)
    yield _ratio("10,000 servers to a frame / one socket + orjson.loads", ours, kernel, 0.6)
    bare: Samples = fresh(by_socket, large, name="servers", times=3)
    name = "10,000 servers to a frame / the same in a process with nothing else imported"
    yield _ratio(name, ours, bare, None)
    thousand = demos.of(servers=1000)
    sdk = fresh(by_sdk, thousand)
    mine: Samples = fresh(by_us, thousand, name="servers", times=5)
    rows = 1000
    if sdk["cpu"] * 10 <= SDK_PATIENCE:
        rows, sdk, mine = 10_000, fresh(by_sdk, large), ours
    cpu = min(s["cpu"] for s in mine)
    note = f"measured at {rows:,}: {sdk['cpu']:.1f} s against {cpu * 1e3:.0f} ms CPU"
    name = "10,000 servers to a frame: times less CPU than openstacksdk"
    yield Figure(name, sdk["cpu"] / cpu, 200, "x", at_least=True, note=note)
    mine = fresh(by_us, thousand, name="servers", times=5)
    cpu = min(s["cpu"] for s in mine)
    words = [sys.executable, "-m", "openstackclient.shell", "--os-cloud", "demo", "server", "list"]
    client = command([*words, "-f", "json"], thousand)
    note = f"measured at 1,000: {client['cpu']:.1f} s against {cpu * 1e3:.1f} ms CPU"
    name = "1,000 servers to a frame: times less CPU than openstack server list"
    yield Figure(name, client["cpu"] / cpu, None, "x", at_least=True, note=note)


def _duel(
    clouds_yaml: Path, name: str, times: int, other: Callable[..., Samples]
) -> tuple[Samples, Samples]:
    ours: Samples = []
    theirs: Samples = []
    for _ in range(ROUNDS):
        theirs += fresh(other, clouds_yaml, name=name, times=times)
        ours += fresh(by_us, clouds_yaml, name=name, times=times)
    return ours, theirs


def _ratio(name: str, ours: Samples, theirs: Samples, limit: float | None) -> Figure:
    mine, yours = [s["cpu"] for s in ours], [s["cpu"] for s in theirs]
    note = f"CPU ms min/median: {spread(mine, 1e3)} / {spread(yours, 1e3)}"
    return Figure(name, min(mine) / min(yours), limit, "x CPU", note=note)


# Each of these runs in a fresh process: signs in, warms up with one reading, then measures.


def by_us(name: str, times: int) -> Samples:
    import canfar_jupyter

    cloud = canfar_jupyter.connect("demo")
    read: Callable[[], Any] = getattr(cloud, name)
    assert len(read().columns) >= 15
    return timed(read, times)


def by_socket(name: str, times: int) -> Samples:
    read = floor.socket_reader(name, 1000)
    read()
    return timed(read, times)


def by_socket_in_a_kernel(name: str, times: int) -> Samples:
    """Read as floor A in a process like a notebook's: its garbage collector has more to walk."""
    import openstack  # noqa: F401
    import pandas as pd  # noqa: F401

    return by_socket(name, times)


def by_requests(name: str, times: int) -> Samples:
    read = floor.requests_reader(name, 1000)
    read()
    return timed(read, times)


def by_sdk() -> dict[str, float]:
    import openstack

    connection = openstack.connect(cloud="demo")
    next(connection.compute.flavors())
    return timed(lambda: list(connection.compute.servers()))[0]


def image_requests() -> tuple[int, int]:
    """Return how many requests list the images, and how many ask what is offered to us."""
    import canfar_jupyter
    from benchmarks.counting import counted

    cloud = canfar_jupyter.connect("demo")
    cloud.images()
    with counted() as seen:
        assert len(cloud.images()) == 10_000
    offered = sum("member_status=pending" in request.query for request in seen)
    return len(seen) - offered, offered
