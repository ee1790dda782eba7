"""What a user does wrong gets a sentence and what to do; nothing typed is lost."""

import re
from pathlib import Path

import nbformat
import pytest
import yaml
from playwright.sync_api import expect

from tests.browser.main_job import FLAVOR, IMAGE, MainJob
from tests.browser.servers import free_port, running
from tests.support.demos import own_demo

# Of its own: others open ports and add keys in the shared one
demo = own_demo(speed=10)


@pytest.fixture(scope="module")
def voila_on_bad_clouds(demo, tmp_path_factory):
    """A page with four dashboards: three of clouds that cannot be used, one that can."""
    folder = tmp_path_factory.mktemp("voila")
    clouds = yaml.safe_load(demo.clouds_yaml.read_text())["clouds"]
    wrong = {**clouds["demo"], "auth": {**clouds["demo"]["auth"], "password": "wrong"}}
    nowhere = f"http://127.0.0.1:{free_port()}/v3"
    unreachable = {**clouds["demo"], "auth": {**clouds["demo"]["auth"], "auth_url": nowhere}}
    clouds |= {"wrong-password": wrong, "unreachable": unreachable}
    (folder / "clouds.yaml").write_text(yaml.safe_dump({"clouds": clouds}))
    notebook = nbformat.v4.new_notebook()
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    for name in ("wrong-password", "unreachable", "missing", "demo"):
        code = f"import canfar_jupyter as cj\n\ncj.dashboard({name!r})"
        notebook.cells.append(nbformat.v4.new_code_cell(code))
    nbformat.write(notebook, folder / "bad.ipynb")
    command = ["voila", str(folder / "bad.ipynb"), "--no-browser", "--port={port}"]
    command += ["--Voila.ip=127.0.0.1", "--template=canfar", "--Voila.token={token}"]
    env = {"OS_CLIENT_CONFIG_FILE": str(folder / "clouds.yaml")}
    with running(command, env, Path(folder), "/voila/static/dist/voila.js") as server:
        yield server


@pytest.fixture
def opened(page, voila_on_bad_clouds):
    page.goto(voila_on_bad_clouds.url)
    page.locator(".cj-dashboard").wait_for(timeout=60_000)
    return page


def test_a_cloud_that_cannot_be_used_says_why_and_what_to_do(opened):
    again = opened.get_by_role("button", name="Try again")
    cards = opened.locator(".cj-card").filter(has=again)
    expect(cards).to_have_count(3, timeout=30_000)
    wrong, unreachable, missing = (cards.nth(n) for n in range(3))
    expect(wrong).to_contain_text("Check user name, password, project")
    expect(unreachable).to_contain_text(re.compile("Check the URL"))
    expect(missing).to_contain_text("There is no cloud 'missing'")
    for card in (wrong, unreachable, missing):
        expect(card.get_by_role("button", name="Try again")).to_be_visible()
        expect(card.get_by_role("button", name="Use the demo cloud")).to_be_visible()
    assert "Traceback" not in opened.locator("body").inner_text()


def test_the_form_says_what_is_wrong_beside_each_field(opened):
    job = MainJob(opened, opened.locator(".cj-dashboard"), "never")
    form = job.inside.locator(".cj-launch")
    launch = job.button(re.compile("^Launch$"))
    job.choose_the_image()

    name = job.inside.get_by_role("textbox", name="Name", exact=True)
    expect(name).to_have_value(re.compile("^ubuntu-"))  # the proposal has come
    name.fill("x" * 256)
    expect(form).to_contain_text("The name has 256 characters; Nova accepts 255.")
    expect(launch).to_be_disabled()
    name.fill("never")

    job.flavor("t1-0.5gb").check()
    expect(form).to_contain_text("The image needs a 20 GiB root disk; this has 1 GiB.")
    expect(launch).to_be_disabled()
    job.choose_the_flavor()
    expect(launch).to_be_enabled()

    key = job.inside.get_by_label("Public key", exact=True)
    if not key.is_visible():
        job.button("Add a key").click()
    key.fill("ssh-ed25519 AAAAbroken")
    job.inside.get_by_label("Key name", exact=True).fill("broken")
    job.button("Add key").click()
    expect(form).to_contain_text("This public key is damaged")
    expect(key).to_have_value("ssh-ed25519 AAAAbroken")

    expect(form).to_contain_text("Port 22 is closed")
    expect(name).to_have_value("never")
    expect(job.inside.get_by_role("combobox", name="Image", exact=True)).to_have_value(
        re.compile(IMAGE)
    )
    expect(job.flavor(FLAVOR)).to_be_checked()


def test_a_quota_that_is_reached_is_said_before_anything_is_sent(opened):
    job = MainJob(opened, opened.locator(".cj-dashboard"), "never")
    job.choose_the_image()
    job.flavor("c16-60gb-392").check()
    job.inside.get_by_role("textbox", name="Name", exact=True).fill("large-one")
    job.button(re.compile("^Launch$")).click()
    expect(job.row("Instances", "large-one")).to_be_visible()
    job.open_the_form()
    job.flavor("c8-30gb-186").check()
    expect(job.inside.locator(".cj-launch")).to_contain_text("4 cores left; this needs 8.")
    expect(job.button(re.compile("^Launch$"))).to_be_disabled()
    job.open_tab("Instances")
    job.choose("large-one", "Terminate")
    opened.get_by_role("alertdialog").get_by_role("button", name="Terminate large-one").click()
    expect(job.row("Instances", "large-one")).to_have_count(0, timeout=30_000)
