"""After the launch, in a browser: readiness, the doctor and his buttons, the log, the terminal."""

import re
import shutil
import time
import uuid
from pathlib import Path

import pytest
from playwright.sync_api import expect

import canfar_jupyter as cj
from tests.browser.main_job import PICTURES
from tests.browser.servers import running
from tests.browser.test_main_job import in_the_dark
from tests.cloud.keys import PUBLIC

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


@pytest.fixture(scope="module")
def cloud(demo):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OS_CLIENT_CONFIG_FILE", str(demo.clouds_yaml))
        cloud = cj.connect("demo")
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
    cell = page.get_by_role("gridcell", name=name, exact=True)
    return page.get_by_role("grid", name="Instances").get_by_role("row").filter(has=cell)


def picture(page, name):
    page.screenshot(path=PICTURES / f"{name}.png", animations="disabled")


@pytest.mark.timeout(300)
def test_an_instance_becomes_ready_and_its_overview_tells_all(page, voila, lens, tmp_path):
    page.goto(voila.url)
    page.locator(".cj-dashboard").wait_for(timeout=60_000)
    expect(row(page, lens.name)).to_contain_text("Booted", timeout=60_000)
    page.get_by_role("button", name=f"Overview {lens.name}").click()
    view = page.locator(".cj-instance")
    expect(view.locator(".cj-step-done", has_text="User data done")).to_contain_text(
        "HTCONDOR done"
    )
    expect(view.locator(".cj-step-done", has_text="Key installed for ubuntu")).to_be_visible()
    expect(view.locator(".cj-command")).to_have_text(re.compile(r"^ssh ubuntu@10\.\d+\.\d+\.\d+$"))
    expect(view.get_by_role("img", name=re.compile("Timeline of the boot"))).to_be_visible()
    expect(view.locator(".cj-part-facts")).to_contain_text("Launch")
    view.scroll_into_view_if_needed()
    picture(page, "overview-light")

    view.get_by_role("button", name="Why can't I log in?").click()
    expect(view.locator(".cj-doctor-finding-bad", has_text="It has no floating IP")).to_be_visible()
    view.get_by_role("button", name="Open port 22 in default").click()
    expect(view.locator(".cj-doctor-finding-good", has_text="let SSH in")).to_be_visible()
    view.locator(".cj-part-doctor").scroll_into_view_if_needed()
    picture(page, "doctor-light")
    view.get_by_role("button", name=f"Close {lens.name}").click()
    expect(view).to_have_count(0)

    page.get_by_role("button", name=f"Log {lens.name}").click()
    log = page.locator(".cj-log")
    expect(log.locator(".cj-log-facts")).to_contain_text("log in as ubuntu")
    expect(log.locator(".cj-sgr-32").first).to_contain_text("OK")
    log.get_by_role("searchbox", name="Search in the log").fill("cloud-init[487]")
    expect(log.locator(".cj-log-found")).to_have_text(re.compile(r"^\d+ found$"))
    page.keyboard.press("Enter")
    expect(log.locator(".cj-log-found")).to_have_text(re.compile(r"^1 of \d+$"))
    log.scroll_into_view_if_needed()
    picture(page, "log-read-light")
    with page.expect_download() as saving:
        log.get_by_role("button", name="Download").click()
    saved = tmp_path / "saved.log"
    saving.value.save_as(saved)
    assert "CANFAR-HTCONDOR: done" in saved.read_text()
    assert "\x1b" not in saved.read_text()
    assert page.errors == []


@pytest.mark.timeout(300)
def test_one_click_in_jupyterlab_opens_a_terminal_that_logs_in(page, lab, lens):
    page.goto(f"{lab.base}/lab?reset&token={lab.token}")
    page.locator(".jp-LauncherCard", has_text="Cloud dashboard").click(timeout=90_000)
    page.locator(".cj-dashboard").wait_for(timeout=60_000)
    page.keyboard.press("Control+b")
    in_the_dark(page)
    expect(row(page, lens.name)).to_contain_text("Booted", timeout=60_000)
    page.get_by_role("button", name=f"Overview {lens.name}").click()
    view = page.locator(".cj-instance")
    expect(view.locator(".cj-command")).to_contain_text("ssh ubuntu@")
    view.scroll_into_view_if_needed()
    picture(page, "overview-dark")
    typed = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: typed.append(frame)))
    view.get_by_role("button", name="Open a terminal").click()
    expect(page.locator(".jp-Terminal")).to_be_visible()
    until = time.monotonic() + 30
    while not any("ssh ubuntu@10." in str(frame) for frame in typed):
        assert time.monotonic() < until, typed
        page.wait_for_timeout(50)  # lets the listeners run
    assert page.errors == []
