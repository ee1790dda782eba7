"""Dashboards as pages: served by our command, and what is measured on them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from canfar_jupyter.demo.running import Entry
from tests.support import commands

# How much has moved by itself since the page was opened, and what
SHIFTS = """
window.shifts = [];
new PerformanceObserver(list => {
    for (const { value, hadRecentInput, sources } of list.getEntries()) {
        if (!hadRecentInput) {
            const what = sources.map(({ node }) => node?.className || node?.nodeName);
            window.shifts.push([value, ...what]);
        }
    }
}).observe({ type: 'layout-shift', buffered: true });
"""
# Presses of a mouse by hand: what a script clicks is not trusted
CLICKS = """
window.clicks = [];
addEventListener('click', event => {
    if (event.isTrusted && event.detail > 0) {
        window.clicks.push(event.target.textContent || event.target.ariaLabel);
    }
}, true);
"""


@contextmanager
def dashboard_page(demo: Entry, home: Path, cloud: str = "demo") -> Iterator[str]:
    """Serve the dashboard of a cloud while the block does; its address."""
    env = {"HOME": str(home), "OS_CLIENT_CONFIG_FILE": str(demo.clouds_yaml)}
    with commands.running("dashboard", "--cloud", cloud, "--no-browser", **env) as process:
        yield commands.address(process)


def open_dashboard(page: Page, address: str) -> None:
    """Open it, and wait for its tabs."""
    page.goto(address)
    page.get_by_role("tablist", name="Cloud").wait_for(timeout=60_000)


def open_tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()
