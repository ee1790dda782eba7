"""The console in Voila and Chromium: nova's own proxy, and a QEMU behind it, on this machine."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import psutil

from benchmarks.browser import pages, ticks, voila
from benchmarks.demos import Demos
from benchmarks.figures import Figure, spread
from tests.openstack.fixture import running
from tests.openstack.machine import Machine

TURNS = 7
KEYS = 60
BUSY = 8.0  # seconds
TICKS = 100  # of the processor's clock, in a second

# The page notes when its canvas is drawn to; reading pixels again and again would slow it down.
NOTE = """
const draw = CanvasRenderingContext2D.prototype.drawImage;
window.drawn = [];
CanvasRenderingContext2D.prototype.drawImage = function (...what) {
    draw.apply(this, what);
    if (this.canvas.isConnected && this.canvas.width > 0) window.drawn.push(performance.now());
};
"""
# From the click on the overview's button to the first picture that is not black
OPEN = """async () => {
    const find = (text) => [...document.querySelectorAll(".cj-button")].find(
        (node) => node.textContent === text && node.checkVisibility());
    window.drawn.length = 0;
    const started = performance.now();
    find("Console").click();
    for (;;) {
        await new Promise(requestAnimationFrame);
        const canvas = document.querySelector(".cj-console canvas");
        if (!canvas?.width || !window.drawn.length) continue;
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, 60);
        const seen = data.some((value, at) => at % 4 !== 3 && value > 60);
        if (seen) return performance.now() - started;
    }
}"""
# From a key to the first drawing after it
KEY = """async (name) => {
    const canvas = document.querySelector(".cj-console canvas");
    const event = (type) => new KeyboardEvent(type, {
        key: name, code: `Key${name.toUpperCase()}`, bubbles: true, cancelable: true });
    const before = window.drawn.length;
    const started = performance.now();
    canvas.dispatchEvent(event("keydown"));
    canvas.dispatchEvent(event("keyup"));
    while (window.drawn.length === before) await new Promise((done) => setTimeout(done, 1));
    const took = window.drawn[before] - started;
    await new Promise((done) => setTimeout(done, 150 + 150 * Math.random()));
    return took;
}"""


def figures(_: Demos) -> Iterator[Figure]:
    """Measure every row of this group."""
    with (
        running() as cloud,
        _machine(cloud) as machine,
        tempfile.TemporaryDirectory(prefix="benchmarks-") as name,
        pages() as new,
    ):
        folder = Path(name) / "voila"
        cell = f"import canfar_jupyter as cj\n\ncj.instance({machine.server_id!r}, 'real')"
        with voila(folder, {"instance": cell}, cloud.clouds_yaml) as server:
            page = new()
            page.add_init_script(NOTE)
            page.goto(f"{server.base}/voila/render/instance.ipynb?token={server.token}")
            page.wait_for_selector(".cj-instance .cj-part-facts .cj-facts")
            yield from _opening(page)
            yield from _typing(page, machine)
            yield from _busy(page, machine, folder)


@contextmanager
def _machine(cloud: Any) -> Iterator[Machine]:
    machine = Machine(cloud, "benchmark-console")
    try:
        yield machine
    finally:
        machine.close()


def _opening(page: Any) -> Iterator[Figure]:
    times = []
    for _ in range(TURNS):
        times.append(page.evaluate(OPEN) / 1000)
        page.get_by_role("button", name="Close Console of").click()
        page.wait_for_selector(".cj-console", state="detached")
        page.wait_for_timeout(300)  # the overview comes to rest
    first, *later = times
    note = f"{spread(later, digits=2)} s; the very first, which brings noVNC, {first:.2f} s"
    yield Figure("console: from the click to the first picture", median(times), 1, "s", note=note)
    name = "console: from the click to the first picture, the slowest"
    yield Figure(name, max(times), None, "s")


def _typing(page: Any, machine: Machine) -> Iterator[Figure]:
    page.evaluate(OPEN)
    page.wait_for_timeout(500)
    times = [page.evaluate(KEY, "abcdefghij"[n % 10]) for n in range(KEYS)]
    machine.wait_for_text("abcdefghij" * 3)  # they were the machine's
    name = "console: from a key to its echo on the screen"
    yield Figure(name, median(times), 100, "ms", note=f"{spread(times)} ms, worst {max(times):.0f}")


def _busy(page: Any, machine: Machine, folder: Path) -> Iterator[Figure]:
    for scene, words, limit in (
        ("text", "a boot's scrolling text", 30),
        ("noise", "noise, 1024 x 768", None),
    ):
        machine.busy(scene)
        page.wait_for_timeout(1000)
        frames, cpu, browser = _drawn(page), sum(ticks(folder).values()), _chromium()
        started = time.perf_counter()
        page.wait_for_timeout(BUSY * 1000)
        seconds = time.perf_counter() - started
        used = (sum(ticks(folder).values()) - cpu) / TICKS / seconds * 100
        shown = (_chromium() - browser) / seconds * 100
        note = f"{(_drawn(page) - frames) / seconds:.0f} drawings/s"
        name = f"console, {words}: the kernel and Voila"
        yield Figure(name, used, limit, "% of a core", note=note)
        yield Figure(f"console, {words}: the browser, without GPU", shown, None, "% of a core")
        machine.quiet()


def _drawn(page: Any) -> int:
    return int(page.evaluate("window.drawn.length"))


def _chromium() -> float:
    """Return the CPU seconds of the browser that we started, all its processes."""
    found = 0.0
    for process in psutil.Process().children(recursive=True):
        try:
            if "chrom" in process.name():
                times = process.cpu_times()
                found += times.user + times.system
        except psutil.NoSuchProcess:
            continue
    return found
