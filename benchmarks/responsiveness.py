"""How late the kernel's main thread comes while rows are read in the background."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from concurrent.futures import Future
from typing import Any

from benchmarks.demos import Demos
from benchmarks.figures import Figure, spread
from benchmarks.fresh import fresh

TICK = 0.001  # seconds the loop asks to sleep
TURNS = 15


def figures(demos: Demos) -> Iterator[Figure]:
    """Measure every row of this group."""
    result = fresh(lags, demos.of(servers=1000))
    busy, idle = result["busy"], result["idle"]
    note = f"worst of each turn {spread(busy, 1e3)} ms; idle {spread(idle, 1e3)} ms"
    name = "main thread's lag while 1,000 rows are read, a table showing them"
    yield Figure(name, sorted(busy)[TURNS // 2] * 1e3, 30, "ms", note=note)


def lags() -> dict[str, list[float]]:
    """Return the worst lag of each turn: while a new store reads, and while nothing happens."""
    import canfar_jupyter
    from canfar_jupyter.live.store import Store
    from canfar_jupyter.widgets import InstanceTable

    cloud = canfar_jupyter.connect("demo")
    cloud.servers()
    result: dict[str, list[float]] = {"busy": [], "idle": []}
    for _ in range(TURNS):
        store = Store(cloud)
        table = InstanceTable(store)
        result["busy"].append(asyncio.run(_worst(store.refresh("servers"))))
        assert len(store.servers) == 1000
        table.close()
        pause: Future[None] = Future()
        asyncio.run(_worst(pause, 0.2))
        result["idle"].append(asyncio.run(_worst(pause, 0.2)))
    return result


async def _worst(job: Future[Any], most: float = 60.0) -> float:
    """Return the worst lateness of a loop that wants to run every millisecond."""
    worst, end = 0.0, time.perf_counter() + most
    while not job.done() and time.perf_counter() < end:
        due = time.perf_counter() + TICK
        await asyncio.sleep(TICK)
        worst = max(worst, time.perf_counter() - due)
    return worst
