"""Machines terminated: from their own page, and several at once from the bar."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.dashboards import dashboard_page, open_dashboard, open_tab
from tests.support.demos import own_demo, signed_in
from tests.support.waiting import until

demo = own_demo(speed=20)
# Every toast that is ever shown, also one that goes again
TOASTS = """
window.toasts = [];
new MutationObserver(changes => {
    for (const { addedNodes } of changes) {
        for (const node of addedNodes) {
            if (node instanceof Element && node.matches('.cj-message')) {
                window.toasts.push(node.querySelector('.cj-message-text').textContent);
            }
        }
    }
}).observe(document, { childList: true, subtree: true });
"""


@pytest.fixture(scope="module")
def cloud(demo):
    return signed_in(demo.clouds_yaml)


@pytest.fixture(scope="module")
def address(cloud, demo, tmp_path_factory):
    with dashboard_page(demo, tmp_path_factory.mktemp("home")) as address:
        yield address


def launch(cloud, *names):
    for name in names:
        cloud.launch(name, image="canfar-ubuntu-24.04", flavor="p1-1.5gb")
    until(lambda: set(cloud.servers()["status"]) == {"ACTIVE"})


def row(page, name):
    return page.get_by_role("grid", name="Instances").get_by_role("row", name=name, exact=True)


def test_one_terminated_from_its_own_page_is_told_of_once(page, address, cloud):
    launch(cloud, "lens")
    page.add_init_script(TOASTS)
    open_dashboard(page, address)
    row(page, "lens").dblclick(position={"x": 300, "y": 20})
    panel = page.get_by_role("complementary", name="lens", exact=True)
    expect(panel.get_by_role("button", name="Back to the list")).to_be_visible()
    panel.get_by_role("button", name="Actions for lens").click()
    page.get_by_role("menuitem", name="Terminate").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Terminate lens").click()
    open_tab(page, "Images")  # what ends while one looks elsewhere is told there
    expect(page.get_by_text("lens was terminated.")).to_be_visible()
    open_tab(page, "Activity")
    activity = page.get_by_role("grid", name="Activity").get_by_role("row")
    expect(activity.filter(has_text="Terminating lens")).to_contain_text("Done")
    assert page.evaluate("window.toasts") == ["lens was terminated."]
    open_tab(page, "Instances")
    expect(panel).to_be_hidden()
    assert page.errors == []


def test_several_are_terminated_from_the_bar_after_a_question_that_names_each(page, address, cloud):
    launch(cloud, "lens", "psf", "stay")
    open_dashboard(page, address)
    for name in ("lens", "psf"):
        page.get_by_role("checkbox", name=f"Select {name}", exact=True).check()
    bar = page.get_by_role("toolbar", name="Selected Instances")
    expect(bar).to_contain_text("2")
    bar.get_by_role("button", name="Terminate").click()
    question = page.get_by_role("alertdialog", name="Terminate 2 instances?")
    lines = question.get_by_role("listitem")
    expect(lines).to_have_text([re.compile("^lens "), re.compile("^psf ")])
    question.get_by_role("button", name="Cancel").click()
    expect(question).to_be_hidden()
    bar.get_by_role("button", name="Terminate").click()  # Cancel has left all as it was
    question.get_by_role("button", name="Terminate 2 instances").click()
    expect(row(page, "lens")).to_be_hidden()
    expect(row(page, "psf")).to_be_hidden()
    expect(bar).to_be_hidden()
    expect(row(page, "stay")).to_be_visible()
    assert list(cloud.servers()["name"]) == ["stay"]
    assert page.errors == []
