"""The table in Chromium, 10,000 rows x 12 columns: changes, scrolling, sorting, filtering."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.browser import Frames, pages, voila
from benchmarks.demos import Demos
from benchmarks.figures import Figure, spread

TURNS = 9

# From the click until the first row shows its new status and that frame is on its way
CHANGE = """async () => {
    const text = () => document.querySelector(".cj-row .cj-badge").textContent;
    const before = text();
    const started = performance.now();
    document.querySelector(".widget-button, .jupyter-button").click();
    await new Promise((done) => {
        const watch = new MutationObserver(() => {
            if (text() === before) return;
            watch.disconnect();
            done();
        });
        watch.observe(document.querySelector(".cj-grid"), { subtree: true, childList: true });
    });
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    return performance.now() - started;
}"""

# Two frames: what was scheduled for the next one is drawn before the second
PAINTED = "await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));"

SCROLL = """async (changing) => {
    const click = () => document.querySelector(".widget-button, .jupyter-button").click();
    const changes = changing ? setInterval(click, 400) : undefined;
    const grid = document.querySelector(".cj-grid");
    const frame = () => new Promise(requestAnimationFrame);
    let last = await frame();
    const started = last;
    const gaps = [];
    while (last - started < 3000) {
        grid.scrollTop += 190;
        const now = await frame();
        gaps.push(now - last);
        last = now;
    }
    clearInterval(changes);
    grid.scrollTop = 0;
    return { rate: (gaps.length * 1000) / (last - started), worst: Math.max(...gaps) };
}"""

SORT = f"""async (column) => {{
    const head = document.querySelectorAll(".cj-grid [data-key]")[column];
    const started = performance.now();
    (head.querySelector("button") ?? head).click();
    {PAINTED}
    const took = performance.now() - started;
    if (head.getAttribute("aria-sort") === "none") throw new Error("it is not sorted");
    return took;
}}"""

FILTER = f"""async (text) => {{
    const field = document.querySelector(".cj-filter");
    const started = performance.now();
    field.value = text;
    field.dispatchEvent(new Event("input", {{ bubbles: true }}));
    {PAINTED}
    const took = performance.now() - started;
    const rows = document.querySelector(".cj-grid").getAttribute("aria-rowcount") - 1;
    if (text && (rows === 0 || rows === 10000)) throw new Error(`${{rows}} rows are left`);
    return took;
}}"""


def figures(_: Demos) -> Iterator[Figure]:
    """Measure every row of this group."""
    cell = "from benchmarks.big_table import page\n\npage()"
    with (
        tempfile.TemporaryDirectory(prefix="benchmarks-") as folder,
        voila(Path(folder) / "voila", {"table": cell}) as server,
        pages() as new,
    ):
        page = new()
        frames = Frames(page)
        page.goto(f"{server.base}/voila/render/table.ipynb?token={server.token}")
        page.wait_for_selector(".cj-row .cj-badge")
        page.wait_for_timeout(1500)  # the rest of the page settles
        yield from _changes(page, frames)
        yield from _scrolling(page)
        yield from _orders(page)


def _changes(page: Any, frames: Frames) -> Iterator[Figure]:
    sizes, times = [], []
    for _ in range(TURNS):
        frames.take()
        times.append(page.evaluate(CHANGE))
        page.wait_for_timeout(200)  # the kernel's last words about this click, too
        sizes.append(frames.take() / 1000)
    name = "table 10,000 x 12, 1 % of the rows change: on the wire"
    yield Figure(name, median(sizes), 10, "kB", note="all frames after the click")
    name = "table 10,000 x 12, 1 % of the rows change: to the screen"
    note = f"{spread(times)} ms from the click, the way to the kernel and back in it"
    yield Figure(name, median(times), 60, "ms", note=note)


def _scrolling(page: Any) -> Iterator[Figure]:
    for changing, more in ((False, ""), (True, ", while 1 % of the rows change each 0.4 s")):
        runs = [page.evaluate(SCROLL, changing) for _ in range(3)]
        best = max(runs, key=lambda run: run["rate"])
        note = f"longest gap {best['worst']:.0f} ms"
        name = f"table 10,000 x 12: scrolling{more}"
        yield Figure(name, best["rate"], 50, "frames/s", at_least=True, note=note)


def _orders(page: Any) -> Iterator[Figure]:
    titles = page.eval_on_selector_all(
        ".cj-grid [data-key] > .cj-title", "heads => heads.map((head) => head.textContent.trim())"
    )
    times = {}
    for column, title in enumerate(titles[:12]):
        turns = [page.evaluate(SORT, column) for _ in range(6)]
        times[title] = (min(turns), median(turns))
    slow = max(times, key=lambda title: times[title][1])
    name = "table 10,000 x 12: sorting by the slowest column"
    yield Figure(name, times[slow][1], 100, "ms", note=f"{slow}; min {times[slow][0]:.0f} ms")
    first = page.evaluate(FILTER, "worker-0001")
    turns = []
    for text in ("worker-00017", "rocky", "worker 31.7", "", "default ssh", "desk c4"):
        turns.append(page.evaluate(FILTER, text))
    note = f"the first of a page; later ones {spread(turns)} ms"
    yield Figure("table 10,000 x 12: filtering", first, 100, "ms", note=note)
