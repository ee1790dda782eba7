"""Bytes of images: parts of them, downloads by Glance itself, and what Glance will not take."""

import http.client
from urllib.parse import urlsplit

import pytest

from tests.contract.refusals import assert_glance_refuses
from tests.images.files import backed, with_data_file
from tests.support.waiting import until
from tests.support.web import served

DATA = bytes(range(250)) * 20  # 5000 bytes
OUTSIDE = r".*Start position MUST be in the inclusive range \[0, 4999\]\."
INVALID = r".*Invalid Range header\."
FILTERED = "URI for web-download does not pass filtering:.*"


@pytest.mark.parametrize(
    ("wanted", "start", "stop"),
    [
        ("bytes=0-", 0, 5000),
        ("bytes=4000-", 4000, 5000),
        ("bytes=10-19", 10, 20),
        ("bytes=-5", 4995, 5000),
        ("bytes=4999-999999", 4999, 5000),
    ],
)
def test_a_part_of_the_bytes_is_given(make_image, member, wanted, start, stop):
    image = make_image(data=DATA)
    answer = member.glance.get(f"/images/{image}/file", headers={"Range": wanted})
    assert answer.status_code == 206
    assert answer.content == DATA[start:stop]
    assert answer.headers["Content-Range"] == f"bytes {start}-{stop - 1}/5000"
    assert answer.headers["Content-Length"] == str(stop - start)


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ("bytes=5000-", OUTSIDE),
        ("bytes=99999-", OUTSIDE),
        ("nope", INVALID),
        ("bytes=5-2", INVALID),
    ],
)
def test_a_part_that_is_not_there_is_refused(make_image, member, wanted, told):
    image = make_image(data=DATA)
    answer = member.glance.get(f"/images/{image}/file", headers={"Range": wanted})
    assert_glance_refuses(answer, 416, told)


def test_bytes_that_break_off_leave_no_image(make_image, member):
    """A kernel that ends in the middle of an upload leaves nothing that can be launched."""
    image = make_image(data=None)
    where = urlsplit(member.root("image"))
    sending = http.client.HTTPConnection(where.hostname, where.port)
    sending.putrequest("PUT", f"{where.path}/v2/images/{image}/file")
    for name, value in {
        "X-Auth-Token": member.session.get_token(),
        "Content-Type": "application/octet-stream",
        "Content-Length": "10000000",
    }.items():
        sending.putheader(name, value)
    sending.endheaders(bytes(5_000_000))
    until(lambda: member.image(image)["status"] == "saving", "it is being saved")
    sending.close()
    until(lambda: member.image(image)["status"] == "queued", "it has no data again")
    assert member.image(image)["size"] is None


@pytest.mark.parametrize("content", [backed(), with_data_file()])
def test_an_image_that_takes_data_from_other_files_is_refused(make_image, member, content):
    image = make_image(data=None, disk_format="qcow2")
    refused = member.upload(image, content)
    assert_glance_refuses(refused, 415, ".*Image failed safety checks")
    assert member.image(image)["status"] == "queued"


@pytest.fixture
def web(tmp_path):
    """A web server on loopback with one file."""
    (tmp_path / "disk.raw").write_bytes(DATA)

    with served(tmp_path) as address:
        yield address


def web_download(member, image, uri):
    method = {"name": "web-download", "uri": uri}
    return member.glance.post(f"/images/{image}/import", json={"method": method})


def test_glance_says_that_it_downloads_by_itself(member):
    methods = member.glance.get("/info/import").json()["import-methods"]["value"]
    assert {"glance-direct", "web-download"} <= set(methods)


def test_glance_downloads_by_itself(make_image, member, web):
    image = make_image(data=None)
    assert web_download(member, image, f"{web}/disk.raw").status_code == 202
    until(lambda: member.image(image)["status"] == "active", "it is downloaded")
    assert member.image(image)["size"] == len(DATA)
    assert not member.image(image).get("os_glance_failed_import")


def test_a_download_that_fails_is_told_by_the_image_and_by_its_task(make_image, member, web):
    image = make_image(data=None)
    assert web_download(member, image, f"{web}/nope.raw").status_code == 202
    until(lambda: member.image(image).get("os_glance_failed_import"), "it fails")
    assert member.image(image)["os_glance_failed_import"] == "fs"
    assert member.image(image)["status"] == "queued"

    def message():
        tasks = member.glance.get(f"/images/{image}/tasks").json()["tasks"]
        return [t["message"] for t in tasks if t["status"] == "failure"]

    until(message, "the task says why")
    assert message() == ["Task failed due to Internal Error"]


@pytest.mark.parametrize("uri", ["http://10.0.0.1/x", "ftp://127.0.0.1/x", "nonsense", ""])
def test_glance_does_not_download_from_everywhere(make_image, member, uri):
    image = make_image(data=None)
    assert_glance_refuses(web_download(member, image, uri), 400, FILTERED)
    assert member.image(image)["status"] == "queued"


def test_an_image_is_deleted_while_glance_downloads(make_image, member, web):
    image = make_image(data=None)
    web_download(member, image, f"{web}/disk.raw")
    assert member.glance.delete(f"/images/{image}").status_code == 204
    assert member.glance.get(f"/images/{image}").status_code == 404


def test_own_projects_are_told_by_name(member, other):
    """What sharing by name relies on: Keystone tells everybody their own projects."""
    answer = member.keystone.get("/auth/projects")
    found = {project["id"] for project in answer.json()["projects"]}
    assert {member.id, other.id} <= found
