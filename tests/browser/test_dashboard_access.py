"""Nothing hinders those who use a keyboard or a screen reader: each tab, page, panel and dialog."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import hindrances
from tests.browser.dashboards import dashboard_page, open_dashboard, open_tab
from tests.browser.main_job import public_key
from tests.support.demos import own_demo, signed_in

demo = own_demo(speed=20)


@pytest.fixture(scope="module")
def address(demo, tmp_path_factory):
    cloud = signed_in(demo.clouds_yaml)
    cloud.import_key("laptop", public_key())
    cloud.launch("lens", image="canfar-ubuntu-24.04", flavor="p1-1.5gb", key="laptop")
    with dashboard_page(demo, tmp_path_factory.mktemp("home")) as address:
        yield address


@pytest.fixture(params=["light", "dark"])
def opened(request, page, address):
    page.emulate_media(color_scheme=request.param, reduced_motion="reduce")
    open_dashboard(page, address)
    expect(page.get_by_role("row", name="lens")).to_be_visible()
    return page


def tabs(page):
    return [tab.get_attribute("aria-label") for tab in all_tabs(page)]


def all_tabs(page):
    return page.get_by_role("tablist", name="Cloud").get_by_role("tab").all()


def test_every_tab_and_the_page_that_launches(opened):
    found = {}
    for name in tabs(opened):
        open_tab(opened, name)
        expect(opened.get_by_role("tabpanel", name=name, exact=True)).to_be_visible()
        opened.wait_for_load_state("networkidle")
        found[name] = hindrances(opened, "body")
    opened.get_by_role("button", name="Launch instance", exact=True).click()
    expect(opened.get_by_role("textbox", name="Name", exact=True)).not_to_have_value("")
    found["launch"] = hindrances(opened, "body")
    assert {name: rules for name, rules in found.items() if rules} == {}


def test_an_open_panel_menu_and_question(opened):
    opened.get_by_role("row", name="lens").click(position={"x": 300, "y": 20})
    panel = opened.get_by_role("complementary", name="lens")
    expect(panel).to_contain_text("Log in")
    found = {"panel": hindrances(opened, "body")}
    opened.get_by_role("button", name="Actions for lens").first.click()
    expect(opened.get_by_role("menu")).to_be_visible()
    found["menu"] = hindrances(opened, "body")
    opened.get_by_role("menuitem", name="Terminate").click()
    expect(opened.locator("dialog[open]")).to_be_visible()
    found["question"] = hindrances(opened, "body")
    assert {name: rules for name, rules in found.items() if rules} == {}


def test_an_empty_project(page, demo, tmp_path):
    with dashboard_page(demo, tmp_path, "demo-batch") as address:
        open_dashboard(page, address)
        expect(page.get_by_role("button", name="Launch canfar-ubuntu-24.04")).to_be_visible()
        assert hindrances(page, "body") == []
