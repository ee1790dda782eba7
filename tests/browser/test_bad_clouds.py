"""A cloud that is down, slow, signed out or without a service: a sentence and a way on each."""

import json
import re

import pytest
import requests
import yaml
from playwright.sync_api import expect

from tests.browser.dashboards import dashboard_page, open_dashboard, open_tab
from tests.browser.main_job import public_key
from tests.support.demo_faults import DemoFaults
from tests.support.demos import own_demo, signed_in
from tests.support.waiting import of_page, until

demo = own_demo(speed=20)
TABS = ("Instances", "Images", "Network", "Keys", "Activity", "Usage")
ALWAYS = 10**6  # times
REFUSED = (
    '{"error": {"code": 401, "message": "The request you have made requires authentication."}}'
)


@pytest.fixture(scope="module")
def address(demo, tmp_path_factory):
    cloud = signed_in(demo.clouds_yaml)
    cloud.import_key("laptop", public_key())
    cloud.launch("lens", image="canfar-ubuntu-24.04", flavor="p1-1.5gb", key="laptop")
    with dashboard_page(demo, tmp_path_factory.mktemp("home")) as address:
        yield address


@pytest.fixture
def faults(demo, address):
    faults = DemoFaults(demo)
    yield faults
    faults.clear()


def lens(page):
    return page.get_by_role("grid", name="Instances").get_by_role("row", name="lens")


def stale(page):
    return page.locator(".cj-stale")


def text_of_tab(page, name):
    """What a tab shows once it no longer reads: rows or a sentence, never nothing."""
    open_tab(page, name)
    text = page.get_by_role("tabpanel", name=name, exact=True).inner_text
    until(lambda: len(text()) > 20, f"{name} shows something", pause=of_page(page))
    until(lambda: "Reading" not in text(), f"{name} ends reading", 60, pause=of_page(page))
    return text()


def test_a_cloud_that_goes_down_keeps_its_rows_and_comes_back(page, address, faults):
    open_dashboard(page, address)
    expect(lens(page)).to_be_visible()
    faults.add(times=ALWAYS, drop="before")
    page.get_by_role("button", name="Refresh").click()
    expect(page.locator(".cj-live")).to_contain_text("not up to date")
    expect(stale(page)).to_contain_text(re.compile(r"\d+ lists could not be read: .* try again"))
    assert stale(page).bounding_box()["height"] < 60  # one cause is said once
    stale(page).get_by_text("Details").click()
    expect(stale(page)).to_contain_text("Could not list the images")
    expect(lens(page)).to_be_visible()
    for name in TABS:
        text_of_tab(page, name)
    open_tab(page, "Instances")
    faults.clear()
    page.get_by_role("button", name="Refresh").click()
    expect(page.locator(".cj-live")).to_contain_text(re.compile("^live"), timeout=60_000)
    expect(stale(page)).to_be_hidden()
    assert page.errors == []


def test_a_cloud_that_is_down_from_the_start_is_said_and_tried_again(
    page, demo, address, faults, tmp_path
):
    faults.add(times=ALWAYS, drop="before")
    with dashboard_page(demo, tmp_path) as other:
        page.goto(other)
        again = page.get_by_role("button", name="Try again")
        expect(again).to_be_visible(timeout=60_000)
        expect(page.locator(".cj-card")).to_contain_text("does not answer")
        faults.clear()
        again.click()
        expect(lens(page)).to_be_visible(timeout=30_000)


def test_a_cloud_that_takes_five_seconds_an_answer(page, demo, address, faults, tmp_path):
    faults.add(times=ALWAYS, delay=5)
    with dashboard_page(demo, tmp_path) as other:
        page.goto(other)
        open_at_once = page.get_by_role("tablist", name="Cloud")
        open_at_once.wait_for(timeout=60_000)
        grid = page.get_by_role("tabpanel", name="Instances", exact=True)
        expect(grid).to_contain_text("Reading the instances")
        expect(lens(page)).to_be_visible(timeout=60_000)
        for name in TABS:
            text_of_tab(page, name)
    assert page.errors == []


def test_a_sign_in_that_is_refused_meanwhile_says_so_once(page, address, faults):
    open_dashboard(page, address)
    expect(lens(page)).to_be_visible()
    services = "/(identity/v3/auth|compute|image|network|volume).*"
    faults.add(times=ALWAYS, path=services, status=401, body=REFUSED)
    page.get_by_role("button", name="Refresh").click()
    expect(stale(page)).to_contain_text("Check user name, password, project and both domains")
    assert stale(page).inner_text().count("Check user name") == 1
    for name in TABS:
        text_of_tab(page, name)
    faults.clear()
    page.get_by_role("button", name="Refresh").click()
    expect(page.locator(".cj-live")).to_contain_text(re.compile("^live"), timeout=60_000)
    assert page.errors == []


@pytest.mark.parametrize("missing", ["network", "image", "volumev3"])
def test_a_cloud_without_a_service(page, demo, tmp_path, address, faults, missing):
    answer = token(demo)
    body = answer.json()
    body["token"]["catalog"] = [e for e in body["token"]["catalog"] if e["type"] != missing]
    signed = {"X-Subject-Token": answer.headers["X-Subject-Token"]}
    tokens = {"method": "POST", "path": "/identity/v3/auth/tokens.*", "times": ALWAYS}
    faults.add(**tokens, status=201, body=json.dumps(body), headers=signed)
    with dashboard_page(demo, tmp_path) as other:
        open_dashboard(page, other)
        expect(lens(page)).to_be_visible()
        told = {name: text_of_tab(page, name) for name in TABS}
        absent = {"network": "Network", "image": "Images"}.get(missing)
        if absent:
            assert f"this cloud offers no {missing} service" in told[absent]
        expect(page.locator(".cj-live")).to_contain_text(re.compile("^live"))
        expect(stale(page)).to_be_hidden()  # nothing of what there is is old
        page.get_by_role("button", name="Launch instance").click()
        form = page.get_by_role("form", name="Launch instance")
        expect(form.get_by_role("button", name="Launch", exact=True)).to_be_visible()
        if missing == "image":
            expect(form).to_contain_text("this cloud offers no image service")
    assert page.errors == []


def token(demo):
    """Sign in by hand: what Keystone answers."""
    known = yaml.safe_load(demo.clouds_yaml.read_text())["clouds"]["demo"]["auth"]
    domain = {"name": known["user_domain_name"]}
    user = {"name": known["username"], "password": known["password"], "domain": domain}
    project = {"name": known["project_name"], "domain": {"name": known["project_domain_name"]}}
    identity = {"methods": ["password"], "password": {"user": user}}
    auth = {"identity": identity, "scope": {"project": project}}
    answer = requests.post(f"{known['auth_url']}/auth/tokens", json={"auth": auth}, timeout=10)
    answer.raise_for_status()
    return answer
