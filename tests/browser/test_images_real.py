"""Images of the real OpenStack in a real browser: brought in, stopped, accepted."""

import re

import pytest
from playwright.sync_api import expect

from canfar_jupyter.cloud import connect
from tests.browser.images import Images, images_page
from tests.images.files import RAW, with_data
from tests.support.web import served


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A folder that the page may use, and that is on the web, too."""
    folder = tmp_path_factory.mktemp("files")
    (folder / "noble-server-cloudimg.qcow2").write_bytes(with_data(5))
    with (folder / "large.raw").open("wb") as large:
        large.truncate(2 << 30)
    return folder


@pytest.fixture(scope="module")
def voila(real, files, tmp_path_factory):
    env = {
        "OS_CLIENT_CONFIG_FILE": str(real.clouds_yaml),
        "CANFAR_JUPYTER_FOLDERS": str(files),
        "CANFAR_JUPYTER_NETWORKS": "127.0.0.1",
    }
    with images_page("real", tmp_path_factory.mktemp("voila-real"), env) as server:
        yield server


@pytest.fixture
def clouds(real, monkeypatch):
    """The project of the page and another one; images that a test made are deleted."""
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(real.clouds_yaml))
    ours, other = connect("real"), connect("real-other")
    before = {cloud: set(cloud.images().index) for cloud in (ours, other)}
    yield ours, other
    for cloud in (other, ours):
        images = cloud.images()
        for id_ in images.index[images["tab"] == "project"]:
            if id_ not in before[cloud]:
                cloud.delete_image(id_)


def test_images_are_made_of_an_address_and_of_a_file_stopped_and_accepted(
    page, voila, clouds, files, tmp_path
):
    ours, other = clouds
    (tmp_path / "disk.raw").write_bytes(RAW)
    offered = other.create_image("from-the-others", path=tmp_path / "disk.raw")
    other.share_image(offered, ours.identity.project)
    images = Images(page)
    images.open(voila.url)

    images.create("URL")
    form = images.form
    expect(form).to_contain_text("The cloud downloads it itself")
    with served(files) as web:
        images.field("Address").fill(f"{web}/noble-server-cloudimg.qcow2")
        expect(images.field("Image name")).to_have_value("noble-server-cloudimg")
        images.submit()
        row = images.row("noble-server-cloudimg")
        expect(row).to_contain_text("Probably", timeout=60_000)  # only its name says what it is
    expect(form).to_be_hidden()

    images.create("File on the notebook server")
    form.locator("option", has_text="large.raw").click()
    images.submit()
    images.to_the_list()
    row = images.row("large")
    expect(row).to_contain_text(
        re.compile(r"[KM]iB of 2 GiB, [\d.]+ [KM]iB/s, \d+ (s|min) left"), timeout=60_000
    )
    images.button("Cancel large").click()
    expect(page.get_by_text("Creating the image large was cancelled")).to_be_visible(timeout=60_000)
    expect(row).to_have_count(0)
    assert "large" not in set(ours.images()["name"])

    images.tab("Shared with me")
    expect(images.row("from-the-others")).to_contain_text("Offered")
    images.button("Accept from-the-others").click()
    expect(images.button("Launch from-the-others")).to_be_visible()
    assert [member.status for member in other.image_members(offered)] == ["accepted"]
    assert page.errors == []
