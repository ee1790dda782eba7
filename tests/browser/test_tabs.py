"""Tabs beside instances and images: Network, Keys, Activity, Usage; what a newcomer does there."""

import json
from importlib.resources import files

import pytest
from playwright.sync_api import expect

from tests.browser.servers import notebook, running
from tests.support import commands
from tests.support.demos import own_demo
from tests.support.waiting import of_page, until

AXE = files("axe_playwright_python") / "axe.min.js"
# Slower than a click to the next tab: what a launch has come to is told there.
demo = own_demo(speed=2)

ALONE = """import canfar_jupyter as cj
from IPython.display import display
display(cj.activity(), cj.key_table(), cj.security_group_table())"""


@pytest.fixture(scope="module")
def dashboard(demo, tmp_path_factory):
    """The address of a dashboard whose user has no keys yet."""
    home = tmp_path_factory.mktemp("home")
    env = {"HOME": str(home), "OS_CLIENT_CONFIG_FILE": str(demo.clouds_yaml)}
    words = ["dashboard", "--cloud", "demo", "--no-browser"]
    with commands.running(*words, **env) as process:
        yield commands.address(process)


class Tabs:
    def __init__(self, page, address):
        self.page = page
        page.goto(address)
        page.get_by_role("tablist", name="Cloud").wait_for(timeout=60_000)

    def open(self, name):
        self.page.get_by_role("tablist", name="Cloud").get_by_role("tab", name=name).click()

    def button(self, name):
        return self.page.get_by_role("button", name=name, exact=True)

    def row(self, grid, text):
        rows = self.page.get_by_role("grid", name=grid, exact=True).get_by_role("row")
        return rows.filter(has_text=text)

    def toasts(self):
        return self.page.get_by_role("status", name="Messages").locator(".cj-message")


def unhindered(page):
    """Return what axe finds that hinders people."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run('.cj-dashboard')")
    return [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]]


@pytest.mark.timeout(300)
def test_a_newcomer_makes_a_key_opens_ssh_and_is_told_that_the_launch_is_done(page, dashboard):
    tabs = Tabs(page, dashboard)
    tabs.open("Keys")
    expect(page.get_by_text("No key pairs yet")).to_be_visible()
    tabs.button("Add key pair").click()
    page.get_by_label("Name of a new key pair").fill("sky")
    tabs.button("Create a key pair").click()
    expect(tabs.row("Key pairs", "sky")).to_contain_text("~/.ssh/sky")
    expect(page.get_by_text("The key pair sky was created")).to_be_visible()

    tabs.open("Network")
    expect(page.get_by_role("heading", name="Floating IPs")).to_be_visible()
    expect(page.get_by_role("heading", name="Security groups")).to_be_visible()
    tabs.button("SSH").click()
    expect(tabs.row("Security groups", "SSH from anywhere")).to_be_visible()
    expect(tabs.button("SSH")).to_be_hidden()

    tabs.open("Keys")
    expect(page.get_by_text("The key pair sky was created")).to_be_visible()  # until Done
    tabs.button("Done").click()
    expect(page.get_by_text("The key pair sky was created")).to_be_hidden()
    expect(tabs.button("Add key pair")).to_be_focused()

    tabs.button("Launch instance").click()
    expect(tabs.button("Launch")).to_be_enabled()
    tabs.button("Launch").click()
    expect(page.get_by_role("tab", name="Instances", selected=True)).to_be_visible()
    tabs.open("Activity")
    expect(tabs.row("Activity", "Launching")).to_contain_text("Under way")
    tabs.open("Keys")
    expect(tabs.toasts()).to_have_count(1)
    expect(tabs.toasts()).to_contain_text("done.")
    tabs.toasts().hover()
    tabs.open("Activity")
    expect(tabs.row("Activity", "Launching")).to_contain_text("Done")
    expect(tabs.toasts()).to_have_count(0)  # it fades
    tabs.row("Activity", "Launching").click()
    panel = page.get_by_role("complementary").filter(has_text="Details for support")
    expect(panel).to_contain_text("Started")
    expect(panel.get_by_text("req-")).to_be_hidden()
    panel.get_by_role("button", name="Details for support").click()
    expect(panel.get_by_text("req-")).to_be_visible()
    assert page.errors == []


@pytest.mark.timeout(300)
def test_each_tab_is_for_everyone_and_as_wide_as_the_window(page, dashboard):
    tabs = Tabs(page, dashboard)
    wrong = {}
    for scheme, width in (("light", 1400), ("dark", 1000)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        for name in ("Network", "Keys", "Activity", "Usage"):
            tabs.open(name)
            expect(page.get_by_role("tab", name=name, selected=True)).to_be_visible()
            page.locator(f".cj-page-{name.lower()}").wait_for()
            if found := unhindered(page):
                wrong[name, scheme] = found
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    assert wrong == {}
    assert page.errors == []


@pytest.mark.timeout(300)
def test_a_new_kernel_shows_what_was_done_before(page, dashboard):
    """A page that is loaded anew has a kernel of its own."""
    tabs = Tabs(page, dashboard)
    tabs.open("Activity")
    expect(tabs.row("Activity", "Launching")).to_contain_text("You")
    page.reload()
    grid = page.get_by_role("grid", name="Activity", exact=True)
    grid.wait_for(timeout=60_000)  # the place is kept
    expect(tabs.row("Activity", "Launching")).to_contain_text("Done")


@pytest.mark.timeout(300)
def test_alone_in_cells_of_any_width(page, demo, tmp_path):
    cell = tmp_path / "alone.ipynb"
    cell.write_text(json.dumps(notebook(ALONE)))
    command = ["voila", str(cell), "--no-browser", "--port={port}", "--Voila.ip=127.0.0.1"]
    env = {"OS_CLIENT_CONFIG_FILE": str(demo.clouds_yaml), "OS_CLOUD": "demo"}
    env |= {"CANFAR_JUPYTER_SERVE_OWN_CLOUD": "yes", "HOME": str(tmp_path)}
    with running(command, env, tmp_path, "/voila/static/voila.js") as server:
        page.goto(server.base)
        grids = [
            page.get_by_role("grid", name=name, exact=True)
            for name in ("Activity", "Key pairs", "Security groups")
        ]
        for grid in grids:
            grid.wait_for(timeout=60_000)
        for width in (480, 1000, 2000):
            page.set_viewport_size({"width": width, "height": 900})
            for grid in grids:
                until(
                    lambda grid=grid: 80 < grid.bounding_box()["height"] < 700,
                    f"a sensible height at {width} px",
                    pause=of_page(page),
                )
                grid.click(trial=True, position={"x": 60, "y": 50})  # it is not cut off
                box = grid.bounding_box()
                assert box["x"] + box["width"] <= width
        assert page.errors == []
