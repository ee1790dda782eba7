"""The dashboard as a whole: its place, its tabs, what it keeps, what an empty project shows."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.dashboards import SHIFTS, dashboard_page, open_dashboard, open_tab
from tests.browser.main_job import public_key
from tests.support.demos import own_demo, signed_in
from tests.support.waiting import of_page, until

demo = own_demo(speed=20)
SIZES = {"1400": (1400, 900), "1000": (1000, 800), "480": (480, 800)}
SECONDS = re.compile(r"live, \d+ s ago")


@pytest.fixture(scope="module")
def address(demo, tmp_path_factory):
    with dashboard_page(demo, tmp_path_factory.mktemp("home")) as address:
        yield address


@pytest.fixture
def cloud(demo):
    cloud = signed_in(demo.clouds_yaml)
    if "laptop" not in cloud.keypairs().index:
        cloud.import_key("laptop", public_key())
    yield cloud
    for name in cloud.servers()["name"]:
        cloud.terminate(name, after_snapshot=True)
    until(lambda: cloud.servers().empty, "nothing is left")


@pytest.fixture
def machine(cloud):
    cloud.launch("lens", image="canfar-ubuntu-24.04", flavor="p1-1.5gb", key="laptop")
    return "lens"


def row(page, name):
    return page.get_by_role("grid", name="Instances").get_by_role("row", name=name)


def tab(page, name):
    return page.get_by_role("tab", name=name, exact=True)


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_it_fills_the_window_and_the_page_does_not_scroll(page, address, machine, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_dashboard(page, address)
    expect(row(page, machine)).to_be_visible()
    box = page.locator(".cj-dashboard").bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, *size)
    sizes = "[document.scrollingElement.scrollWidth, document.scrollingElement.scrollHeight]"
    assert page.evaluate(sizes) == list(size)
    for name in ("Launch instance", "Refresh"):
        expect(page.get_by_role("button", name=name)).to_be_in_viewport(ratio=1)
    for name in ("Instances", "Cores", "Memory", "Floating IPs"):
        quota = page.get_by_role("group", name="Quotas").get_by_text(re.compile(f"^{name}"))
        expect(quota).to_be_in_viewport(ratio=1)
    assert page.errors == []


def test_nothing_moves_after_the_first_paint(page, address, machine):
    page.add_init_script(SHIFTS)
    open_dashboard(page, address)
    expect(row(page, machine)).to_be_visible()
    expect(page.get_by_role("group", name="Quotas")).to_contain_text("of 10")
    expect(page.locator(".cj-live")).to_have_text(SECONDS)
    page.wait_for_load_state("networkidle")
    moved = page.evaluate("window.shifts")  # columns may still make room for what a row says
    assert sum(shift for shift, *_ in moved) < 0.005, moved


def test_tabs_and_pages_know_each_other(page, address):
    open_dashboard(page, address)
    for name in ("Keys", "Instances"):
        open_tab(page, name)
        panel = page.get_by_role("tabpanel", name=name, exact=True)
        expect(panel).to_be_visible()
        assert tab(page, name).get_attribute("aria-controls") == panel.get_attribute("id")
    tab(page, "Instances").press("ArrowRight")
    expect(tab(page, "Images")).to_be_focused()
    expect(page.get_by_role("tabpanel")).to_have_count(1)


def test_the_open_tab_and_instance_survive_a_new_kernel(page, address, machine):
    open_dashboard(page, address)
    row(page, machine).click(position={"x": 300, "y": 20})
    panel = page.get_by_role("complementary", name=machine)
    expect(panel).to_be_visible()
    until(lambda: "opened" in page.evaluate("JSON.stringify(localStorage)"), pause=of_page(page))
    open_tab(page, "Keys")
    page.reload()
    expect(tab(page, "Keys")).to_have_attribute("aria-selected", "true")
    open_tab(page, "Instances")
    expect(panel).to_be_visible()
    panel.get_by_role("button", name="Close").click()
    expect(panel).to_be_hidden()
    page.reload()
    expect(row(page, machine)).to_be_visible()
    expect(panel).to_be_hidden()


def test_escape_leads_back_from_the_page_that_launches(page, address):
    open_dashboard(page, address)
    open_tab(page, "Images")
    page.get_by_role("button", name="Launch instance").click()
    name = page.get_by_role("textbox", name="Name", exact=True)
    name.fill("typed")
    page.keyboard.press("Escape")
    expect(tab(page, "Images")).to_have_attribute("aria-selected", "true")
    expect(tab(page, "Images")).to_be_focused()
    page.get_by_role("button", name="Launch instance").click()
    expect(name).to_have_value("typed")


def test_what_another_kernel_launches_is_counted_as_the_rows_are(page, address, cloud):
    open_dashboard(page, address)
    quotas = page.get_by_role("group", name="Quotas")
    expect(quotas).to_contain_text("Instances 0 of 10")
    cloud.launch("elsewhere", image="canfar-ubuntu-24.04", flavor="p2-3gb", key="laptop")
    expect(row(page, "elsewhere")).to_be_visible()
    expect(quotas).to_contain_text("Instances 1 of 10", timeout=10_000)
    expect(quotas).to_contain_text("Cores 2 of")


def test_it_says_how_long_ago_it_was_read(page, address):
    open_dashboard(page, address)
    live = page.locator(".cj-live")
    expect(live).to_have_text(SECONDS)
    expect(live.get_by_role("status")).to_have_text("live")  # seconds are not read out
    until(lambda: not re.search(", [0-2] s", live.inner_text()), pause=of_page(page))
    page.get_by_role("button", name="Refresh").click()
    expect(live).to_have_text(re.compile("live, [0-5] s ago"), timeout=12_000)


def test_an_empty_project_shows_where_to_begin(page, address, cloud):
    open_dashboard(page, address)
    expect(page.get_by_role("grid", name="Instances")).to_be_hidden()
    launches = page.get_by_role("button", name=re.compile("^Launch (?!instance$|an )"))
    expect(launches).to_have_count(3)
    steps = page.get_by_role("region", name="First steps")
    expect(steps.get_by_role("button", name="Add a key: done")).to_be_visible()
    steps.get_by_role("button", name="Add a key").click()
    expect(tab(page, "Keys")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_label("Public key", exact=True)).to_be_visible()
    open_tab(page, "Instances")
    launches.first.click()
    image = page.locator(".cj-page-launch").get_by_role("combobox", name="Image", exact=True)
    expect(image).to_have_value(re.compile("canfar-ubuntu-24.04"))
    page.keyboard.press("Escape")
    cloud.launch("first", image="canfar-ubuntu-24.04", flavor="p1-1.5gb", key="laptop")
    page.get_by_role("button", name="Refresh").click()
    expect(row(page, "first")).to_be_visible()
    expect(launches).to_have_count(0)
    expect(steps.get_by_role("button", name="Launch an instance: done")).to_be_visible()
    steps.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("complementary", name="first")).to_be_visible()
    steps.get_by_role("button", name="Dismiss").click()
    expect(steps).to_be_hidden()
    cloud.terminate("first", after_snapshot=True)
    until(lambda: cloud.servers().empty)
    page.reload()
    expect(launches).to_have_count(3)
    expect(steps).to_be_hidden()
