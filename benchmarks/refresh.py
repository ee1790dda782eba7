"""Ticks of 10,000 live rows: nothing changed, 100 rows changed; and what the rows weigh."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.demos import Demos
from benchmarks.figures import Figure, spread
from benchmarks.fresh import fresh, timed
from canfar_jupyter.cloud import service_of

ROWS, CHANGED = 10_000, 100


def figures(demos: Demos) -> Iterator[Figure]:
    """Measure every row of this group."""
    large = demos.of(servers=ROWS, images=10_000)
    idle = fresh(idle_ticks, large)
    cpu = [sample["cpu"] for sample in idle["samples"]]
    yield Figure("idle refresh of 10,000 rows: requests", idle["requests"], 1, "requests")
    yield Figure("idle refresh of 10,000 rows: received", idle["bytes"], 1000, "bytes")
    note = f"{spread(cpu, 1e3)} ms CPU"
    yield Figure("idle refresh of 10,000 rows: CPU", min(cpu) * 1e3, 5, "ms CPU", note=note)
    # a cloud of its own: what is renamed would be in the next overlap of changes-since, too
    cpu = [sample["cpu"] for sample in fresh(changed_ticks, demos.of(servers=ROWS))]
    name = "100 of 10,000 rows changed, columns patched"
    yield Figure(name, min(cpu) * 1e3, 10, "ms CPU", note=f"{spread(cpu, 1e3)} ms CPU")
    weights = [fresh(weight, large) for _ in range(3)]
    heap = min(w["heap"] for w in weights) / 1024
    resident = sorted(w["resident"] / 1024 for w in weights)
    note = f"growth of the process, {heap:.2f} KiB of them Python objects (tracemalloc)"
    yield Figure("resident memory of a server's row", resident[1], 2, "KiB", note=note)


def _store() -> Any:
    import canfar_jupyter
    from canfar_jupyter.live import store_of

    store = store_of(canfar_jupyter.connect("demo"))
    store.refresh("servers").result()
    return store


def idle_ticks() -> dict[str, Any]:
    """Tick twenty times while nothing changes."""
    from benchmarks.counting import counted

    store = _store()
    assert len(store.servers) == ROWS
    before = store.servers.generation
    with counted() as seen:
        store.refresh("servers").result()
    samples = timed(lambda: store.refresh("servers").result(), 20)
    assert store.servers.generation == before, "something changed"
    return {
        "requests": len(seen),
        "bytes": sum(request.received for request in seen),
        "samples": samples,
    }


def changed_ticks() -> list[dict[str, float]]:
    """Rename the same 100 servers, then tick; eight times."""
    store = _store()
    ids = list(store.servers)[::CHANGED]
    samples = []
    for turn in range(8):
        for id_ in ids:
            body = {"server": {"name": f"turn-{turn}"}}
            service_of(store.cloud).client.send("compute", "PUT", f"/servers/{id_}", json=body)
        samples += timed(lambda: store.refresh("servers").result())
        assert store.servers.column("name").count(f"turn-{turn}") == CHANGED
    return samples


def weight() -> dict[str, float]:
    """Return bytes a row: how much the process grew, and what its Python objects take."""
    import tracemalloc

    import canfar_jupyter
    from canfar_jupyter.live.store import Store
    from canfar_jupyter.model.columns import SCHEMAS

    cloud = canfar_jupyter.connect("demo")
    store = Store(cloud)
    store.refresh(*(name for name in SCHEMAS if name not in ("servers", "images"))).result()
    gc.collect()
    before = _resident()
    store.refresh("servers").result()
    gc.collect()
    grown = _resident() - before
    tracemalloc.start()
    second = Store(cloud)
    second.refresh("servers").result()
    gc.collect()
    heap = tracemalloc.get_traced_memory()[0]
    return {"resident": grown / len(store.servers), "heap": heap / len(second.servers)}


def _resident() -> int:
    """Return the bytes of this process that are in memory, freed pages given back."""
    import ctypes
    import resource

    ctypes.CDLL(None).malloc_trim(0)
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
