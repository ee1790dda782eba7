"""Files of the user's own computer, through a real browser into the cloud."""

import os
import re
import time
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.axe import hindrances
from tests.browser.images import Images, choose, images_page
from tests.images.files import RAW, with_data
from tests.support.cutting import cutting
from tests.support.demos import own_demo
from tests.support.waiting import of_page, until

MIB = 1 << 20
LARGE = 600 * MIB
demo = own_demo(speed=10)  # of its own: images come and go


@pytest.fixture(scope="module")
def spools(tmp_path_factory):
    """Where the kernels put what arrives."""
    return tmp_path_factory.mktemp("spools")


@pytest.fixture(scope="module")
def voila(demo, spools, tmp_path_factory):
    env = {"OS_CLIENT_CONFIG_FILE": str(demo.clouds_yaml), "TMPDIR": str(spools)}
    with images_page("demo", tmp_path_factory.mktemp("voila-upload"), env) as server:
        yield server


@pytest.fixture
def images(page, voila):
    images = Images(page)
    images.open(voila.url)
    yield images
    assert page.errors == []


def sparse(folder, name, start, size=LARGE):
    """Make a file that takes no room."""
    file = folder / name
    file.write_bytes(start)
    with file.open("r+b") as out:
        out.truncate(size)
    return file


@pytest.fixture
def way(voila):
    """The way from the browser to the server, which can be cut."""
    with cutting(int(voila.base.rpartition(":")[2])) as proxy:
        yield proxy


def arrived(spools):
    return sum(file.stat().st_size for file in spools.glob("canfar-upload-*/image"))


def kernel_of(spools):
    """Return the process that has the arriving file open, and its memory in MiB."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if any(str(f.readlink()).startswith(str(spools)) for f in process.glob("fd/*")):
                return process
    return None


def most_memory(process):
    """Return the most memory it ever had, MiB."""
    kib = re.search(r"VmHWM:\s+(\d+)", (process / "status").read_text())
    return int(kib[1]) / 1024


def seconds_of_work(process):
    fields = (process / "stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_a_file_larger_than_512_mib_becomes_an_image_and_no_memory_grows_by_it(
    images, spools, tmp_path, capsys
):
    file = sparse(tmp_path, "survey.raw", RAW)
    images.create("File on my computer")
    began = time.monotonic()
    form = choose(images, file)
    wait = of_page(images.page)
    until(lambda: arrived(spools) == LARGE, "all has arrived", pause=wait)
    seconds = time.monotonic() - began
    kernel = kernel_of(spools)
    most, work = most_memory(kernel), seconds_of_work(kernel)
    with capsys.disabled():
        print(  # noqa: T201
            f"\n600 MiB in {seconds:.1f} s: {LARGE / MIB / seconds:.0f} MiB/s; kernel: at most "
            f"{most:.0f} MiB, {work:.1f} s of CPU since it began"
        )
    assert most < 300
    expect(form).to_contain_text("Format: raw, minimum disk 1 GiB.")
    images.field("Image name").fill("survey-2026")
    images.submit()
    expect(images.row("survey-2026")).to_contain_text("600 MiB", timeout=60_000)
    expect(images.page.get_by_text("The image survey-2026 is ready.")).to_be_visible(timeout=60_000)
    until(lambda: arrived(spools) == 0, "the file is removed", pause=wait)


def test_an_upload_goes_on_after_the_connection_was_cut(page, voila, way, spools, tmp_path):
    images = Images(page)
    images.open(f"http://127.0.0.1:{way.port}/?token={voila.token}")
    images.create("File on my computer")
    size = 150 * MIB
    form = choose(images, sparse(tmp_path, "cut.raw", RAW, size))
    images.submit()
    wait = of_page(images.page)
    until(lambda: arrived(spools) > 30 * MIB, "a part has arrived", pause=wait)
    way.cut()
    expect(form).to_contain_text("the upload goes on by itself once it does")
    there = arrived(spools)
    assert MIB < there < size
    way.mend()
    passed = way.passed
    until(lambda: arrived(spools) > there, "it goes on", pause=wait)
    expect(images.page.get_by_text("The image cut is ready.")).to_be_visible(timeout=60_000)
    assert way.passed - passed < size - there + 20 * MIB  # not from the beginning
    expect(images.row("cut")).to_contain_text("150 MiB")


def test_a_cancelled_upload_leaves_nothing_and_another_file_can_be_chosen(images, spools, tmp_path):
    images.create("File on my computer")
    form = choose(images, sparse(tmp_path, "wrong.raw", RAW, 8 * LARGE))
    expect(images.button("Choose a file on this computer")).to_be_disabled()
    images.button("Cancel Uploading wrong.raw").click()
    expect(form).to_contain_text("The upload of wrong.raw was cancelled.")
    assert arrived(spools) == 0
    form = choose(images, sparse(tmp_path, "right.qcow2", with_data(3), 4 * MIB))
    expect(form).to_contain_text("Format: qcow2, minimum disk 3 GiB.")
    expect(form).to_contain_text("right.qcow2 has arrived on the notebook server.")
    form.get_by_role("button", name="Cancel", exact=True).click()
    expect(form).to_be_hidden()
    wait = of_page(images.page)
    until(lambda: not list(spools.glob("canfar-upload-*")), "it is removed", pause=wait)


def test_a_file_that_changes_under_way_is_said(images, spools, tmp_path):
    images.create("File on my computer")
    file = sparse(tmp_path, "growing.raw", RAW, 4 * LARGE)
    form = choose(images, file)
    wait = of_page(images.page)
    until(lambda: arrived(spools) > 2 * MIB, "a part has arrived", pause=wait)
    with file.open("ab") as out:
        out.write(b"more")
    expect(form).to_contain_text("growing.raw has changed, was moved, or cannot be read any more.")
    until(lambda: arrived(spools) == 0, "nothing of it is kept", pause=wait)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_bytes_that_nothing_starts_from_are_warned_of_while_they_are_sent(
    page, voila, spools, tmp_path, theme
):
    images = Images(page)
    images.open(f"{voila.url}&theme={theme}")
    images.create("File on my computer")
    name = f"{'noise' * 40}.raw"  # long, and without a place to break it
    form = choose(images, sparse(tmp_path, name, os.urandom(8 * MIB), 8 * LARGE))
    expect(form).to_contain_text("These bytes have no partition table, file system or boot sector")
    words = re.compile(r"[\d.]+ [MG]iB of 4.7 GiB, [\d.]+ [KM]iB/s, \d+ (s|min) left")
    expect(form.locator(".cj-transfer")).to_contain_text(words)
    images.field("Image name").fill("n" * 255)
    images.submit()
    for label in ("Waiting for the upload...", "Cancel"):
        expect(form.get_by_role("button", name=label, exact=True)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert hindrances(page, ".cj-images") == []
    if folder := os.environ.get("CANFAR_TEST_PICTURES"):
        page.screenshot(path=f"{folder}/upload-{theme}.png", full_page=True)
    images.button(f"Cancel Uploading {name}").click()
    expect(form).to_contain_text(f"The upload of {name} was cancelled.")
