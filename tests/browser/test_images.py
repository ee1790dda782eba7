"""Images in a real browser: brought in, watched, stopped, accepted, changed, taken home."""

import os
import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import hindrances
from tests.browser.images import Images, images_page
from tests.images.files import RAW, with_data
from tests.support.demos import own_demo
from tests.support.web import served

# Of its own: images come and go
demo = own_demo(speed=10)


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

    with served(folder) as address:
        yield address


@pytest.fixture(scope="module")
def voila(demo, files, tmp_path_factory):
    """A page with the images alone; it may use one folder, and fetch from this computer."""
    env = {
        "OS_CLIENT_CONFIG_FILE": str(demo.clouds_yaml),
        "CANFAR_JUPYTER_FOLDERS": str(files),
        "CANFAR_JUPYTER_NETWORKS": "127.0.0.1",
    }
    with images_page("demo", tmp_path_factory.mktemp("voila-images"), env) as server:
        yield server


@pytest.fixture
def images(page, voila):
    images = Images(page)
    images.open(voila.url)
    yield images
    assert page.errors == []


def test_an_image_is_created_from_an_address(images, web):
    images.create("URL")
    form = images.page.locator(".cj-create")
    expect(form).to_contain_text("The cloud downloads it itself")
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
    expect(going).to_contain_text("Creating the image large")
    expect(going).to_contain_text(re.compile(r"[KM]iB of 3 GiB, [\d.]+ [KM]iB/s, \d+ (s|min) left"))
    images.tab("Project")
    expect(images.row("large")).to_contain_text("saving", timeout=20_000)
    images.button("Cancel Creating the image large").click()
    expect(images.page.get_by_text("Creating the image large was cancelled")).to_be_visible()
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
    images.create("File on my computer")
    form = images.page.locator(".cj-create")
    with images.page.expect_file_chooser() as chooser:
        images.button("Choose a file on this computer").click()
    chooser.value.set_files({"name": "my-laptop.raw", "mimeType": "", "buffer": RAW * 12})
    expect(form).to_contain_text("my-laptop.raw has arrived on the notebook server.")
    expect(images.field("Image name")).to_have_value("my-laptop")
    images.submit()
    images.tab("Project")
    expect(images.row("my-laptop")).to_contain_text("12 MiB", timeout=20_000)


def test_an_offered_image_is_accepted(images):
    images.tab("Shared with me")
    expect(images.row("batch-worker-gpu")).to_contain_text("pending")
    images.button("Accept batch-worker-gpu").click()
    expect(images.row("batch-worker-gpu")).to_contain_text("active")
    expect(images.button("Launch batch-worker-gpu")).to_be_visible()


def test_an_image_is_changed_shared_taken_home_and_deleted(images, files, web):
    images.create("URL")
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


def test_images_are_filtered_by_system_format_size_and_kind(images, cloud, voila, files):
    (files / "planck.raw").write_bytes(RAW)
    cloud.create_image("planck-raw", path=files / "planck.raw", properties={"os_distro": "debian"})
    kept = {"image_type": "snapshot"}
    cloud.create_image("planck-kept", path=files / "survey" / "lens.qcow2", properties=kept)
    images.open(voila.url)
    images.tab("Project")
    expect(images.row("planck-raw")).to_be_visible()

    def shows(stays, goes):
        expect(images.row(stays)).to_be_visible()
        expect(images.row(goes)).to_have_count(0)
        images.button("Clear filters").click()

    for column, wanted, stays, goes in (
        ("OS", "Debian", "planck-raw", "lens-pipeline-2026a"),
        ("Format", "raw", "planck-raw", "planck-kept"),
        ("Kind", "snapshot", "planck-kept", "planck-raw"),
        ("Supported", "yes", "lens-pipeline-2026a", "planck-kept"),
    ):
        images.filter(column).get_by_label(wanted).check()
        images.page.keyboard.press("Escape")
        shows(stays, goes)
    images.filter("Size").get_by_label("Size").fill("> 2 GiB")
    images.page.keyboard.press("Enter")
    shows("lens-pipeline-2026a", "planck-raw")


def test_a_deactivated_image_is_not_launched_until_it_is_reactivated(images):
    images.tab("Project")
    card = images.details("lens-pipeline-2026a")
    card.get_by_role("button", name="Deactivate").click()
    expect(images.row("lens-pipeline-2026a")).to_contain_text("deactivated")
    expect(images.button("Launch lens-pipeline-2026a")).to_have_attribute("aria-disabled", "true")
    card.get_by_role("button", name="Reactivate").click()
    expect(images.row("lens-pipeline-2026a")).not_to_contain_text("deactivated")
    expect(images.button("Launch lens-pipeline-2026a")).not_to_have_attribute(
        "aria-disabled", "true"
    )


def test_a_name_of_255_characters_hides_no_button(images, cloud, voila, files):
    name = "n" * 255
    (files / "long.raw").write_bytes(RAW)
    cloud.create_image(name, path=files / "long.raw")
    images.page.set_viewport_size({"width": 900, "height": 1000})
    images.open(voila.url)
    images.tab("Project")
    card = images.details(name)
    for form, button in (
        ("Edit", "Save changes"),
        ("Share", "Share image"),
        ("Download", "Download image"),
    ):
        card.get_by_role("button", name=form, exact=True).click()
        box = card.get_by_role("button", name=button).bounding_box()
        assert 0 <= box["x"] < box["x"] + box["width"] <= 900
    assert images.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    images.create("URL")
    images.field("Image name").fill(name)
    expect(images.page.locator(".cj-create")).to_contain_text("exists already")
    assert images.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    card.get_by_role("button", name="Delete", exact=True).click()
    dialog = images.page.get_by_role("dialog")
    frame = dialog.bounding_box()
    for button in dialog.get_by_role("button").all():
        box = button.bounding_box()
        assert frame["x"] <= box["x"] < box["x"] + box["width"] <= frame["x"] + frame["width"]
    if folder := os.environ.get("CANFAR_TEST_PICTURES"):
        images.page.screenshot(path=f"{folder}/long-name.png")
    dialog.get_by_role("button", name="Delete").click()
    expect(images.row(name)).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_wrong_with_images_card_and_forms(page, voila, theme):
    images = Images(page)
    images.open(f"{voila.url}&theme={theme}")
    assert hindrances(page, ".cj-images") == []
    images.tab("Project")
    card = images.details("lens-pipeline-2026a")
    for form, shows in (("Edit", "Properties"), ("Share", "Project"), ("Download", "Folder")):
        card.get_by_role("button", name=form, exact=True).click()
        expect(card.get_by_label(shows).first).to_be_visible()
        assert hindrances(page, ".cj-images") == []
    for source in ("URL", "File on the notebook server", "File on my computer"):
        images.create(source)
        assert hindrances(page, ".cj-images") == []
