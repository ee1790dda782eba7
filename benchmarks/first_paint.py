"""First paint in Voila, beside a page that has nothing but a Label.

``python -m benchmarks.first_paint [--turns N] [--warm] [--where]`` prints one comparison;
``--where``: also where the time goes.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.browser import pages, ticks, voila
from benchmarks.demos import Demos, demos
from benchmarks.figures import Figure, spread

TURNS = 7
SERVERS = 300
POOL = 1  # kernels kept ready for each notebook
AT_REST = 5  # clock ticks in a second that a pool at rest may use: a poller ticks now and then
CELLS = {
    "label": "import ipywidgets\n\nipywidgets.Label('Drawn')",
    "dashboard": "import canfar_jupyter as cj\n\ncj.dashboard()",
}
DRAWN = {"label": ".widget-label, .jupyter-widget-label", "dashboard": ".cj-row .cj-badge"}
# What is on the way to the rows, in the order in which it comes; each is a selector
STEPS = {
    "page": "body",
    "a card": ".cj-card",
    "the header": ".cj-header [role=tab]",
    "the table": ".cj-table",
    "rows": DRAWN["dashboard"],
}
WATCH = """(steps) => {
    window.cjSeen = {};
    const look = () => {
        for (const [name, selector] of Object.entries(steps)) {
            if (!(name in window.cjSeen) && document.querySelector(selector)) {
                window.cjSeen[name] = performance.now();
            }
        }
    };
    new MutationObserver(look).observe(document, { subtree: true, childList: true });
}"""


def figures(clouds: Demos) -> Iterator[Figure]:
    """Measure every row of this group."""
    cold = Opened(clouds, TURNS, warm=False)
    yield Figure(
        f"Voila, cold kernel: first rows of {SERVERS} after a page with a Label",
        cold.later,
        0.8,
        "s",
        note=cold.note,
    )
    warm = Opened(clouds, TURNS, warm=True)
    yield Figure(
        f"Voila, prepared kernel: from the page to {SERVERS} rows",
        median(warm.seconds["dashboard"]),
        1.5,
        "s",
        note=warm.note,
    )


class Opened:
    """Both pages, opened in turn, each in a new browser context.

    Attributes:
        seconds: From the start of the navigation until it is drawn, by page.
        steps: When each of ``STEPS`` was in the page, for the dashboard.
        messages: ``(number, bytes)`` that came over the websockets of a dashboard.
    """

    def __init__(self, clouds: Demos, turns: int, *, warm: bool) -> None:
        self.seconds: dict[str, list[float]] = {name: [] for name in CELLS}
        self.steps: dict[str, list[float]] = {name: [] for name in STEPS}
        self.messages: list[tuple[int, int]] = []
        pool = ["--preheat_kernel=True", f"--pool_size={POOL}"] if warm else []
        with (
            tempfile.TemporaryDirectory(prefix="benchmarks-") as folder,
            voila(Path(folder) / "voila", CELLS, clouds.of(servers=SERVERS), pool) as server,
            pages() as new,
        ):
            for turn in range(turns + 1):
                for name in CELLS:
                    if warm:
                        _until_warm(Path(folder))
                    address = f"{server.base}/voila/render/{name}.ipynb?token={server.token}"
                    self._open(new(), name, address, counts=turn > 0)

    @property
    def later(self) -> float:
        """How much later the rows are there: seconds, of the medians."""
        return median(self.seconds["dashboard"]) - median(self.seconds["label"])

    @property
    def note(self) -> str:
        return ", ".join(
            f"{name} {spread(all_, digits=2)} s" for name, all_ in self.seconds.items()
        )

    def _open(self, page: Any, name: str, address: str, *, counts: bool) -> None:
        frames: list[int] = []
        page.on(
            "websocket",
            lambda socket: socket.on("framereceived", lambda data: frames.append(len(data))),
        )
        steps = STEPS if name == "dashboard" else {"rows": DRAWN[name]}
        page.add_init_script(f"({WATCH})({json.dumps(steps)})")
        page.goto(address, wait_until="commit")
        page.wait_for_function("'rows' in (window.cjSeen ?? {})", polling=50)
        seen = page.evaluate("window.cjSeen")
        page.context.close()
        if not counts:  # the first one warms the server itself
            return
        self.seconds[name].append(seen["rows"] / 1e3)
        if name == "dashboard":
            self.messages.append((len(frames), sum(frames)))
            for step, when in seen.items():
                self.steps[step].append(when / 1e3)


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


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.first_paint")
    parser.add_argument("--turns", type=int, default=TURNS)
    parser.add_argument("--warm", action="store_true", help="with prepared kernels")
    parser.add_argument("--where", action="store_true", help="where the time goes")
    asked = parser.parse_args()
    with demos() as clouds:
        opened = Opened(clouds, asked.turns, warm=asked.warm)
    print(f"{opened.note}; later by {opened.later:.2f} s (medians)")
    if asked.where:
        for step, when in opened.steps.items():
            if when:
                print(f"{step:<12} {spread(when, digits=2)} s after the page was asked for")
        numbers, sizes = zip(*opened.messages, strict=True)
        print(f"{median(numbers):.0f} frames, {median(sizes) / 1e3:.0f} kB, over the websockets")


if __name__ == "__main__":
    main()
