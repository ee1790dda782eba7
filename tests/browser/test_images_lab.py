"""Images in the dashboard's tab of JupyterLab, which has a style sheet of its own."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import hindrances
from tests.browser.images import Images, choose
from tests.browser.test_labextension_tab import TAB_ID, Api
from tests.browser.test_main_job import in_the_dark
from tests.images.files import RAW, with_data
from tests.support.waiting import until

# of each line of a list of facts: does what it says stand right of its name, on the same line?
BESIDE = """list => [...list.querySelectorAll("dt")].map((term) => {
  const [name, what] = [term, term.nextElementSibling].map((e) => e.getBoundingClientRect());
  return Math.abs(name.top - what.top) < 4 && name.right <= what.left && what.width > 100;
})"""


@pytest.fixture
def images(page, lab):
    page.goto(f"{lab.base}/lab?reset&token={lab.token}")
    page.locator(".jp-LauncherCard", has_text="Cloud dashboard").click(timeout=90_000)
    page.get_by_role("tab", name=re.compile("^Images")).click(timeout=60_000)
    page.get_by_role("grid", name="Images").wait_for(timeout=60_000)
    yield Images(page)
    Api(lab).end_dashboards()
    assert page.errors == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_what_is_known_of_an_image_stands_beside_its_name(images, dark):
    if dark:
        in_the_dark(images.page)
    images.tab("Project")
    card = images.details("lens-pipeline-2026a")
    expect(card.get_by_text("Checksum (sha512)")).to_be_visible()
    beside = card.locator("dl.cj-facts").first.evaluate(BESIDE)
    assert len(beside) > 10
    assert all(beside)
    assert hindrances(images.page, ".cj-images") == []
    images.create("File on the notebook server")
    assert hindrances(images.page, ".cj-images") == []


def test_an_image_is_made_of_a_file_beside_the_notebooks_and_deleted(images, lab):
    (lab.log.parent / "survey.qcow2").write_bytes(with_data(3))
    images.create("File on the notebook server")
    form = images.form
    form.locator("option", has_text=re.compile(f"^{re.escape(str(lab.log.parent))}/$")).click()
    form.locator("option", has_text="survey.qcow2").click()
    expect(images.field("Image name")).to_have_value("survey")
    images.field("Login user").fill("ubuntu")
    images.submit()
    expect(images.row("survey")).to_contain_text("needs 3 GiB disk", timeout=20_000)
    card = images.details("survey")
    expect(card).to_contain_text("3 GiB root disk")
    images.menu("survey", "Delete")
    images.question.get_by_role("button", name="Delete survey").click()
    expect(images.row("survey")).to_have_count(0)


def test_an_upload_goes_on_after_the_page_was_reloaded(images, lab, tmp_path):
    file = tmp_path / "large.raw"
    file.write_bytes(RAW)
    with file.open("r+b") as out:
        out.truncate(400 << 20)
    page = images.page
    images.create("File on my computer")
    form = images.form
    until(lambda: TAB_ID in json.dumps(Api(lab)("/lab/api/workspaces/default")))
    choose(images, file)
    expect(form.locator(".cj-transfer")).to_contain_text(re.compile(r"[1-9][\d.]* MiB of 400 MiB"))
    page.reload()
    expect(form).to_contain_text(
        re.compile(r"of 400 MiB of large.raw have arrived. Choose the same file"), timeout=60_000
    )
    choose(images, file)
    expect(form).to_contain_text("large.raw has arrived on the notebook server.", timeout=60_000)
    images.field("Image name").fill("went-on")
    images.submit()
    expect(images.row("went-on")).to_contain_text("400 MiB", timeout=60_000)
