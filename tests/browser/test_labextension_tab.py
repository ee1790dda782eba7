"""The dashboard in a JupyterLab tab with a kernel of its own: opened, reloaded, broken, closed."""

import json
import signal
import urllib.request

import psutil
import pytest
from playwright.sync_api import expect

from tests.support.waiting import until

TAB = ".cj-DashboardTab"
TAB_ID = "canfar-jupyter-dashboard"


class Api:
    """The REST API of the Jupyter server."""

    def __init__(self, lab):
        self.lab = lab

    def __call__(self, path, method="GET"):
        headers = {"Authorization": f"token {self.lab.token}"}
        request = urllib.request.Request(self.lab.base + path, headers=headers, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            body = answer.read()
        return json.loads(body) if body else None

    def kernels(self):
        """Return the ids of the kernels of dashboards; other tests may have notebooks open."""
        sessions = self("/api/sessions")
        return [s["kernel"]["id"] for s in sessions if s["type"] == "canfar-dashboard"]

    def end_dashboards(self):
        for session in self("/api/sessions"):
            if session["type"] == "canfar-dashboard":
                self(f"/api/sessions/{session['id']}", "DELETE")


@pytest.fixture
def api(lab):
    api = Api(lab)
    yield api
    api.end_dashboards()


@pytest.fixture
def launcher(page, lab, api):
    page.goto(f"{lab.base}/lab?reset&token={lab.token}")
    card = page.locator(".jp-LauncherCard", has_text="Cloud dashboard")
    card.wait_for(timeout=90_000)
    return card


@pytest.fixture
def opened(page, launcher):
    """The tab, with the images of the demo cloud on it."""
    launcher.click()
    expect(dashboard(page)).to_be_visible(timeout=60_000)
    return page.locator(TAB)


def dashboard(page):
    return page.locator(f"{TAB} .cj-dashboard")


def message(page):
    return page.locator(f"{TAB}-bar")


def close(page):
    tab = page.locator(".lm-TabBar-tab", has_text="Cloud dashboard")
    tab.locator(".lm-TabBar-tabCloseIcon").click()


def kill(kernel):
    [process] = [
        process
        for process in psutil.process_iter(["cmdline"])
        if any(f"kernel-{kernel}" in part for part in process.info["cmdline"] or [])
    ]
    process.send_signal(signal.SIGKILL)


def test_the_launcher_card_opens_the_dashboard_without_a_notebook(page, opened, api):
    opened.get_by_role("tab", name="Images", exact=True).click()
    expect(opened.get_by_role("grid", name="Images")).to_be_visible()
    expect(opened).to_contain_text("lens-pipeline-2026a")  # an image of the demo's project
    assert len(api.kernels()) == 1
    expect(page.locator(".jp-NotebookPanel")).to_have_count(0)
    expect(message(page)).to_be_hidden()


def test_the_palette_opens_the_dashboard(page, launcher):
    page.keyboard.press("Control+Shift+C")
    page.locator(".lm-CommandPalette-input").fill("cloud dashboard")
    page.locator(".lm-CommandPalette-item", has_text="Open the Cloud Dashboard").click()
    expect(dashboard(page)).to_be_visible(timeout=60_000)


def test_opening_it_twice_gives_the_same_tab(page, opened, api):
    page.keyboard.press("Control+Alt+d")
    expect(page.locator(TAB)).to_have_count(1)
    assert len(api.kernels()) == 1


def test_a_reload_keeps_the_kernel_and_what_was_typed(page, opened, api):
    opened.get_by_role("button", name="Launch instance").click()
    name = opened.get_by_role("textbox", name="Name", exact=True)
    name.fill("typed-before")
    name.press("Tab")
    kernels = api.kernels()
    until(lambda: TAB_ID in json.dumps(api("/lab/api/workspaces/default")))
    page.reload()
    expect(dashboard(page)).to_be_visible(timeout=60_000)
    name = page.locator(TAB).get_by_role("textbox", name="Name", exact=True)
    expect(name).to_have_value("typed-before")
    assert api.kernels() == kernels


def test_a_kernel_that_dies_is_told_and_restarted(page, opened, api):
    [kernel] = api.kernels()
    kill(kernel)
    expect(message(page)).to_contain_text("died", timeout=30_000)
    expect(message(page)).to_have_attribute("role", "alert")
    assert dashboard(page).evaluate("node => node.closest('[inert]') !== null")
    message(page).get_by_role("button", name="Restart").click()
    expect(message(page)).to_be_hidden(timeout=60_000)
    expect(dashboard(page)).to_be_visible(timeout=60_000)
    [new] = api.kernels()
    assert new != kernel


def test_a_kernel_that_is_shut_down_elsewhere_is_told(page, opened, api):
    api.end_dashboards()
    expect(message(page)).to_contain_text("has ended", timeout=40_000)
    page.locator(f"{TAB} .jp-Toolbar").get_by_role("button", name="Restart").click()
    expect(dashboard(page)).to_be_visible(timeout=60_000)
    assert len(api.kernels()) == 1


def test_closing_the_tab_ends_the_kernel(page, opened, api):
    close(page)
    until(lambda: not api.kernels())


def test_closed_and_opened_at_once_it_has_one_kernel(page, opened, api):
    [kernel] = api.kernels()
    close(page)
    page.keyboard.press("Control+Alt+d")
    until(lambda: api.kernels() not in ([], [kernel]))
    expect(dashboard(page)).to_be_visible(timeout=60_000)
    assert len(api.kernels()) == 1


def test_without_ipywidgets_it_says_what_to_install(page, lab, api):
    page.route("**/@jupyter-widgets/jupyterlab-manager/**", lambda route: route.abort())
    page.goto(f"{lab.base}/lab?reset&token={lab.token}")
    page.locator(".jp-LauncherCard", has_text="Cloud dashboard").click(timeout=90_000)
    expect(message(page)).to_contain_text("pip install ipywidgets")
    assert api.kernels() == []
