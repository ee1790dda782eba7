"""A file that comes through the browser in pieces, and the image that is made of it."""

import resource
import stat
from pathlib import Path

import pytest

from canfar_jupyter.errors import Invalid, Unreachable
from canfar_jupyter.local import spool
from canfar_jupyter.model.images.formats import Format
from canfar_jupyter.widgets.images.create import OWN, SERVER, WEB, CreateImage
from canfar_jupyter.widgets.kit.upload_field import UploadField
from canfar_jupyter.widgets.layout.panel import close_all
from canfar_jupyter.widgets.status.transfers import Transfers
from tests.support.waiting import until


@pytest.fixture
def form(store, cloud):
    form = CreateImage(store)
    cloud.settle()
    form.source.value = OWN
    return form


@pytest.fixture
def field(store):
    return UploadField(store.arriving, lambda: None)


def told(wire, field):
    return wire.sent(field)[-1]


@pytest.fixture
def say(stores):
    """Return what says something as a page does, with bytes."""

    def say(widget, data=None, **content):
        message = {"content": {"data": {"method": "custom", "content": content}}}
        buffers = [] if data is None else [memoryview(data)]
        widget.comm.handle_msg({**message, "buffers": buffers})
        stores.settle()

    return say


@pytest.fixture
def begin(say):
    def begin(widget, start=b"abc", size=5, sender="a", name="../my disk.img", changed=7):
        say(widget, start, op="begin", sender=sender, name=name, size=size, changed=changed)

    return begin


@pytest.fixture
def piece(say):
    def piece(widget, start, data, sender="a"):
        say(widget, data, op="piece", sender=sender, **{"from": start})

    return piece


def test_a_file_of_the_browser_comes_piece_by_piece(form, wire, cloud, begin, piece):
    field = form.upload
    begin(field)
    assert told(wire, field) == {"op": "at", "sender": "a", "came": 3}
    file = Path(field.path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    piece(field, 3, b"of another page", sender="b")
    piece(field, 4, b"e")  # one before it was lost
    piece(field, 3, b"de")
    assert told(wire, field) == {"op": "at", "sender": "a", "came": 5}
    assert file.read_bytes() == b"abcde"
    assert (form.name.value, form.button.disabled) == ("my disk", False)
    form.start()
    ((verb, spec),) = cloud.sent
    assert (verb, spec.path) == ("create_image", str(file))  # it need not be in an allowed folder
    assert not file.parent.exists()


def test_an_image_that_is_asked_for_early_is_created_when_the_last_piece_is_here(
    form, cloud, begin, piece
):
    begin(form.upload)
    assert not form.button.disabled
    form.start()
    assert cloud.sent == []
    assert form.button.description == "Waiting for the upload..."
    form.name.value = "lens"  # it can still be edited
    piece(form.upload, 3, b"de")
    [(verb, spec)] = cloud.sent
    assert (verb, spec.name) == ("create_image", "lens")


def test_the_progress_of_an_upload_is_shown_with_the_transfers_and_can_be_cancelled(
    form, store, stores, wire, cloud, begin
):
    transfers = Transfers(store)
    begin(form.upload)
    form.start()
    [item] = transfers.items
    assert (item["text"], item["share"]) == ("Uploading my disk.img", 0.6)
    folder = Path(form.upload.path).parent
    transfers.cancel(item["id"])
    stores.settle()
    assert transfers.items == []
    assert told(wire, form.upload) == {"op": "stopped", "sender": "a"}
    assert not folder.exists()
    assert form.upload.text == "The upload of my disk.img was cancelled."
    assert form.button.description == "Create image"
    assert cloud.sent == []


def test_after_a_lost_connection_the_browser_hears_how_much_is_here(field, wire, say, begin, piece):
    begin(field)
    piece(field, 3, b"d")
    say(field, op="where", sender="a", ask=4)
    assert told(wire, field) == {"op": "at", "sender": "a", "came": 4, "ask": 4}


def test_the_same_file_goes_on_after_a_reload_and_another_one_begins_anew(
    field, wire, say, begin, piece
):
    begin(field)
    path = field.path
    begin(field, sender="b")  # the same name, size, time and beginning
    assert told(wire, field) == {"op": "at", "sender": "b", "came": 3}
    field._heard = float("-inf")  # the page has been silent since
    say(field, op="hello")
    assert field.text == (
        "3 bytes of 5 bytes of my disk.img have arrived. Choose the same file again to continue."
    )
    begin(field, sender="c", start=b"xyz")
    assert not Path(path).exists()
    assert Path(field.path).read_bytes() == b"xyz"
    assert told(wire, field) == {"op": "at", "sender": "c", "came": 3}
    piece(field, 3, b"de", sender="a")
    assert told(wire, field) == {"op": "stopped", "sender": "a"}


def test_another_file_does_not_end_an_upload_that_is_under_way(field, wire, begin):
    begin(field)
    begin(field, sender="b", name="other.img")
    assert told(wire, field) == {"op": "stopped", "sender": "b"}
    assert (field.file_name, field.text) == (
        "my disk.img",
        "my disk.img is still being uploaded: cancel that first.",
    )


def test_a_browser_that_sends_too_much_gets_nothing_kept(field, begin, piece):
    begin(field)
    folder = Path(field.path).parent
    piece(field, 3, b"def")
    assert (field.path, folder.exists()) == ("", False)
    assert field.tone == "bad"


def test_a_file_that_changed_under_way_is_said_and_nothing_of_it_is_kept(field, say, begin):
    begin(field)
    folder = Path(field.path).parent
    say(field, op="unreadable", sender="a")
    assert field.text.startswith("my disk.img has changed, was moved, or cannot be read any more.")
    assert (field.path, folder.exists()) == ("", False)


def test_a_file_for_which_no_disk_has_room_is_refused_before_it_is_sent(field, wire, begin):
    begin(field, size=1 << 59)
    assert told(wire, field) == {"op": "stopped", "sender": "a"}
    assert field.text.startswith("The notebook server has room for ")
    assert "this file has 512 PiB." in field.text
    assert field.path == ""


def test_a_disk_that_becomes_full_is_said_and_nothing_is_kept(field, begin, piece):
    """A file may have no more bytes than the limit, as on a disk that is full."""
    begin(field, size=4000)
    folder = Path(field.path).parent
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        piece(field, 3, b"x" * 2000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert field.text.startswith("The notebook server cannot store it: ")
    assert (field.path, folder.exists()) == ("", False)


def test_closing_the_form_removes_what_has_arrived(form, begin):
    begin(form.upload)
    folder = Path(form.upload.path).parent
    close_all(form)
    assert not folder.exists()


def test_a_form_that_is_closed_while_its_image_is_created_keeps_the_file_until_then(
    form, cloud, begin, piece
):
    begin(form.upload)
    piece(form.upload, 3, b"de")
    folder = Path(form.upload.path).parent
    cloud.hold = True
    form.start()
    close_all(form)
    assert folder.exists()
    cloud.answer()
    assert not folder.exists()


def test_what_a_killed_kernel_left_is_removed_and_what_another_kernel_fills_is_not(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(spool.tempfile, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(spool, "_NEW", -1.0)
    left = tmp_path / "canfar-upload-left"
    left.mkdir()
    (left / "image").touch()
    live = spool.Spool(3)
    assert not left.exists()
    live.add(b"ab")
    other = spool.Spool(3)
    assert live.path.exists()
    for one in (live, other):
        one.remove()
    assert list(tmp_path.glob("canfar-upload-*")) == []


def test_what_the_bytes_are_is_said_before_they_have_all_been_sent(form, cloud, begin, monkeypatch):
    monkeypatch.setattr("canfar_jupyter.widgets.kit.upload_field._ENOUGH", 3)
    begin(form.upload)
    cloud.settle()
    assert form.contents.text == "Format: qcow2, minimum disk 3 GiB."
    assert not form.upload.complete


def test_bytes_that_nothing_starts_from_are_warned_of_and_never_called_ready(
    form, cloud, begin, piece
):
    cloud.source = Format("raw", 5, "These bytes have no partition table.")
    begin(form.upload)
    piece(form.upload, 3, b"de")
    cloud.settle()
    assert (form.contents.text, form.contents.tone) == (
        "Format: raw, minimum disk 1 GiB. These bytes have no partition table.",
        "warn",
    )
    form.start()
    cloud.settle()
    item = form.messages.items[-1]
    assert (item["text"], item["tone"]) == (
        "The image my disk is in the cloud, byte for byte. These bytes have no partition table.",
        "warn",
    )


def test_a_file_that_is_no_image_is_not_sent_to_its_end(form, wire, cloud, begin, monkeypatch):
    monkeypatch.setattr("canfar_jupyter.widgets.kit.upload_field._ENOUGH", 3)
    cloud.source = Invalid("This is a web page.", field="source", hint="Copy the link.")
    begin(form.upload)
    cloud.settle()
    assert (form.upload.path, form.upload.text) == ("", "This is a web page. Copy the link.")
    assert told(wire, form.upload) == {"op": "stopped", "sender": "a"}


@pytest.mark.parametrize("source", [SERVER, WEB])
def test_a_file_of_the_server_and_an_address_are_looked_at_once_they_stand_still(
    form, cloud, monkeypatch, tmp_path, source
):
    monkeypatch.setenv("CANFAR_JUPYTER_FOLDERS", str(tmp_path))
    monkeypatch.setattr("canfar_jupyter.widgets.images.contents._STILL", 0.05)
    cloud.source = Format("raw", 5, "These bytes have no partition table.")
    form.source.value = source
    form.picker.text.value = str(tmp_path / "disk.img")
    form.url.value = "https://host/disk.img"
    until(lambda: form.contents.tone == "warn", "it was looked at")
    assert form.contents.text.endswith("These bytes have no partition table.")
    cloud.source = Unreachable("There is no way to it.")
    form.format.value = "raw"
    until(lambda: "cannot reach" in form.contents.text, "it was looked at again")
    assert form.contents.tone == "quiet"
