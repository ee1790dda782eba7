"""How much later than an empty page of the same Voila does the dashboard show its first rows?"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.browser import pages, ticks, voila
from benchmarks.demos import Demos
from benchmarks.figures import Figure, spread

TURNS = 5
POOL = 1  # kernels kept ready for each notebook
AT_REST = 5  # clock ticks in a second that a pool at rest may use: a poller ticks now and then
# What is shown by either page when it is drawn: in the empty one, the output of its only cell
CELLS = {
    "empty": "from IPython.display import HTML\n\nHTML('<p class=\"drawn\">Empty</p>')",
    "dashboard": "import canfar_jupyter as cj\n\ncj.dashboard()",
}
DRAWN = {"empty": ".drawn", "dashboard": ".cj-row"}


def figures(demos: Demos) -> Iterator[Figure]:
    """Measure every row of this group."""
    options = ["--preheat_kernel=True", f"--pool_size={POOL}"]
    seconds: dict[str, list[float]] = {name: [] for name in CELLS}
    with (
        tempfile.TemporaryDirectory(prefix="benchmarks-") as folder,
        voila(Path(folder) / "voila", CELLS, demos.of(servers=100), options) as server,
        pages() as new,
    ):
        for turn in range(TURNS + 1):
            for name in CELLS:
                _until_warm(Path(folder))
                page = new()
                started = time.perf_counter()
                page.goto(f"{server.base}/voila/render/{name}.ipynb?token={server.token}")
                page.wait_for_selector(DRAWN[name])
                if turn:  # the first one warms the server itself
                    seconds[name].append(time.perf_counter() - started)
                page.context.close()
    later = min(seconds["dashboard"]) - min(seconds["empty"])
    note = f"dashboard {spread(seconds['dashboard'], digits=2)} s, "
    note += f"empty page {spread(seconds['empty'], digits=2)} s"
    yield Figure("Voila, warm pool: first rows after an empty page's", later, 1, "s", note=note)


def _until_warm(folder: Path) -> None:
    """Wait until every notebook has its kernels ready, and all of them are at rest."""
    deadline = time.monotonic() + 120
    before: dict[int, int] = {}
    while True:
        assert time.monotonic() < deadline, "the pool of kernels does not fill"
        now = ticks(folder, b"ipykernel_launcher")
        busy = sum(now.values()) - sum(before.get(pid, 0) for pid in now)
        if len(now) >= POOL * len(CELLS) and now.keys() == before.keys() and busy <= AT_REST:
            return
        before = now
        time.sleep(1)
