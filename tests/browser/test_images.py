"""Images in a real browser: brought in, watched, stopped, accepted, changed, taken home."""

import functools
import http.server
import re
import threading

import nbformat
import pytest
from playwright.sync_api import expect

from canfar_jupyter.demo import running as demo_running
from tests.browser.axe import hindrances
from tests.browser.images import Images
from tests.browser.servers import running
from tests.images.files import RAW, with_data


@pytest.fixture(scope="module")
def cloud(tmp_path_factory):
    """A demo cloud of this file's own: images come and go."""
    state = tmp_path_factory.mktemp("image-demo")
    yield demo_running.start(state, speed=10)
    demo_running.stop(state)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A folder that the page may use."""
    folder = tmp_path_factory.mktemp("files")
    (folder / "survey").mkdir()
    (folder / "survey" / "lens.qcow2").write_bytes(with_data(3))
    with (folder / "large.raw").open("wb") as large:
        large.truncate(3 << 30)  # takes half a minute to arrive, and no room here
    return folder


@pytest.fixture(scope="module")
def web(tmp_path_factory):
    """A web server on loopback: its address."""
    folder = tmp_path_factory.mktemp("web")
    (folder / "noble-server-cloudimg.qcow2").write_bytes(with_data(5))
    (folder / "page").write_text("<!DOCTYPE html><html></html>")

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=folder)
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def voila(cloud, files, tmp_path_factory):
    """A page with the images alone; it may use one folder."""
    folder = tmp_path_factory.mktemp("voila-images")
    notebook = nbformat.v4.new_notebook()
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    code = "import canfar_jupyter as cj\n\ncj.image_browser('demo')"
    notebook.cells.append(nbformat.v4.new_code_cell(code))
    nbformat.write(notebook, folder / "images.ipynb")
    command = ["voila", str(folder / "images.ipynb"), "--no-browser", "--port={port}"]
    command += ["--Voila.ip=127.0.0.1", "--template=canfar", "--Voila.token={token}"]
    env = {
        "OS_CLIENT_CONFIG_FILE": str(cloud.clouds_yaml),
        "CANFAR_JUPYTER_FOLDERS": str(files),
        "CANFAR_JUPYTER_NETWORKS": "127.0.0.1",
    }
    with running(command, env, folder, "/voila/static/dist/voila.js") as server:
        yield server


@pytest.fixture
def images(page, voila):
    page.goto(voila.url)
    page.get_by_role("grid", name="Images").wait_for(timeout=60_000)
    yield Images(page)
    assert page.errors == []


def test_an_image_is_created_from_an_address(images, web):
    images.create("Address on the web")
    form = images.page.locator(".cj-create")
    expect(form).to_contain_text("The cloud downloads it by itself")
    expect(form).to_contain_text("This page fetches from public addresses only.")
    images.field("Address").fill("http://169.254.169.254/latest/meta-data")
    images.submit()
    expect(form).to_contain_text("This page may not fetch from 169.254.169.254")
    images.field("Address").fill(f"{web}/page")
    images.submit()
    expect(form).to_contain_text("This is a web page, not a disk image.")
    images.field("Address").fill(f"{web}/noble-server-cloudimg.qcow2")
    expect(images.field("Image name")).to_have_value("noble-server-cloudimg")
    images.submit()
    images.tab("Project")
    expect(images.row("noble-server-cloudimg")).to_contain_text("active", timeout=20_000)
    expect(images.row("noble-server-cloudimg")).to_contain_text("Ubuntu 24.04")
    expect(images.page.get_by_text("The image noble-server-cloudimg is ready.")).to_be_visible()
    expect(form).to_have_count(0)


def test_an_upload_shows_its_progress_and_cancel_leaves_nothing(images):
    images.create("File on the notebook server")
    form = images.page.locator(".cj-create")
    form.locator("option", has_text="large.raw").click()
    expect(images.field("File")).to_have_value(re.compile("/large.raw$"))
    images.submit()
    going = images.page.locator(".cj-transfer")
    expect(going).to_contain_text("Making the image large")
    expect(going).to_contain_text(re.compile(r"MiB of 3\.0 GiB, \d+ MiB/s, \d+ (s|min) left"))
    images.tab("Project")
    expect(images.row("large")).to_contain_text("saving", timeout=20_000)
    images.button("Cancel Making the image large").click()
    expect(images.page.get_by_text("Making the image large was cancelled")).to_be_visible()
    expect(going).to_have_count(0)
    expect(images.row("large")).to_have_count(0)
    expect(images.field("Image name")).to_have_value("large")  # nothing typed is lost


def test_a_file_is_found_by_going_through_the_folders_and_no_others(images):
    images.create("File on the notebook server")
    form = images.page.locator(".cj-create")
    form.locator("option", has_text="survey/").click()
    form.locator("option", has_text="lens.qcow2").click()
    expect(images.field("Image name")).to_have_value("lens")
    images.field("File").fill("/etc/passwd")
    images.submit()
    expect(form).to_contain_text("/etc/passwd is outside the folders that this page may use.")
    form.locator("option", has_text="lens.qcow2").click()
    form.locator("option", has_text=".. (up)").click()
    form.locator("option", has_text="survey/").click()
    form.locator("option", has_text="lens.qcow2").click()
    expect(images.field("File")).to_have_value(re.compile("/survey/lens.qcow2$"))
    images.field("Image name").fill("<b>lens</b>")
    images.submit()
    images.tab("Project")
    expect(images.row("<b>lens</b>")).to_contain_text("active", timeout=20_000)


def test_a_file_of_ones_own_computer_comes_in_pieces(images, files):
    images.create("File of this computer")
    form = images.page.locator(".cj-create")
    with images.page.expect_file_chooser() as chooser:
        images.button("Choose a file of this computer").click()
    chooser.value.set_files({"name": "my-laptop.raw", "mimeType": "", "buffer": RAW * 12})
    expect(form).to_contain_text("my-laptop.raw is here.")
    expect(images.field("Image name")).to_have_value("my-laptop")
    images.submit()
    images.tab("Project")
    expect(images.row("my-laptop")).to_contain_text("12.0 MiB", timeout=20_000)


def test_an_offered_image_is_accepted(images):
    images.tab("Shared with me")
    expect(images.row("batch-worker-gpu")).to_contain_text("pending")
    images.button("Accept batch-worker-gpu").click()
    expect(images.row("batch-worker-gpu")).to_contain_text("active")
    expect(images.button("Launch batch-worker-gpu")).to_be_visible()


def test_an_image_is_changed_shared_taken_home_and_deleted(images, files, web):
    images.create("Address on the web")
    images.field("Address").fill(f"{web}/noble-server-cloudimg.qcow2")
    proposal = images.field("Image name")
    expect(proposal).to_have_value("noble-server-cloudimg")
    proposal.fill("to-work-on")
    images.submit()
    images.tab("Project")
    expect(images.row("to-work-on")).to_contain_text("active", timeout=20_000)
    card = images.details("to-work-on")
    expect(card).to_contain_text("no instance")

    card.get_by_role("button", name="Edit", exact=True).click()
    images.field("Login user").fill("ubuntu")
    images.field("Properties").fill("nonsense")
    images.button("Save changes").click()
    expect(card).to_contain_text("Write each property as NAME=VALUE")
    images.field("Properties").fill("os_distro=debian\nos_version=12")
    images.button("Save changes").click()
    expect(images.row("to-work-on")).to_contain_text("Debian 12")
    expect(card).to_contain_text("Login user")

    card.get_by_role("button", name="Share", exact=True).click()
    images.field("Project").fill("no-such-project")
    images.button("Share image").click()
    expect(card).to_contain_text("You can see no project named no-such-project.")
    images.field("Project").fill("lensing-batch")
    images.button("Share image").click()
    expect(card).to_contain_text("lensing-batch has not answered yet")
    images.button("Done").click()

    card.get_by_role("button", name="Download", exact=True).click()
    images.field("Folder or new file").fill(str(files))
    images.button("Download image").click()
    expect(images.page.get_by_text(f"The image is in {files}/to-work-on.qcow2.")).to_be_visible()
    assert (files / "to-work-on.qcow2").read_bytes() == with_data(5)

    card.get_by_role("button", name="Delete", exact=True).click()
    dialog = images.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Delete to-work-on").click()
    expect(images.row("to-work-on")).to_have_count(0)
    expect(card).to_have_count(0)


def test_images_are_found_however_they_are_written(images):
    images.tab("Public")
    images.page.get_by_label("Filter Images").fill("UBUNTU_24.04 Server-Cloud")
    expect(images.row("ubuntu-24.04-server-cloudimg")).to_be_visible()
    expect(images.row("debian-12-genericcloud")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_wrong_with_images_card_and_forms(page, voila, theme):
    page.goto(f"{voila.url}&theme={theme}")
    images = Images(page)
    page.get_by_role("grid", name="Images").wait_for(timeout=60_000)
    assert hindrances(page, ".cj-images") == []
    images.tab("Project")
    card = images.details("lens-pipeline-2026a")
    for form, shows in (("Edit", "Properties"), ("Share", "Project"), ("Download", "Folder")):
        card.get_by_role("button", name=form, exact=True).click()
        expect(card.get_by_label(shows).first).to_be_visible()
        assert hindrances(page, ".cj-images") == []
    for source in ("Address on the web", "File on the notebook server", "File of this computer"):
        images.create(source)
        assert hindrances(page, ".cj-images") == []
