"""Images onto this computer: whole, resumed, compared, never over another file."""

import errno
import hashlib
import os
import time
from pathlib import Path

import pytest

from canfar_jupyter.cloud import service_of
from canfar_jupyter.cloud.images import download
from canfar_jupyter.cloud.images.transfer import Pace
from canfar_jupyter.errors import Cancelled, CloudFailure, Conflict, Invalid, Unreachable

from .files import RAW, with_data

BIG = RAW * 8


@pytest.fixture
def image(cloud, file):
    return cloud.create_image("take/../home <b>", path=file(BIG))


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "downloads"
    folder.mkdir()
    return folder


def test_an_image_comes_as_it_is_with_progress(cloud, image, folder):
    steps = []
    path = cloud.download_image(image, folder / "disk.img", lambda *step: steps.append(step))
    assert path.read_bytes() == BIG
    assert steps[-1] == (len(BIG), len(BIG))
    assert names(folder) == ["disk.img"]


def test_into_a_folder_it_gets_a_name_that_every_disk_takes(cloud, image, folder, file):
    assert cloud.download_image(image, folder).name == "take-..-home-b.img"
    qcow2 = cloud.create_image("snap.qcow2", path=file(with_data()))
    assert cloud.download_image(qcow2, folder).name == "snap.qcow2"


def names(folder):
    return [path.name for path in folder.iterdir()]


def part_of(folder, image):
    return folder / f".disk.img.{image}.part"


def test_a_download_goes_on_where_it_stopped(cloud, image, folder):
    part_of(folder, image).write_bytes(BIG[: len(RAW)])
    steps = []
    path = cloud.download_image(image, folder / "disk.img", lambda *step: steps.append(step))
    assert path.read_bytes() == BIG
    assert steps[0][0] > len(RAW)
    assert names(folder) == ["disk.img"]


@pytest.mark.parametrize("left", [BIG[:1000] + b"?" + BIG[1001 : len(RAW)], BIG + b"?"])
def test_what_is_left_of_something_else_is_not_taken_for_the_image(cloud, image, folder, left):
    part_of(folder, image).write_bytes(left)
    with pytest.raises(CloudFailure):
        cloud.download_image(image, folder / "disk.img")
    assert names(folder) == []
    assert cloud.download_image(image, folder / "disk.img").read_bytes() == BIG


def test_a_connection_that_breaks_is_made_again(cloud, image, folder, fault):
    for _ in range(5):
        fault(method="GET", path=".*/file", cut=len(RAW))
    assert cloud.download_image(image, folder / "disk.img").read_bytes() == BIG


def test_a_connection_that_always_breaks_leaves_what_has_come(cloud, image, folder, fault):
    fault(method="GET", path=".*/file", cut=3 * len(RAW))
    fault(method="GET", path=".*/file", cut=0, times=20)
    with pytest.raises(Unreachable, match="broke off at 3") as caught:
        cloud.download_image(image, folder / "disk.img")
    assert "resumes where it stopped" in caught.value.hint
    assert part_of(folder, image).stat().st_size == 3 * len(RAW)


def test_a_cloud_that_knows_no_ranges_sends_all_again(cloud, image, folder, fault):
    part_of(folder, image).write_bytes(BIG[:1_500_000])
    row = cloud.image_details(image)
    fault(method="GET", path=".*/file", status=200, body="A" * row["size"])
    with pytest.raises(CloudFailure, match="do not match the checksum"):
        cloud.download_image(image, folder / "disk.img")


def test_a_cancelled_download_leaves_nothing(cloud, image, folder):
    def stop(_done, _total):
        raise Cancelled("You stopped it.")

    with pytest.raises(Cancelled):
        cloud.download_image(image, folder / "disk.img", stop)
    assert names(folder) == []


def test_another_file_is_never_replaced(cloud, image, folder):
    (folder / "disk.img").write_bytes(b"mine")
    with pytest.raises(Conflict, match="already") as caught:
        cloud.download_image(image, folder / "disk.img")
    assert caught.value.field == "path"

    def come(_done, _total):
        (folder / "late.img").write_bytes(b"mine")

    with pytest.raises(Conflict, match="already"):
        cloud.download_image(image, folder / "late.img", come)
    assert (folder / "late.img").read_bytes() == b"mine"


def test_a_place_that_is_none_is_said_so(cloud, image, folder):
    with pytest.raises(Invalid, match="There is no folder") as caught:
        cloud.download_image(image, folder / "nowhere" / "disk.img")
    assert caught.value.field == "path"


def test_no_room_on_the_disk_is_said_before_anything_is_asked(cloud, image, folder, monkeypatch):
    usage = download.shutil.disk_usage(folder)._replace(free=1000)
    monkeypatch.setattr(download.shutil, "disk_usage", lambda _path: usage)
    with pytest.raises(Invalid, match="There is not enough space") as caught:
        cloud.download_image(image, folder)
    assert caught.value.field == "path"
    assert names(folder) == []


def test_a_disk_that_fills_up_on_the_way_is_said_so(cloud, image, folder):
    """/dev/full takes nothing, as a full disk does."""
    (folder / ".full.img.part").symlink_to("/dev/full")
    image_row = cloud.image_details(image)
    with pytest.raises(Invalid, match="cannot be written to: No space left"):
        download._fill(
            service_of(cloud).client, image_row, folder / ".full.img.part", Pace(None), time.sleep
        )


def test_an_image_without_data_is_said_so(cloud, folder, demo_only):
    """The demo's public images are descriptions only."""
    images = cloud.images()
    public = images.index[images["tab"] == "public"][0]
    with pytest.raises(Conflict, match="no data for this image"):
        cloud.download_image(public, folder)
    assert not [name for name in names(folder) if name.endswith(".img")]


def test_the_checksum_is_that_of_the_cloud(cloud, image, folder):
    path = cloud.download_image(image, folder / "disk.img")
    digest = hashlib.sha512(path.read_bytes()).hexdigest()
    assert digest == cloud.image_details(image)["os_hash_value"]


@pytest.mark.parametrize("code", [errno.EPERM, errno.EOPNOTSUPP, errno.EXDEV, errno.EMLINK])
def test_a_file_system_without_links_gets_the_file(cloud, image, folder, monkeypatch, code):
    def link(*_):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "link", link)
    path = cloud.download_image(image, folder / "disk.img")
    assert path.read_bytes() == BIG
    assert [path.name for path in folder.iterdir()] == ["disk.img"]


def test_a_file_that_comes_meanwhile_is_not_replaced_without_links_either(
    cloud, image, folder, monkeypatch
):
    def link(_, target):
        Path(target).write_text("mine")
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", link)
    with pytest.raises(Conflict, match=r"The file .* already exists"):
        cloud.download_image(image, folder / "disk.img")
    assert (folder / "disk.img").read_text() == "mine"


def test_a_file_system_that_takes_no_such_name_is_a_sentence(cloud, image, folder, monkeypatch):
    def refuse(*_):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(os, "link", refuse)
    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(Invalid, match="cannot be written: Read-only file system") as caught:
        cloud.download_image(image, folder / "disk.img")
    assert caught.value.field == "path"
    assert not (folder / "disk.img").exists()
