"""A hundred instances: how they are asked for, and when all are seen to be ACTIVE."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from benchmarks.demos import Demos
from benchmarks.figures import Figure
from benchmarks.fresh import fresh
from canfar_jupyter.cloud import service_of

COUNT = 100
PATIENCE = 120.0  # seconds


def figures(demos: Demos) -> Iterator[Figure]:
    """Measure every row of this group."""
    result = fresh(hundred, demos.of(servers=1, latency_ms=20))
    note = "" if result["count"] else "LaunchSpec has no count: one POST for each"
    submitted = result["submitted"]
    yield Figure("100 instances launched: requests to submit", submitted, 2, "requests", note=note)
    boot, seen = result["boot"], result["seen"]
    note = f"seen after {seen:.2f} s, one alone boots in {boot:.2f} s, {result['reads']} readings"
    yield Figure("100 instances launched: all seen ACTIVE", seen / boot, 1.2, "x boot", note=note)


def hundred() -> dict[str, Any]:
    """Boot one alone, then a hundred by the store."""
    import canfar_jupyter
    from benchmarks.counting import counted
    from canfar_jupyter.live import store_of
    from canfar_jupyter.model.launch.spec import LaunchSpec

    cloud = canfar_jupyter.connect("demo")
    store = store_of(cloud)
    store.refresh().result()
    spec: dict[str, Any] = {
        "image": _called(store.images, "canfar-ubuntu-24.04"),
        "flavor": _called(store.flavors, "c1-3.75gb-15"),
        "network": _called(store.networks, "lensing-network"),
    }
    boot = _boot(cloud, LaunchSpec(name="alone", **spec))
    counts = "count" in {field.name for field in fields(LaunchSpec)}
    store.refresh("servers").result()
    before = set(store.servers)
    with counted() as sent:
        started = time.perf_counter()
        store.look()
        if counts:
            launches = [store.launch(LaunchSpec(name="worker", count=COUNT, **spec))]
        else:
            launches = [store.launch(LaunchSpec(name=f"w-{n}", **spec)) for n in range(COUNT)]
        for launch in launches:
            launch.result()
        while _active(store, before) < COUNT:
            if time.perf_counter() - started > PATIENCE:
                raise TimeoutError(f"{_active(store, before)} of {COUNT} are ACTIVE")
            time.sleep(0.01)
        seen = time.perf_counter() - started
    submitted = sum(r.method == "POST" for r in sent)
    return {
        "count": counts,
        "submitted": submitted,
        "boot": boot,
        "seen": seen,
        "reads": len(sent) - submitted,
    }


def _called(rows: Any, name: str) -> str:
    return str(next(id_ for id_, row in rows.items() if row["name"] == name))


def _active(store: Any, before: set[str]) -> int:
    columns = store.servers.columns()
    rows = zip(columns["id"], columns["status"], strict=True)
    return sum(status == "ACTIVE" and id_ not in before for id_, status in rows)


def _boot(cloud: Any, spec: Any) -> float:
    """Return the seconds from the request until ACTIVE, looked at as often as the way allows."""
    started = time.perf_counter()
    server = service_of(cloud).launches.launch_spec(spec)
    id_ = server.id if hasattr(server, "id") else server[0].id
    while service_of(cloud).client.get("compute", f"/servers/{id_}").content.find(b'"ACTIVE"') < 0:
        assert time.perf_counter() - started < PATIENCE
    return time.perf_counter() - started
