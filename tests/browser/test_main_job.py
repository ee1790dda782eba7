"""What a user does, whole: on the real OpenStack through Voila, on the demo in JupyterLab."""

import shutil
import uuid
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.main_job import MainJob
from tests.browser.servers import running

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


def named():
    return f"lens-{uuid.uuid4().hex[:6]}"


def in_the_dark(page):
    page.locator("#jp-MainMenu").get_by_text("Settings", exact=True).click()
    page.locator(".lm-Menu-item", has_text="Theme").first.hover()
    page.locator(".lm-Menu-item", has_text="JupyterLab Dark").first.click()
    expect(page.locator("body")).to_have_attribute("data-jp-theme-light", "false")


@pytest.fixture(scope="module")
def voila_on_real(real, tmp_path_factory):
    folder = tmp_path_factory.mktemp("voila")
    notebook = shutil.copy(NOTEBOOKS / "dashboards" / "dashboard.ipynb", folder)
    command = ["voila", notebook, "--no-browser", "--port={port}", "--Voila.ip=127.0.0.1"]
    command += ["--template=canfar", "--Voila.token={token}"]
    env = {"OS_CLIENT_CONFIG_FILE": str(real.clouds_yaml), "OS_CLOUD": "real"}
    with running(command, env, folder, "/voila/static/dist/voila.js") as server:
        yield server


@pytest.mark.real
@pytest.mark.timeout(600)
def test_the_main_job_on_a_real_openstack_through_voila(page, voila_on_real):
    page.goto(voila_on_real.url)
    inside = page.locator(".cj-dashboard")
    inside.wait_for(timeout=60_000)
    MainJob(page, inside, named()).whole(log_says="marker=HTCONDOR")
    assert page.errors == []


@pytest.mark.timeout(600)
def test_the_main_job_on_the_demo_cloud_in_jupyterlab(page, lab):
    page.goto(f"{lab.base}/lab?reset&token={lab.token}")
    page.locator(".jp-LauncherCard", has_text="Cloud dashboard").click(timeout=90_000)
    inside = page.locator(".cj-dashboard")
    inside.wait_for(timeout=60_000)
    page.keyboard.press("Control+b")  # the file browser gives way
    in_the_dark(page)
    MainJob(page, inside, named()).whole(log_says="CANFAR-HTCONDOR: done")
