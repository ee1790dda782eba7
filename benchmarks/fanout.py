"""A cloud 100 ms away: the first rows, a new kernel's first rows, the whole dashboard."""

from __future__ import annotations

import time
from collections.abc import Iterator
from threading import Event
from typing import Any

from benchmarks.demos import Demos
from benchmarks.figures import Figure, spread
from benchmarks.fresh import fresh
from canfar_jupyter.cloud import service_of

RTT = 0.1  # seconds
TURNS = 5


def figures(demos: Demos) -> Iterator[Figure]:
    """Measure every row of this group."""
    far = demos.of(servers=10_000, images=10_000, latency_ms=round(RTT * 1000))
    trips = [seconds / RTT for seconds in fresh(first_rows, far)]
    name = "first 100 of 10,000 rows, warm session, 100 ms away"
    yield Figure(name, min(trips), 1.2, "RTT", note=f"{spread(trips, digits=2)} RTT")
    fresh(new_kernel, far)  # signs in, and leaves what a later kernel may find
    requests = fresh(new_kernel, far)
    name = "first 100 rows in a new kernel, signed in before: requests"
    yield Figure(name, len(requests), 1, "requests", note=", ".join(requests))
    small = demos.of(servers=99, latency_ms=round(RTT * 1000))
    result = fresh(dashboard, small)
    trips = [seconds / RTT for seconds in result["seconds"]]
    note = f"{spread(trips, digits=2)} RTT, {result['requests']} requests"
    name = "whole dashboard (8 lists), warm session, 100 ms away"
    yield Figure(name, min(trips), 1.3, "RTT", note=note)


def first_rows() -> list[float]:
    """Return the seconds until a store has shown 100 rows, each time a new store."""
    import canfar_jupyter
    from canfar_jupyter.live.store import Store

    cloud = canfar_jupyter.connect("demo")
    cloud.keypairs()
    return [_seconds_to_rows(Store(cloud)) for _ in range(TURNS)]


def _seconds_to_rows(store: Any) -> float:
    shown = Event()
    when: list[float] = []

    def look(_: object) -> None:
        if len(store.servers) >= 100 and not shown.is_set():
            when.append(time.perf_counter())
            shown.set()

    store.servers.observe(look)
    started = time.perf_counter()
    whole = store.refresh("servers")
    assert shown.wait(60)
    whole.result()  # so that the rest does not disturb the next turn
    return when[0] - started


def new_kernel() -> list[str]:
    """Return the requests from ``connect`` until a page of 100 rows is there."""
    from benchmarks.counting import counted

    sent: list[str] = []
    with counted() as seen:
        import canfar_jupyter

        cloud = canfar_jupyter.connect("demo")

        def early(_: object) -> None:
            sent.extend(f"{request.method} {request.path}" for request in seen)

        service_of(cloud).lists.read("servers", early)
    return sent


def dashboard() -> dict[str, Any]:
    """Return the seconds until all lists of a new store are loaded, the session being warm."""
    import canfar_jupyter
    from benchmarks.counting import counted
    from canfar_jupyter.live.store import Store

    cloud = canfar_jupyter.connect("demo")
    Store(cloud).refresh().result()
    seconds = []
    for _ in range(TURNS):
        store = Store(cloud)
        with counted() as seen:
            started = time.perf_counter()
            store.refresh().result()
            seconds.append(time.perf_counter() - started)
        assert all(collection.loaded for collection in store.collections.values())
    return {"seconds": seconds, "requests": len(seen)}
