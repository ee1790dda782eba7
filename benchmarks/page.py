"""The dashboard's page with 10,000 instances: from a click to what it opens."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.browser import pages, voila
from benchmarks.demos import Demos
from benchmarks.figures import Figure, spread
from benchmarks.first_paint import CELLS, DRAWN

TURNS = 9
NAMES = ("Images", "Keys", "Instances")

# From the click until ``shown()`` holds and the frame with it is on its way
UNTIL = """
const until = (started, shown) => new Promise((done) => {
    const drawn = () => requestAnimationFrame(() => setTimeout(() => done(performance.now() - started)));
    if (shown()) { drawn(); return; }
    const watch = new MutationObserver(() => {
        if (!shown()) return;
        watch.disconnect();
        drawn();
    });
    watch.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
});
"""
TAB = f"""(name) => {{
    {UNTIL}
    const tab = [...document.querySelectorAll(".cj-header [role=tab]")]
        .find((one) => one.textContent.startsWith(name));
    const page = () => document.querySelector(`.cj-page-${{name.toLowerCase()}}`);
    const started = performance.now();
    tab.click();
    return until(started, () => page()?.checkVisibility() && page().querySelector(".cj-table"));
}}"""
ROW = f"""(number) => {{
    {UNTIL}
    const row = document.querySelectorAll(".cj-page-instances .cj-row[data-id]")[number];
    const cell = row.querySelectorAll(".cj-cell")[2];
    const name = row.querySelector("[aria-label^='Select ']").getAttribute("aria-label").slice(7);
    const panel = () => document.querySelector(".cj-page-instances .cj-side-panel");
    const started = performance.now();
    cell.click();
    return until(started, () => panel()?.checkVisibility()
        && panel().querySelector(".cj-panel-name")?.textContent === name);
}}"""


def figures(clouds: Demos) -> Iterator[Figure]:
    """Measure every row of this group."""
    with (
        tempfile.TemporaryDirectory(prefix="benchmarks-") as folder,
        voila(Path(folder) / "voila", CELLS, clouds.of(servers=10_000)) as server,
        pages() as new,
    ):
        page = new()
        page.goto(f"{server.base}/voila/render/dashboard.ipynb?token={server.token}")
        page.wait_for_selector(DRAWN["dashboard"])
        page.wait_for_timeout(5000)  # the kernel has imported the rest, and the page is at rest
        yield from _tabs(page)
        yield from _selection(page)


def _tabs(page: Any) -> Iterator[Figure]:
    first = [page.evaluate(TAB, name) for name in NAMES[:2]]
    page.evaluate(TAB, NAMES[2])
    page.wait_for_timeout(1000)
    later = [page.evaluate(TAB, name) for _ in range(TURNS // 3) for name in NAMES]
    note = f"opened for the first time: {spread(first)} ms"
    yield _median("page of 10,000 instances: another tab", later, note)


def _selection(page: Any) -> Iterator[Figure]:
    times = []
    for number in range(TURNS + 1):
        times.append(page.evaluate(ROW, number))
        page.wait_for_timeout(300)  # what the pane asks of the cloud
    note = f"the first of a page: {times[0]:.0f} ms"
    yield _median("page of 10,000 instances: from a row to its panel", times[1:], note)


def _median(name: str, times: list[float], note: str) -> Figure:
    return Figure(
        name, sorted(times)[len(times) // 2], 100, "ms", note=f"{spread(times)} ms; {note}"
    )
