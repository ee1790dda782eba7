"""Two walks through the house: one click on Launch, and one tick that changes one cell.

What is counted: the files of ``canfar_jupyter`` in which a function is called, on any thread, from
the click until the table has been told of the new row; and from the tick until the table has sent
the changed cell.  The demo cloud is another process, and what libraries do is not counted.
Imports and what was made before (form, table, sign-in, first reading) are done by then.
"""

from __future__ import annotations

import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue
from types import FrameType
from typing import Any

from benchmarks.demos import Demos
from benchmarks.figures import Figure
from benchmarks.fresh import fresh

LIMITS = {"launch": 18, "tick": 22}
WAIT = 30.0  # seconds


def figures(demos: Demos) -> Iterator[Figure]:
    """Measure every row of this group."""
    walked = fresh(both, demos.of(servers=20))
    for name, limit in LIMITS.items():
        walk = walked[name]
        note = f"{walk['calls']} calls, {walk['moves']} moves between files"
        figure = len(walk["files"])
        yield Figure(f"files that one {name} goes through", figure, limit, "files", note=note)


class Walk:
    """What is called while ``on``: where, on whichever thread."""

    def __init__(self) -> None:
        self.on = False
        self._package = ""
        self._calls: Counter[str] = Counter()
        self._moves = 0
        self._last: dict[int, str] = {}

    def __call__(self, frame: FrameType, event: str, _arg: Any) -> None:
        name = frame.f_code.co_filename
        if not self.on or event != "call" or not name.startswith(self._package):
            return
        file = name.removeprefix(self._package)
        self._calls[file] += 1
        thread = threading.get_ident()
        self._moves += self._last.get(thread, file) != file
        self._last[thread] = file

    def begin(self, package: Path) -> None:
        self._package = f"{package}/"
        self._calls, self._moves, self._last = Counter(), 0, {}
        self.on = True

    def end(self) -> dict[str, Any]:
        self.on = False
        files = sorted(self._calls)
        return {"files": files, "calls": self._calls.total(), "moves": self._moves}


def both() -> dict[str, Any]:
    """Take both walks in this process, which has done nothing yet."""
    walk = Walk()
    threading.setprofile(walk)  # before there is any thread: those that run hear of no profile
    sys.setprofile(walk)
    import canfar_jupyter
    from canfar_jupyter import live
    from canfar_jupyter.cloud import service_of
    from canfar_jupyter.widgets import InstanceTable, LaunchForm

    package = Path(canfar_jupyter.__file__).parent
    cloud = canfar_jupyter.connect("demo")
    store = live.store_of(cloud)
    store.refresh().result(WAIT)
    form, table = LaunchForm(store), InstanceTable(store)
    told: SimpleQueue[dict[str, Any]] = SimpleQueue()

    def tell(_delta: object) -> None:
        if walk.on:
            told.put(walk.end())

    store.servers.observe(tell)  # the last to hear of it
    form.choose_image(_called(store.images, "canfar-ubuntu-24.04"))
    _settle(store)
    walk.begin(package)
    form.button.click()
    launch = told.get(timeout=WAIT)
    _settle(store)
    some = next(iter(store.servers))
    service_of(cloud).client.send(
        "compute", "PUT", f"/servers/{some}", json={"server": {"name": "renamed"}}
    )
    store.refresh("servers").result(WAIT)  # what else has happened by now
    service_of(cloud).client.send(
        "compute", "PUT", f"/servers/{some}", json={"server": {"name": "renamed-again"}}
    )
    _settle(store)
    walk.begin(package)
    store.refresh("servers").result(WAIT)
    tick = told.get(timeout=WAIT)
    assert store.servers[some]["name"] == "renamed-again"
    del table
    return {"launch": launch, "tick": tick}


def _called(rows: Any, name: str) -> str:
    return str(next(id_ for id_, row in rows.items() if row["name"] == name))


def _settle(store: Any) -> None:
    """Wait until observers have been told all there is."""
    done = threading.Event()
    store.afterwards(done.set)
    done.wait(WAIT)
