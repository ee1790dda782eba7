"""After the launch, in a browser: readiness, the doctor and his buttons, the log, the terminal."""

import re
import shutil
import time
import uuid
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import expect

from canfar_jupyter.cloud import service_of
from tests.browser.servers import running
from tests.browser.test_main_job import in_the_dark
from tests.cloud.keys import PUBLIC
from tests.support.waiting import until

AXE = files("axe_playwright_python") / "axe.min.js"
NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


@pytest.fixture(scope="module")
def cloud(cloud):
    if "browser" not in cloud.keypairs().index:
        cloud.import_key("browser", PUBLIC)
    return cloud


@pytest.fixture
def lens(cloud):
    name = f"lens-{uuid.uuid4().hex[:6]}"
    server = cloud.launch(
        name, image="canfar-ubuntu-24.04", flavor="c1-3.75gb-15", key="browser", condor=True
    )
    yield server
    cloud.terminate(server)


@pytest.fixture
def sick(cloud):
    """An instance that is shut off, behind a group that allows nothing in, without an address."""
    name = f"sick-{uuid.uuid4().hex[:6]}"
    group = cloud.create_security_group(name)
    asked = {"image": "canfar-ubuntu-24.04", "flavor": "c1-3.75gb-15", "key": "browser"}
    server = cloud.launch(name, security_groups=[name], **asked)
    cloud.wait_until_active(server)
    service_of(cloud).client.post("compute", f"/servers/{server.id}/action", {"os-stop": None})
    until(lambda: cloud.servers().loc[server.id, "status"] == "SHUTOFF", "it is shut off")
    yield server
    cloud.terminate(server)
    until(lambda: server.id not in service_of(cloud).lists.read_ids("servers"), "it is gone")
    cloud.delete_security_group(group)
    for id_ in cloud.floating_ips().index:
        cloud.release_floating_ip(id_)


@pytest.fixture(scope="module")
def voila(demo, tmp_path_factory):
    folder = tmp_path_factory.mktemp("voila")
    notebook = shutil.copy(NOTEBOOKS / "dashboards" / "dashboard.ipynb", folder)
    command = ["voila", notebook, "--no-browser", "--port={port}", "--Voila.ip=127.0.0.1"]
    command += ["--template=canfar", "--Voila.token={token}"]
    env = {"OS_CLIENT_CONFIG_FILE": str(demo.clouds_yaml), "OS_CLOUD": "demo"}
    with running(command, env, folder, "/voila/static/dist/voila.js") as server:
        yield server


def row(page, name):
    return page.get_by_role("grid", name="Instances").get_by_role("row", name=name, exact=True)


def assert_accessible(page, selector):
    if not page.evaluate("typeof axe !== 'undefined'"):
        page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("selector => axe.run(selector)", selector)["violations"]
    assert [(f["id"], [n["html"][:200] for n in f["nodes"]]) for f in found] == []


def panel(page, voila, name, theme="light", *, tab="Overview"):
    """Open the panel of an instance on the dashboard."""
    page.goto(f"{voila.url}&theme={theme}")
    page.locator(".cj-dashboard").wait_for(timeout=60_000)
    row(page, name).click(position={"x": 100, "y": 15}, timeout=60_000)
    view = page.get_by_role("complementary", name=name, exact=True)
    view.get_by_role("tab", name=tab).click()
    return view


@pytest.mark.timeout(300)
def test_the_buttons_of_the_doctor_let_one_in(page, voila, sick):
    expect_row = row(page, sick.name)
    view = panel(page, voila, sick.name)
    expect(expect_row).to_contain_text("Shut off")
    expect(expect_row).to_contain_text("keeps 1 core of the quota")
    view.get_by_role("button", name="Why can't I log in?").click()
    finding = view.locator(".cj-doctor-finding")
    good = view.locator(".cj-doctor-finding-good")
    expect(finding.filter(has_text="It is SHUTOFF")).to_contain_text("Nova says SHUTOFF")
    assert_accessible(page, ".cj-side-panel")
    finding.get_by_role("button", name="Start", exact=True).press("Enter")
    expect(view.locator(".cj-note")).to_have_text("Starting the instance.")
    expect(good.filter(has_text="It runs")).to_be_visible(timeout=60_000)  # nobody asked again
    view.get_by_role("button", name=f"Open port 22 in {sick.name}").click()
    expect(good.filter(has_text="Its security groups let SSH in")).to_be_visible()
    finding.get_by_role("button", name="Associate a floating IP").click()
    expect(good.filter(has_text="It has a floating IP")).to_be_visible()
    answers = good.filter(has_text="SSH answers from here")
    for _ in range(20):  # the machine boots
        if answers.is_visible():
            break
        view.get_by_role("button", name="Check again").click()
        expect(view.get_by_text("Checking...")).to_have_count(0)
    expect(answers).to_contain_text("SSH-2.0")
    assert_accessible(page, ".cj-side-panel")
    assert page.errors == []


@pytest.mark.timeout(300)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_floating_ip_is_given_taken_and_released_by_keyboard(page, voila, cloud, sick, theme):
    view = panel(page, voila, sick.name, theme, tab="Network")
    part = view.locator(".cj-part-address")
    expect(part.get_by_label("Floating IP", exact=True)).to_have_text("Allocate a new one")
    part.get_by_role("button", name="Allocate and associate").focus()
    page.keyboard.press("Enter")
    expect(part).to_contain_text(re.compile(r"203\.0\.113\.\d+ is associated with 10\."))
    assert_accessible(page, ".cj-side-panel")
    (address,) = cloud.floating_ips()["name"]
    expect(row(page, sick.name)).to_contain_text(address)
    part.get_by_role("button", name="Disassociate").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("alertdialog", name=f"Disassociate {address} from {sick.name}?")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(part.get_by_label("Floating IP", exact=True)).to_be_visible()
    expect(part.get_by_role("button", name="Associate", exact=True)).to_be_visible()

    page.get_by_role("tab", name="Network", exact=True).first.click()  # that of the project
    table = page.get_by_role("grid", name="Floating IPs")
    expect(table.get_by_role("row").filter(has_text=address)).to_contain_text("not associated")
    page.get_by_role("button", name=f"Associate {address}", exact=True).press("Enter")
    form = page.locator(".cj-associate")
    form.get_by_label("Instance", exact=True).select_option(sick.name)
    assert_accessible(page, ".cj-addresses")
    form.get_by_role("button", name="Associate", exact=True).press("Enter")
    expect(form).to_have_count(0)
    expect(table.get_by_role("row").filter(has_text=address)).to_contain_text(sick.name)
    page.get_by_role("button", name=f"Actions for {address}").press("Enter")
    page.get_by_role("menuitem", name="Release").press("Enter")
    dialog = page.get_by_role("alertdialog", name=f"Release {address}?")
    expect(dialog).to_contain_text(f"associated with {sick.name}, which loses it.")
    dialog.get_by_role("button", name=f"Release {address}").press("Enter")
    expect(page.get_by_text("The project has no floating IPs yet.")).to_be_visible()
    assert page.errors == []


@pytest.mark.timeout(300)
def test_an_instance_becomes_ready_and_its_panel_tells_all(page, voila, lens, tmp_path):
    view = panel(page, voila, lens.name)
    expect(row(page, lens.name)).to_contain_text("Booted", timeout=60_000)
    expect(row(page, lens.name)).to_contain_text("no floating IP")
    expect(view.locator(".cj-step-done", has_text="User data done")).to_contain_text(
        "HTCONDOR done"
    )
    expect(view.locator(".cj-step-done", has_text="Key installed for ubuntu")).to_be_visible()
    expect(view.locator(".cj-command")).to_have_text(
        re.compile(r"^ssh -i PATH/TO/KEY ubuntu@10\.\d+\.\d+\.\d+$")
    )
    timeline = view.get_by_role("img", name=re.compile("Timeline of the boot"))
    expect(timeline).to_be_hidden()
    view.get_by_text("Boot timeline").click()
    expect(timeline).to_be_visible()
    view.get_by_role("tab", name="Activity").click()
    expect(view.locator(".cj-pane-activity")).to_contain_text("Launch")
    view.get_by_role("tab", name="Overview").click()

    expect(view.locator(".cj-part-doctor")).to_be_hidden()  # nobody asked
    view.get_by_role("button", name="Why can't I log in?").click()
    expect(view.locator(".cj-doctor-finding-bad", has_text="It has no floating IP")).to_be_visible()
    view.get_by_role("button", name="Open port 22 in default").click()
    expect(view.locator(".cj-doctor-finding-good", has_text="let SSH in")).to_be_visible()

    view.get_by_role("tab", name="Log").click()
    log = view.locator(".cj-log")
    expect(log.locator(".cj-log-facts")).to_contain_text("log in as ubuntu")
    expect(log.locator(".cj-sgr-32").first).to_contain_text("OK")
    log.get_by_role("searchbox", name="Search in the log").fill("cloud-init[487]")
    expect(log.locator(".cj-log-found")).to_have_text(re.compile(r"^\d+ found$"))
    page.keyboard.press("Enter")
    expect(log.locator(".cj-log-found")).to_have_text(re.compile(r"^1 of \d+$"))
    text = log.locator(".cj-log-text")
    log.get_by_label("Show", exact=True).select_option("Last 35 lines")
    expect(log.get_by_text("Earlier lines are not shown.")).to_be_visible()
    assert len(text.inner_text().rstrip().splitlines()) == 35
    log.get_by_label("Show", exact=True).select_option("All lines")
    expect(text).to_contain_text("Linux version")
    assert_accessible(page, ".cj-log")
    with page.expect_download() as saving:
        log.get_by_role("button", name="Download").click()
    saved = tmp_path / "saved.log"
    saving.value.save_as(saved)
    assert "CANFAR-HTCONDOR: done" in saved.read_text()
    assert "\x1b" not in saved.read_text()
    page.keyboard.press("Escape")
    view.get_by_role("tab", name="Log").press("Escape")
    expect(view).to_be_hidden()
    assert page.errors == []


@pytest.mark.timeout(300)
def test_another_row_switches_the_panel_and_a_double_click_opens_a_page(page, voila, lens, sick):
    panel(page, voila, lens.name, tab="Activity")
    row(page, sick.name).click(position={"x": 100, "y": 15})
    view = page.get_by_role("complementary", name=sick.name, exact=True)
    expect(view.get_by_role("tab", name="Activity")).to_have_attribute("aria-selected", "true")
    expect(view).to_contain_text("Shut down")
    row(page, lens.name).dblclick(position={"x": 100, "y": 15})
    alone = page.get_by_role("complementary", name=lens.name, exact=True)
    expect(page.get_by_role("grid", name="Instances")).to_be_hidden()
    expect(alone.get_by_role("button", name=f"Close {lens.name}")).to_be_hidden()
    assert_accessible(page, ".cj-side-panel")
    alone.get_by_role("button", name="Back to the list").click()
    expect(row(page, lens.name)).to_be_visible()
    alone.get_by_role("button", name=f"Close {lens.name}").click()
    expect(alone).to_be_hidden()
    assert page.errors == []


@pytest.mark.timeout(300)
def test_a_closed_port_is_opened_from_the_row_after_its_group_was_named(page, voila, cloud, sick):
    service_of(cloud).client.post("compute", f"/servers/{sick.id}/action", {"os-start": None})
    cloud.associate_floating_ip(sick)
    page.goto(voila.url)
    line = row(page, sick.name)
    expect(line).to_contain_text("No way in", timeout=60_000)
    line.get_by_role("button", name="open it").click()
    dialog = page.get_by_role("alertdialog", name=f"Open port 22 in {sick.name}?")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    assert_accessible(page, "dialog")
    dialog.get_by_role("button", name="Open port 22").click()
    expect(line).to_contain_text("Ready", timeout=60_000)
    expect(line).to_contain_text("ssh -i PATH/TO/KEY")
    assert page.errors == []


@pytest.mark.timeout(300)
def test_a_panel_whose_instance_vanishes_closes_with_a_sentence(page, voila, cloud):
    asked = {"image": "cirros-0.6.3", "flavor": "c1-3.75gb-15"}
    name = f"gone-{uuid.uuid4().hex[:6]}"
    server = cloud.launch(name, **asked)
    view = panel(page, voila, name)
    cloud.terminate(server)
    expect(view).to_be_hidden(timeout=60_000)
    expect(page.get_by_text(f"{name} was terminated.")).to_be_visible()
    assert page.errors == []


@pytest.mark.timeout(300)
def test_one_click_in_jupyterlab_opens_a_terminal_that_logs_in(page, lab, lens):
    page.goto(f"{lab.base}/lab?reset&token={lab.token}")
    page.locator(".jp-LauncherCard", has_text="Cloud dashboard").click(timeout=90_000)
    page.locator(".cj-dashboard").wait_for(timeout=60_000)
    page.keyboard.press("Control+b")
    in_the_dark(page)
    expect(row(page, lens.name)).to_contain_text("Booted", timeout=60_000)
    row(page, lens.name).click(position={"x": 100, "y": 15})
    view = page.get_by_role("complementary", name=lens.name, exact=True)
    view.get_by_role("tab", name="Overview").click()  # the tab of the test before stays open
    expect(view.locator(".cj-command")).to_contain_text("ssh -i PATH/TO/KEY ubuntu@")
    assert_accessible(page, ".cj-side-panel")
    typed = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: typed.append(frame)))
    view.get_by_role("button", name="Open a terminal").click()
    expect(page.locator(".jp-Terminal")).to_be_visible()
    until = time.monotonic() + 30
    while not any("ssh -i PATH/TO/KEY ubuntu@10." in str(frame) for frame in typed):
        assert time.monotonic() < until, typed
        page.wait_for_timeout(50)  # lets the listeners run
    assert page.errors == []


@pytest.mark.timeout(300)
def test_in_jupyterlab_an_instance_has_a_tab_of_its_own(page, lab, lens):
    page.goto(f"{lab.base}/lab?reset&token={lab.token}")
    page.locator(".jp-LauncherCard", has_text="Cloud dashboard").click(timeout=90_000)
    page.locator(".cj-dashboard").wait_for(timeout=60_000)
    for _ in range(2):  # the second time it is the same
        line = row(page, lens.name)
        line.dblclick(position={"x": 100, "y": 15}, timeout=60_000)
        alone = page.locator(".cj-PageTab").get_by_role("complementary", name=lens.name)
        expect(alone.locator(".cj-command")).to_be_visible()
        page.get_by_role("tab", name="Cloud dashboard").click()
    expect(page.get_by_role("tab", name=lens.name)).to_have_count(1)
    assert page.errors == []
