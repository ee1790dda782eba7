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
def settings(tmp_path_factory):
    """Where the page keeps what is chosen, such as columns."""
    return tmp_path_factory.mktemp("settings")


@pytest.fixture(scope="module")
def voila(demo, files, settings, tmp_path_factory):
    """A page with the images alone; it may use one folder, and fetch from this computer."""
    env = {
        "OS_CLIENT_CONFIG_FILE": str(demo.clouds_yaml),
        "CANFAR_JUPYTER_FOLDERS": str(files),
        "CANFAR_JUPYTER_NETWORKS": "127.0.0.1",
        "XDG_CONFIG_HOME": str(settings),
    }
    with images_page("demo", tmp_path_factory.mktemp("voila-images"), env) as server:
        yield server


@pytest.fixture
def images(page, voila, settings):
    (settings / "canfar-jupyter" / "columns.json").unlink(missing_ok=True)
    images = Images(page)
    images.open(voila.url)
    yield images
    assert page.errors == []


def test_an_image_is_created_from_an_address(images, web):
    images.create("URL")
    form = images.form
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
    row = images.row("noble-server-cloudimg")
    expect(row).to_contain_text("Probably", timeout=20_000)  # only its name says what it is
    expect(row).to_contain_text("Ubuntu 24.04 (by its name)")
    expect(images.page.get_by_text("The image noble-server-cloudimg is ready.")).to_be_visible()
    expect(form).to_be_hidden()


def test_an_image_page_that_is_left_keeps_what_was_typed(images):
    images.create("URL")
    images.field("Address").fill("https://images.example.ca/noble.qcow2")
    images.field("Description").fill("for lenses")
    images.field("Description").press("Tab")
    images.to_the_list()
    expect(images.row("lens-pipeline-2026a")).to_be_visible()
    images.button("Add image").click()
    expect(images.field("Address")).to_have_value("https://images.example.ca/noble.qcow2")
    expect(images.field("Description")).to_have_value("for lenses")
    images.form.get_by_role("button", name="Cancel").click()
    images.button("Add image").click()
    expect(images.field("Address")).to_have_value("")
    images.button("Back to the list").focus()
    images.page.keyboard.press("Escape")
    expect(images.row("lens-pipeline-2026a")).to_be_visible()


def test_an_upload_shows_its_progress_and_cancel_leaves_nothing(images):
    images.create("File on the notebook server")
    form = images.form
    form.locator("option", has_text="large.raw").click()
    expect(images.field("File")).to_have_value(re.compile("/large.raw$"))
    images.submit()
    expect(form.locator(".cj-transfer")).to_contain_text("Creating the image large")
    images.to_the_list()
    row = images.row("large")
    expect(row).to_contain_text(re.compile(r"Uploading \d+ %"), timeout=20_000)
    expect(row).to_contain_text(re.compile(r"[KM]iB of 3 GiB, [\d.]+ [KM]iB/s, \d+ (s|min) left"))
    expect(images.page.locator(".cj-transfer:visible")).to_have_count(0)  # the row shows it
    images.button("Cancel large").click()
    expect(images.page.get_by_text("Creating the image large was cancelled")).to_be_visible()
    expect(row).to_have_count(0)
    images.button("Add image").click()
    expect(images.field("Image name")).to_have_value("large")  # nothing typed is lost


def test_a_file_is_found_by_going_through_the_folders_and_no_others(images):
    images.create("File on the notebook server")
    form = images.form
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
    expect(images.row("<b>lens</b>")).to_contain_text("needs 3 GiB disk", timeout=20_000)


def test_a_file_of_ones_own_computer_comes_in_pieces(images, files):
    images.create("File on my computer")
    form = images.form
    with images.page.expect_file_chooser() as chooser:
        images.button("Choose a file on this computer").click()
    chooser.value.set_files({"name": "my-laptop.raw", "mimeType": "", "buffer": RAW * 12})
    expect(form).to_contain_text("my-laptop.raw has arrived on the notebook server.")
    expect(images.field("Image name")).to_have_value("my-laptop")
    images.submit()
    expect(images.row("my-laptop")).to_contain_text("12 MiB", timeout=20_000)


def test_an_offered_image_is_accepted_and_stays_its_owners(images):
    offer = images.page.get_by_text("batch-worker-gpu is offered to this project by lensing-batch.")
    expect(offer).to_be_visible()
    images.tab("Shared with me")
    row = images.row("batch-worker-gpu")
    expect(row).to_contain_text("Offered")
    expect(images.button("Accept batch-worker-gpu")).to_be_visible()
    images.button("Accept").click()
    expect(row).to_contain_text("Yes")
    expect(row).to_contain_text("shared by lensing-batch")
    expect(images.button("Launch batch-worker-gpu")).to_be_visible()
    expect(offer).to_be_hidden()
    expect(images.page.get_by_text("batch-worker-gpu is accepted")).to_be_visible()
    panel = images.details("batch-worker-gpu")
    expect(panel).to_contain_text("lensing-batch, shared with this project")


def test_an_image_is_changed_shared_taken_home_and_deleted(images, files, web):
    images.create("URL")
    images.field("Address").fill(f"{web}/noble-server-cloudimg.qcow2")
    proposal = images.field("Image name")
    expect(proposal).to_have_value("noble-server-cloudimg")
    proposal.fill("to-work-on")
    images.submit()
    row = images.row("to-work-on")
    expect(row).to_contain_text("384 KiB", timeout=20_000)
    panel = images.details("to-work-on")
    expect(panel).to_contain_text("no instance")
    panel.get_by_role("tab", name="Used by").click()
    expect(panel).to_contain_text("No instance was launched from it.")

    panel.get_by_role("tab", name="Edit").click()
    images.field("Login user").fill("ubuntu")
    images.field("Properties").fill("nonsense")
    images.button("Save changes").click()
    expect(panel).to_contain_text("Write each property as NAME=VALUE")
    images.field("Properties").fill("os_distro=debian\nos_version=12")
    images.button("Save changes").click()
    expect(images.page.get_by_text("to-work-on is changed.")).to_be_visible()
    expect(row).to_contain_text("Debian 12")
    expect(row).to_contain_text("Yes")
    expect(panel.get_by_role("definition").filter(has_text=re.compile("^ubuntu$"))).to_be_visible()

    panel.get_by_role("tab", name="Share").click()
    images.field("Project").fill("no-such-project")
    images.button("Share image").click()
    expect(panel).to_contain_text("You can see no project named no-such-project.")
    images.field("Project").fill("lensing-batch")
    images.button("Share image").click()
    expect(panel).to_contain_text("lensing-batch has not answered yet")
    expect(panel).to_contain_text("to-work-on is offered to lensing-batch")
    expect(row).to_contain_text("shared with lensing-batch")

    panel.get_by_role("tab", name="Download").click()
    images.field("Folder or new file").fill(str(files))
    images.button("Download image").click()
    expect(images.page.get_by_text(f"The image is in {files}/to-work-on.qcow2.")).to_be_visible()
    assert (files / "to-work-on.qcow2").read_bytes() == with_data(5)

    images.menu("to-work-on", "Delete")
    images.question.get_by_role("button", name="Cancel").click()
    images.menu("to-work-on", "Delete")
    dialog = images.question
    dialog.get_by_role("button", name="Delete to-work-on").click()
    expect(row).to_have_count(0)
    expect(panel).to_be_hidden()
    expect(images.page.get_by_text("to-work-on is deleted.")).to_be_visible()


def test_a_panel_opens_as_a_page_and_closes_by_escape(images):
    images.tab("Project")
    row = images.row("lens-pipeline-2026a")
    panel = images.details("lens-pipeline-2026a")
    expect(panel.get_by_role("tab", name="Overview")).to_have_attribute("aria-selected", "true")
    row.focus()
    row.press("Enter")
    expect(row).to_be_hidden()
    panel.get_by_role("tab", name="Overview").focus()
    images.page.keyboard.press("Escape")
    expect(row).to_be_visible()
    panel.get_by_role("tab", name="Overview").focus()
    images.page.keyboard.press("Escape")
    expect(panel).to_be_hidden()


def test_images_are_found_however_they_are_written(images):
    images.tab("Public")
    images.page.get_by_label("Search Images").fill("UBUNTU_24.04 Server-Cloud")
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
    images.show_columns("OS", "Format", "Kind")

    def shows(stays, goes):
        expect(images.row(stays)).to_be_visible()
        expect(images.row(goes)).to_have_count(0)
        images.button("Clear filters").click()

    for column, wanted, stays, goes in (
        ("OS", "Debian", "planck-raw", "lens-pipeline-2026a"),
        ("Format", "raw", "planck-raw", "planck-kept"),
        ("Kind", "snapshot", "planck-kept", "planck-raw"),
        ("Ready to use?", "Yes", "lens-pipeline-2026a", "planck-kept"),
    ):
        images.filter(column).get_by_label(wanted).check()
        images.page.keyboard.press("Escape")
        shows(stays, goes)
    images.filter("Size").get_by_label("Size").fill("> 2 GiB")
    images.page.keyboard.press("Enter")
    shows("lens-pipeline-2026a", "planck-raw")


def test_a_deactivated_image_is_not_launched_until_it_is_reactivated(images):
    images.tab("Project")
    row, launch = images.row("lens-pipeline-2026a"), images.button("Launch lens-pipeline-2026a")
    images.menu("lens-pipeline-2026a", "Deactivate")
    expect(row).to_contain_text("Deactivated")
    expect(launch).to_have_attribute("aria-disabled", "true")
    expect(images.page.get_by_text("lens-pipeline-2026a is deactivated")).to_be_visible()
    images.menu("lens-pipeline-2026a", "Reactivate")
    expect(row).to_contain_text("Yes")
    expect(launch).not_to_have_attribute("aria-disabled", "true")


def test_a_name_of_255_characters_hides_no_button(images, cloud, voila, files):
    name = "n" * 255
    (files / "long.raw").write_bytes(RAW)
    cloud.create_image(name, path=files / "long.raw")
    images.page.set_viewport_size({"width": 900, "height": 1000})
    images.open(voila.url)
    images.tab("Project")
    panel = images.details(name)
    for tab, button in (
        ("Edit", "Save changes"),
        ("Share", "Share image"),
        ("Download", "Download image"),
    ):
        panel.get_by_role("tab", name=tab).click()
        expect(panel.get_by_role("button", name=button)).to_be_visible()
        box = panel.get_by_role("button", name=button).bounding_box()
        assert 0 <= box["x"] < box["x"] + box["width"] <= 900
    assert no_wider_than_the_page(images)
    panel.get_by_role("button", name="Back to the list").click()  # it took the whole width
    images.create("URL")
    images.field("Image name").fill(name)
    expect(images.form).to_contain_text("exists already")
    assert no_wider_than_the_page(images)
    images.to_the_list()
    images.menu(name, "Delete")
    dialog = images.question
    frame = dialog.bounding_box()
    for button in dialog.get_by_role("button").all():
        box = button.bounding_box()
        assert frame["x"] <= box["x"] < box["x"] + box["width"] <= frame["x"] + frame["width"]
    if folder := os.environ.get("CANFAR_TEST_PICTURES"):
        images.page.screenshot(path=f"{folder}/long-name.png")
    dialog.get_by_role("button", name="Delete").click()
    expect(images.row(name)).to_have_count(0)


@pytest.mark.parametrize("width", [480, 700, 1000, 2000])
def test_a_cell_of_any_width_has_everything(images, width):
    images.page.set_viewport_size({"width": width, "height": 900})
    images.tab("Project")
    for name in ("Add image", "Launch lens-pipeline-2026a"):
        expect(images.button(name)).to_be_in_viewport(ratio=1)
    assert no_wider_than_the_page(images)
    images.button("Launch lens-pipeline-2026a").click()
    expect(images.page.get_by_role("button", name="Launch", exact=True)).to_be_visible()


def no_wider_than_the_page(images):
    return images.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_wrong_with_images_panel_and_page(page, voila, theme):
    images = Images(page)
    images.open(f"{voila.url}&theme={theme}")
    assert hindrances(page, ".cj-images") == []
    images.tab("Project")
    panel = images.details("lens-pipeline-2026a")
    for tab, shows in (("Edit", "Properties"), ("Share", "Project"), ("Download", "Folder")):
        panel.get_by_role("tab", name=tab).click()
        expect(panel.get_by_label(shows).first).to_be_visible()
        assert hindrances(page, ".cj-images") == []
    panel.get_by_role("tab", name="Used by").click()
    assert hindrances(page, ".cj-images") == []
    images.button("Add image").click()
    for source in ("URL", "File on the notebook server", "File on my computer"):
        images.form.get_by_role("button", name=source).click()
        assert hindrances(page, ".cj-images") == []
