"""Images made of files: what is detected, refused, compared, and that nothing half-made stays."""

import os
import threading
from datetime import timedelta

import pytest
import requests

from canfar_jupyter.cloud import service_of
from canfar_jupyter.errors import (
    Cancelled,
    CloudError,
    CloudFailure,
    Invalid,
    NotAllowed,
    NotSignedIn,
    QuotaReached,
    Unreachable,
)
from canfar_jupyter.model.images import formats
from canfar_jupyter.model.images.spec import ImageSpec

from .files import GIB, PACKERS, RAW, backed, iso, with_data, with_data_file

BIG = RAW * 24  # longer than what is looked at before it is sent


def test_an_image_is_made_of_a_file(cloud, file, ours):
    steps = []
    id_ = cloud.create_image(
        "of-a-file",
        path=file(BIG),
        min_ram_mib=512,
        description="what it is",
        login_user="ubuntu",
        properties={"os_distro": "ubuntu", "os_version": "24.04"},
        protected=True,
        progress=lambda done, total: steps.append((done, total)),
    )
    row = cloud.images().loc[id_]
    assert (row["name"], row["tab"], row["status"]) == ("of-a-file", "project", "active")
    assert (row["size"], row["disk_format"], row["visibility"]) == (len(BIG), "raw", "private")
    assert (row["os"], row["os_version"], row["supported"]) == ("Ubuntu", "24.04", True)
    assert (row["min_disk_gib"], row["min_ram_mib"], row["protected"]) == (1, 512, True)
    details = cloud.image_details(id_)
    assert (details["description"], details["os_admin_user"]) == ("what it is", "ubuntu")
    assert steps[-1] == (len(BIG), len(BIG))
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)
    assert ours() == ["of-a-file"]


def test_the_virtual_size_gives_the_smallest_disk(cloud, file):
    content = with_data(5)
    id_ = cloud.create_image("unfolds", path=file(content))
    row = cloud.images().loc[id_]
    assert (row["disk_format"], row["min_disk_gib"]) == ("qcow2", 5)
    assert (row["size"], row["virtual_size"]) == (len(content), 5 * GIB)
    chosen = cloud.create_image("chosen", path=file(content), min_disk_gib=9)
    assert cloud.images().loc[chosen, "min_disk_gib"] == 9


@pytest.mark.parametrize("kind", PACKERS)
def test_a_compressed_file_is_unpacked_on_the_way(cloud, file, kind):
    packed = PACKERS[kind](RAW * 8) + PACKERS[kind](RAW)  # of two parts, as pigz and pixz write
    steps = []
    id_ = cloud.create_image(
        "packed", path=file(packed), progress=lambda done, total: steps.append((done, total))
    )
    row = cloud.images().loc[id_]
    assert (row["disk_format"], row["size"], row["min_disk_gib"]) == ("raw", len(RAW) * 9, 1)
    assert steps[-1] == (len(packed), len(packed))


WRONG = {
    "an empty file": (b"", "It is empty"),
    "a web page": (b"<!DOCTYPE html><html></html>", "web page"),
    "a backing file": (backed(), "backing file"),
    "a data file": (with_data_file(), "another file"),
    "a qcow2 image without its end": (with_data()[:-65536], "ends too early"),
    "an installer without its end": (iso()[:70_000], "ends too early"),
    "a gzip file without its end": (
        PACKERS["gz"](RAW[:512] + os.urandom(5_000_000))[:-100],
        "ends too early",
    ),
    "an xz file without its end": (
        PACKERS["xz"](RAW[:512] + os.urandom(5_000_000))[:-100],
        "ends too early",
    ),
    "gzip data that are damaged": (b"\x1f\x8b\x08" + bytes(100), "cannot be unpacked"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_no_whole_safe_image_is_refused_in_a_sentence(cloud, file, ours, what):
    content, words = WRONG[what]
    with pytest.raises(Invalid, match=words) as caught:
        cloud.create_image("wrong", path=file(content))
    assert caught.value.field == "source"
    assert caught.value.hint.endswith(".")
    assert ours() == []


def test_another_format_than_that_of_the_bytes_is_refused(cloud, file, ours):
    with pytest.raises(Invalid, match="The bytes are qcow2, not vmdk"):
        cloud.create_image("wrong", path=file(with_data()), disk_format="vmdk")
    assert ours() == []


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 256}, "name"),
        ({"name": "two\nlines"}, "name"),
        ({"path": "/nowhere/disk.img"}, "path"),
        ({"path": "/"}, "path"),
        ({"path": "/dev/zero"}, "path"),
        ({"path": None}, "source"),
        ({"url": "http://127.0.0.1/x"}, "source"),
        ({"disk_format": "nope"}, "disk_format"),
        ({"properties": {"owner": "me"}}, "properties"),
    ],
)
def test_what_makes_no_sense_is_said_beside_its_field(cloud, file, ours, asked, field):
    with pytest.raises(Invalid) as caught:
        cloud.create_image(**{"name": "wrong", "path": file(RAW), **asked})
    assert caught.value.field == field
    assert ours() == []


def test_a_pipe_does_not_hang(cloud, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Invalid, match="not a regular file"):
        cloud.create_image("pipe", path=tmp_path / "pipe")


def test_a_name_full_of_markup_is_kept_as_it_is(cloud, file):
    name = "<script>alert(1)</script> & \"'"
    id_ = cloud.create_image(name, path=file(RAW))
    assert cloud.images().loc[id_, "name"] == name


def test_a_name_that_is_there_already_is_warned_of(cloud, file, ours):
    cloud.create_image("twice", path=file(RAW))
    with pytest.warns(UserWarning, match="There is an image twice already"):
        cloud.create_image("twice", path=file(RAW))
    assert ours() == ["twice", "twice"]


def test_who_may_not_make_a_public_image_is_told_so(cloud, file, ours):
    with pytest.raises(NotAllowed, match="publicize_image"):
        cloud.create_image("for-all", path=file(RAW), visibility="public")
    assert ours() == []


def test_an_interrupted_upload_leaves_nothing(cloud, file, ours):
    def stop(done, _total):
        if done > len(RAW):
            raise Cancelled("You stopped it.")

    with pytest.raises(Cancelled):
        cloud.create_image("stopped", path=file(BIG), progress=stop)
    with pytest.raises(KeyboardInterrupt):
        cloud.create_image("stopped", path=file(BIG), progress=interrupt)
    assert ours() == []
    assert not [t for t in threading.enumerate() if t.name == "canfar-hash"]


def interrupt(_done, _total):
    raise KeyboardInterrupt


def test_a_file_that_shrinks_while_it_is_sent_is_noticed(cloud, file, ours):
    path = file(BIG)

    def shrink(_done, _total):
        os.truncate(path, len(RAW))

    with pytest.raises(Invalid, match="became shorter"):
        cloud.create_image("shrinks", path=path, progress=shrink)
    assert ours() == []


def test_the_token_of_a_long_upload_is_a_new_one(cloud, file, ours, monkeypatch):
    """One that was given long ago, and would end before this upload does, is not used for it."""
    session = service_of(cloud).client.sdk.session
    old = session.get_token()
    access = session.auth.auth_ref
    monkeypatch.setattr(type(access), "issued", access.issued - timedelta(hours=1))
    sent = []
    put = requests.Session.send

    def noted(session, request, **more):
        if request.method == "PUT":
            sent.append(request.headers["X-Auth-Token"])
        return put(session, request, **more)

    monkeypatch.setattr(requests.Session, "send", noted)
    monkeypatch.setattr("canfar_jupyter.cloud.images.upload.SLOWEST", 1.0)  # bytes a second
    cloud.create_image("long", path=file(BIG))
    assert sent
    assert old not in sent
    assert ours() == ["long"]


def test_a_token_refused_in_the_middle_never_leaves_a_short_image(cloud, file, ours, fault):
    fault(method="PUT", path=".*/file", status=401)
    with pytest.raises(NotSignedIn):
        cloud.create_image("refused", path=file(BIG))
    assert ours() == []


def test_a_connection_that_breaks_in_the_middle_leaves_nothing(cloud, file, ours, fault):
    fault(method="PUT", path=".*/file", cut=len(RAW))
    with pytest.raises(Unreachable):
        cloud.create_image("broken", path=file(BIG))
    assert ours() == []


def test_an_upload_whose_answer_is_lost_is_looked_at_not_done_twice(cloud, file, ours, fault):
    fault(method="PUT", path=".*/file", drop="after")
    id_ = cloud.create_image("answer-lost", path=file(BIG))
    assert cloud.images().loc[id_, "size"] == len(BIG)
    assert ours() == ["answer-lost"]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Image exceeds the storage quota: 1000", QuotaReached),
        ("Project x is over a limit for [Resource image_size_total is over limit]", QuotaReached),
        ("Image storage media is full: no space", CloudFailure),
        ("The incoming image is too large: 10", Invalid),
    ],
)
def test_no_room_in_the_cloud_is_said_as_what_it_is(cloud, file, ours, fault, words, kind):
    body = f"<html><body><h1>413</h1>{words}<br /></body></html>"
    fault(method="PUT", path=".*/file", status=413, body=body)
    with pytest.raises(CloudError) as caught:
        cloud.create_image("too-much", path=file(RAW))
    assert type(caught.value) is kind
    assert ours() == []


def test_what_the_cloud_keeps_is_compared_with_what_was_sent(cloud, file, ours, fault):
    fault(method="GET", path="/image/v2/images/[^/]+", status=200, body=SHORT, headers=JSON)
    with pytest.raises(CloudFailure, match="has 7 bytes of"):
        cloud.create_image("short", path=file(RAW))
    other = SHORT.replace('"size": 7', f'"size": {len(RAW)}')
    fault(method="GET", path="/image/v2/images/[^/]+", status=200, body=other, headers=JSON)
    with pytest.raises(CloudFailure, match="not what was sent"):
        cloud.create_image("other", path=file(RAW))
    assert ours() == []


SHORT = '{"status": "active", "size": 7, "os_hash_algo": "sha512", "os_hash_value": "00"}'
JSON = {"Content-Type": "application/json"}


def test_bytes_that_nothing_starts_from_are_warned_of_before_they_are_sent(cloud, file, ours):
    with pytest.warns(UserWarning, match="no partition table, file system or boot sector"):
        cloud.create_image("noise", path=file(bytes(range(256)) * 64))
    assert ours() == ["noise"]


def test_what_a_source_holds_is_known_before_anything_is_sent(cloud, file, ours):
    images, before = service_of(cloud).images, ours()
    found = images.look_at_source(ImageSpec(name="", path=str(file(with_data(5)))))
    assert (found.disk_format, found.min_disk_gib, found.warning) == ("qcow2", 5, "")
    noise = images.look_at_source(ImageSpec(name="", path=str(file(os.urandom(5 << 20)))))
    assert noise.warning.startswith("These bytes have no partition table")
    assert ours() == before


@pytest.mark.parametrize("packer", [None, *PACKERS])
def test_the_beginning_of_a_file_that_is_still_arriving_is_enough(cloud, file, packer):
    content = os.urandom(446) + RAW[446:512] + os.urandom(9 << 20)
    whole = PACKERS[packer](content) if packer else content
    arriving = file(whole[: formats.HEAD + (1 << 16)])
    spec = ImageSpec(name="", path=str(arriving))
    found = service_of(cloud).images.look_at_source(spec, len(whole))
    assert (found.disk_format, found.warning) == ("raw", "")
