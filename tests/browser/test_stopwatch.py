"""How many clicks what is done most takes, from the page's being there; docs/stopwatch.md."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.dashboards import CLICKS, dashboard_page, open_dashboard
from tests.browser.main_job import public_key
from tests.support.demos import own_demo, signed_in
from tests.support.waiting import until

demo = own_demo(speed=20)
TABLE = Path(__file__).parents[2] / "docs" / "stopwatch.md"


def most(what):
    """Return how many clicks the documentation promises."""
    [count] = re.findall(rf"^\| {re.escape(what)} \| (\d+) \|", TABLE.read_text(), re.M)
    return int(count)


@pytest.fixture(scope="module")
def cloud(demo):
    return signed_in(demo.clouds_yaml)


@pytest.fixture(scope="module")
def address(cloud, demo, tmp_path_factory):
    with dashboard_page(demo, tmp_path_factory.mktemp("home")) as address:
        yield address


@pytest.fixture
def machines(cloud):
    """Two of a user's machines, one that can be reached."""
    if "laptop" not in cloud.keypairs().index:
        cloud.import_key("laptop", public_key())
    if "ssh" not in set(cloud.security_groups()["name"]):
        cloud.create_security_group("ssh")
        cloud.open_port("ssh", 22)
    like = {"image": "canfar-ubuntu-24.04", "flavor": "p1-1.5gb", "key": "laptop"}
    for name in {"lens", "psf"} - set(cloud.servers()["name"]):
        cloud.launch(name, security_groups=["default", "ssh"], **like)
    until(lambda: set(cloud.servers()["status"]) == {"ACTIVE"})
    if not any(cloud.servers()["floating_ip"]):
        cloud.associate_floating_ip("lens")


@pytest.fixture
def opened(page, address, machines):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.add_init_script(CLICKS)
    open_dashboard(page, address)
    expect(row(page, "lens")).to_contain_text("Ready", timeout=60_000)
    return page


def row(page, name):
    return page.get_by_role("grid", name="Instances").get_by_role("row", name=name)


def clicks(page):
    return page.evaluate("window.clicks")


def test_is_it_ready(opened):
    expect(row(opened, "lens")).to_be_in_viewport(ratio=1)
    assert len(clicks(opened)) <= most("Is it ready?")


def test_its_ssh_line_copied(opened):
    row(opened, "lens").get_by_role("button", name=re.compile("^Copy ssh ")).click()
    copied = "navigator.clipboard.readText()"
    assert opened.evaluate(copied).startswith("ssh ")
    assert len(clicks(opened)) <= most("Its ssh line copied")


def test_launched_like_last_time(opened, cloud):
    before = len(cloud.servers())
    opened.get_by_role("button", name="Launch instance", exact=True).click()
    launch = opened.locator(".cj-page-launch").get_by_role("button", name="Launch", exact=True)
    expect(launch).to_be_enabled()
    launch.click()
    until(lambda: len(cloud.servers()) == before + 1)
    assert len(clicks(opened)) <= most("Launched like last time")


def test_its_console(opened):
    row(opened, "lens").click(position={"x": 300, "y": 20})
    panel = opened.get_by_role("complementary", name="lens")
    panel.get_by_role("tab", name="Console", exact=True).click()
    expect(panel.locator("canvas").first).to_be_visible()
    assert len(clicks(opened)) <= most("Its console")


def test_a_snapshot(opened, cloud):
    opened.get_by_role("button", name="Actions for psf").first.click()
    opened.get_by_role("menuitem", name=re.compile("^Snapshot")).click()
    field = opened.get_by_label("Snapshot name", exact=True)
    expect(field).not_to_have_value("")
    field.press("Enter")
    until(lambda: "psf" in " ".join(cloud.images()["name"]))
    assert len(clicks(opened)) <= most("A snapshot")


def test_two_terminated(opened, cloud):
    for name in ("lens", "psf"):
        opened.get_by_role("checkbox", name=f"Select {name}").click()
    opened.locator(".cj-bulk").get_by_role("button", name="Terminate").click()
    question = opened.locator("dialog[open]")
    expect(question.get_by_role("button", name="Cancel")).to_be_focused()
    opened.keyboard.press("Tab")
    opened.keyboard.press("Enter")
    until(lambda: not {"lens", "psf"} & set(cloud.servers()["name"]))
    assert len(clicks(opened)) <= most("Two terminated")


def test_the_first_machine_of_a_newcomer_with_a_new_key(page, demo, tmp_path):
    page.add_init_script(CLICKS)
    cloud = signed_in(demo.clouds_yaml, "demo-batch")
    for name in cloud.keypairs().index:
        cloud.delete_key(name)
    with dashboard_page(demo, tmp_path, "demo-batch") as address:
        open_dashboard(page, address)
        page.get_by_role("button", name="Launch canfar-ubuntu-24.04").click()
        form = page.locator(".cj-page-launch")
        create = form.get_by_role("button", name=re.compile("Create a key pair|Make a key pair"))
        expect(create).to_be_visible()  # it is open where there is no key
        create.click()
        opener = form.get_by_role("button", name=re.compile("^Open port 22"))
        if opener.first.is_visible():
            opener.first.click()
        launch = form.get_by_role("button", name="Launch", exact=True)
        expect(launch).to_be_enabled()
        launch.click()
        until(lambda: len(cloud.servers()) == 1)
    assert len(cloud.keypairs()) == 1
    assert len(clicks(page)) <= most("A newcomer's first machine, with a new key")
