"""A real Chromium, and what it looks at."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.servers import jupyterlab
from tests.browser.tables import columns_file, open_table, table, table_page, table_voila

__all__ = ["columns_file", "open_table", "table", "table_page", "table_voila"]  # fixtures

CHROMIUM = "/usr/bin/chromium"
expect.set_options(timeout=20_000)  # ms that a busy machine may take to show something
QUIET = [  # nothing of this browser may call home
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, request):
    """A page of its own; leaves a picture in tests/failures when the test fails."""
    context = chromium.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    yield page
    report = request.node.stash.get(REPORT, None)
    if report is not None and report.failed:
        folder = Path(__file__).parents[1] / "failures"
        folder.mkdir(exist_ok=True)
        page.screenshot(path=folder / f"{request.node.name}.png", full_page=True)
    context.close()


@pytest.fixture(scope="session")
def lab(demo, tmp_path_factory):
    """JupyterLab on the demo cloud, without its question about news."""
    with jupyterlab(tmp_path_factory.mktemp("lab"), demo.clouds_yaml, "demo") as server:
        yield server


REPORT = pytest.StashKey[pytest.TestReport]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if call.when == "call":
        item.stash[REPORT] = report
    return report
