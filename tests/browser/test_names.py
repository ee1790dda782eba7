"""The roles and names by which screen readers, and other people's tests, find things."""

import re

import pytest
from playwright.sync_api import expect

from canfar_jupyter.model.verbs import VERBS
from tests.browser.dashboards import dashboard_page, open_dashboard, open_tab
from tests.browser.main_job import public_key
from tests.support.demos import own_demo, signed_in

demo = own_demo(speed=20)
TABS = ("Instances", "Images", "Network", "Keys", "Activity", "Usage")
GRIDS = {
    "Instances": ("Instances",),
    "Images": ("Images",),
    "Network": ("Floating IPs", "Security groups"),
    "Keys": ("Key pairs",),
}
FIELDS = ("Name", "Image", "Flavor", "Key pair", "Security groups", "Floating IP")


@pytest.fixture(scope="module")
def address(demo, tmp_path_factory):
    cloud = signed_in(demo.clouds_yaml)
    cloud.import_key("laptop", public_key())
    cloud.launch("lens", image="canfar-ubuntu-24.04", flavor="p1-1.5gb", key="laptop")
    cloud.wait_until_active("lens")
    with dashboard_page(demo, tmp_path_factory.mktemp("home")) as address:
        yield address


@pytest.fixture
def opened(page, address):
    open_dashboard(page, address)
    expect(page.get_by_role("grid", name="Instances", exact=True)).to_be_visible()
    return page


def test_tabs_and_grids(opened):
    tablist = opened.get_by_role("tablist", name="Cloud", exact=True)
    for name in TABS:
        expect(tablist.get_by_role("tab", name=name, exact=True)).to_be_visible()
    for tab, grids in GRIDS.items():
        open_tab(opened, tab)
        for name in grids:
            expect(opened.get_by_role("grid", name=name, exact=True)).to_be_visible()
    expect(
        opened.get_by_role("banner")
        .or_(opened.locator(".cj-header"))
        .get_by_role("button", name="Launch instance", exact=True)
    ).to_be_visible()


def test_a_row_its_box_and_its_menu(opened):
    row = opened.get_by_role("grid", name="Instances").get_by_role("row", name="lens", exact=True)
    expect(row.get_by_role("checkbox", name="Select lens", exact=True)).to_be_visible()
    row.get_by_role("button", name="Actions for lens", exact=True).click()
    menu = opened.get_by_role("menu")
    for verb in VERBS.values():
        if verb.noun == "servers" and verb.on_rows and verb.name != "start":
            item = menu.get_by_role("menuitem", name=re.compile(f"^{re.escape(verb.label)}"))
            expect(item).to_have_count(1)


def test_the_panel_and_its_tabs(opened):
    opened.get_by_role("row", name="lens", exact=True).click(position={"x": 200, "y": 20})
    panel = opened.get_by_role("complementary", name="lens", exact=True)
    for name in ("Overview", "Log", "Console", "Network", "Activity"):
        expect(panel.get_by_role("tab", name=name, exact=True)).to_be_visible()


def test_the_form_and_its_fields(opened):
    opened.get_by_role("button", name="Launch instance", exact=True).click()
    form = opened.get_by_role("form", name="Launch instance", exact=True)
    expect(form).to_be_visible()
    for name in FIELDS:
        expect(form.get_by_label(name, exact=True).first).to_be_visible()
    expect(form.get_by_role("checkbox", name="HTCondor")).to_be_visible()
    expect(form.get_by_role("button", name="Launch", exact=True)).to_be_visible()


def test_a_question_is_named_by_what_it_asks_and_cancel_is_first(opened):
    row = opened.get_by_role("row", name="lens", exact=True)
    row.get_by_role("button", name="Actions for lens", exact=True).click()
    opened.get_by_role("menuitem", name=re.compile("^Terminate")).click()
    question = opened.get_by_role("alertdialog", name=re.compile("lens"))
    expect(question).to_be_visible()
    first = question.evaluate(
        "box => [...box.querySelectorAll('button, input, a[href], [tabindex]')]"
        ".find(one => one.tabIndex >= 0 && !one.disabled).textContent.trim()"
    )
    assert first == "Cancel"
    question.get_by_role("button", name="Cancel", exact=True).click()
    expect(question).to_be_hidden()


def test_toasts_are_in_one_status(opened):
    expect(opened.get_by_role("status", name="Messages", exact=True)).to_have_count(1)
