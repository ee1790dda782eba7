"""Images from the web: by the cloud where it can, else through this computer."""

import hashlib
import time

import pytest

from canfar_jupyter.cloud.images import web_download
from canfar_jupyter.errors import Cancelled, CloudFailure, Invalid, NotFound, Unreachable

from .files import PACKERS, RAW, backed, with_data

BIG = RAW * 24


def downloads(web, name):
    """How often a file was fetched."""
    return web.asked.count(f"/{name}")


def test_the_cloud_says_whether_it_downloads_by_itself(cloud):
    assert web_download.METHOD in cloud.import_methods()


def test_the_cloud_downloads_and_what_it_has_is_compared(cloud, web):
    content = with_data(5)
    url = web.put("disk.qcow2", content)
    steps = []
    id_ = cloud.create_image(
        "by-cloud", url=url, progress=lambda done, total: steps.append((done, total))
    )
    row = cloud.images().loc[id_]
    assert (row["status"], row["size"], row["min_disk_gib"]) == ("active", len(content), 5)
    assert downloads(web, "disk.qcow2") == 2  # its beginning was looked at here
    assert steps[-1] == (len(content), len(content))


def test_it_comes_through_this_computer_when_that_is_asked_for(cloud, web):
    url = web.put("disk.raw", BIG)
    id_ = cloud.create_image("by-us", url=url, via="notebook")
    assert cloud.images().loc[id_, "size"] == len(BIG)
    assert downloads(web, "disk.raw") == 1


def test_it_comes_through_this_computer_when_the_cloud_does_not_download(cloud, web, fault):
    for _ in range(2):
        fault(path=".*/info/import", status=200, body='{"import-methods": {"value": []}}')
    id_ = cloud.create_image("by-us", url=web.put("disk.raw", RAW))
    assert cloud.images().loc[id_, "size"] == len(RAW)
    with pytest.raises(Invalid, match="does not download") as caught:
        cloud.create_image("by-cloud", url=f"{web.url}/disk.raw", via="cloud")
    assert caught.value.field == "via"


def test_it_comes_through_this_computer_when_the_cloud_may_not_go_there(cloud, web, ours, fault):
    body = "<html><body><h1>400</h1>URI for web-download does not pass filtering</body></html>"
    url = web.put("disk.raw", RAW)
    fault(method="POST", path=".*/import", status=400, body=body)
    id_ = cloud.create_image("by-us", url=url)
    assert cloud.images().loc[id_, "size"] == len(RAW)
    fault(method="POST", path=".*/import", status=400, body=body)
    with pytest.raises(Invalid, match="does not pass filtering"):
        cloud.create_image("by-cloud", url=url, via="cloud")
    assert ours() == ["by-us"]


@pytest.mark.parametrize("kind", PACKERS)
def test_a_compressed_download_is_unpacked_on_the_way(cloud, web, kind):
    id_ = cloud.create_image("packed", url=web.put(f"disk.{kind}", PACKERS[kind](BIG)))
    assert cloud.images().loc[id_, "size"] == len(BIG)
    with pytest.raises(Invalid, match="would not unpack it"):
        cloud.create_image("packed", url=f"{web.url}/disk.{kind}", via="cloud")


def sums(algorithm, content, name="disk.raw"):
    return f"{'0' * 64} *other.raw\n{hashlib.new(algorithm, content).hexdigest()} *{name}\n"


LISTS = {
    "SHA256SUMS": lambda content: sums("sha256", content),
    "SHA512SUMS": lambda content: sums("sha512", content),
    "disk.raw.sha256": lambda content: hashlib.sha256(content).hexdigest(),
    "CHECKSUM": lambda content: f"SHA256 (disk.raw) = {hashlib.sha256(content).hexdigest()}\n",
}


@pytest.mark.parametrize("via", ["cloud", "notebook"])
@pytest.mark.parametrize("name", LISTS)
def test_a_checksum_beside_the_file_is_compared(cloud, web, ours, name, via):
    url = web.put("disk.raw", BIG)
    web.put(name, LISTS[name](BIG))
    cloud.create_image("right", url=url, via=via)
    web.put(name, LISTS[name](RAW))
    with pytest.raises((Invalid, CloudFailure), match="not what"):
        cloud.create_image("wrong", url=url, via=via)
    assert ours() == ["right"]


def test_the_checksum_of_a_compressed_file_is_that_of_the_file(cloud, web):
    packed = PACKERS["gz"](BIG)
    web.put("SHA256SUMS", sums("sha256", packed, "disk.raw.gz"))
    id_ = cloud.create_image("packed", url=web.put("disk.raw.gz", packed))
    assert cloud.images().loc[id_, "size"] == len(BIG)


@pytest.mark.parametrize(
    ("name", "content", "kind", "words"),
    [
        ("nope.raw", None, NotFound, "has no such file"),
        ("private.raw", None, Invalid, "does not allow anonymous access"),
        ("page", "<!doctype html><html>not here</html>", Invalid, "web page"),
        ("empty.raw", "", Invalid, "It is empty"),
        ("backed.qcow2", backed(), Invalid, "backing file"),
        ("cut.qcow2", with_data()[:300], Invalid, "ends too early"),
    ],
)
@pytest.mark.parametrize("via", [None, "notebook"])
def test_what_is_no_image_is_said_before_anything_is_made(
    cloud, web, ours, name, content, kind, words, via
):
    if content is not None:
        web.put(name, content)
    with pytest.raises(kind, match=words) as caught:
        cloud.create_image("wrong", url=f"{web.url}/{name}", via=via)
    assert caught.value.hint
    assert ours() == []


@pytest.mark.parametrize(
    "url", ["", "nonsense", "ftp://127.0.0.1/x", "file:///etc/passwd", "http://["]
)
def test_what_is_no_address_is_said_beside_its_field(cloud, url, ours):
    with pytest.raises(Invalid, match=r"is not an http\(s\) URL") as caught:
        cloud.create_image("wrong", url=url)
    assert caught.value.field == "url"
    assert ours() == []


@pytest.mark.parametrize("via", [None, "cloud", "notebook"])
def test_a_page_for_others_makes_no_image_of_what_only_the_server_reaches(
    cloud, web, ours, monkeypatch, via
):
    monkeypatch.setenv("VOILA_BASE_URL", "/")
    url = web.put("disk.raw", RAW)
    with pytest.raises(Invalid, match=r"may not fetch from 127\.0\.0\.1") as caught:
        cloud.create_image("inside", url=url, via=via)
    assert caught.value.field == "url"
    assert (ours(), web.asked) == ([], [])


def test_a_download_that_breaks_off_leaves_nothing(cloud, web, ours):
    with pytest.raises(Unreachable, match="broke off"):
        cloud.create_image("broken", url=f"{web.url}/broken.raw", via="notebook")
    with pytest.raises(CloudFailure, match="could not download the image"):
        cloud.create_image("broken", url=f"{web.url}/broken.raw", via="cloud")
    assert ours() == []


def test_a_failed_import_shows_glances_own_reason(cloud, web, ours):
    nobody = "http://127.0.0.1:1/disk.raw"
    with pytest.raises(CloudFailure, match="into fs: Task failed due to Internal Error"):
        cloud.create_image("failed", url=nobody, disk_format="raw")
    with pytest.raises(Invalid, match="format cannot be detected"):
        cloud.create_image("failed", url="http://127.0.0.1:1/disk")
    assert ours() == []


def test_a_cancelled_import_leaves_nothing(cloud, web, ours):
    def stop(_done, _total):
        raise Cancelled("You stopped it.")

    with pytest.raises(Cancelled):
        cloud.create_image("stopped", url=web.put("disk.raw", BIG), progress=stop)
    assert ours() == []
    time.sleep(0.3)  # Glance goes on for a moment: what it had fetched must not come back
    assert ours() == []


def test_an_import_that_takes_too_long_leaves_nothing(cloud, web, ours, monkeypatch):
    monkeypatch.setattr("canfar_jupyter.cloud.images.create.MAX_WEB_DOWNLOAD", -1.0)
    from canfar_jupyter.errors import TimedOut

    with pytest.raises(TimedOut, match="has not downloaded"):
        cloud.create_image("slow", url=web.put("disk.raw", BIG))
    assert ours() == []
