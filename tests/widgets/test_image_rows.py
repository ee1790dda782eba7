import pytest

from canfar_jupyter.widgets.images.rows import IMAGE_ROWS, launch_blocked, origin
from canfar_jupyter.widgets.images.seen import Seen
from canfar_jupyter.widgets.images.state import image_state
from tests.support.rows import blank

GOOD = {
    "status": "active",
    "tab": "project",
    "supported": True,
    "os": "Ubuntu",
    "os_distro": "ubuntu",
    "os_version": "24.04",
    "size": 1 << 30,
    "disk_format": "qcow2",
}


def image(**cells):
    return blank("images", **{"id": "i", "name": "ubuntu"} | cells)


def shown(row):
    return dict(zip([c.key for c in IMAGE_ROWS.columns], IMAGE_ROWS.wire(row)[4:], strict=True))


def test_a_row_reads_as_a_sentence():
    row = image(**GOOD, min_disk_gib=20, created="2026-11-01T08:00:00Z")
    cells = shown(row)
    assert cells["name"] == ("ubuntu", "Ubuntu 24.04 \u00b7 needs 20 GiB disk")
    assert cells["ready"] == ("Yes", "good", False, "security updates until 2029-05")
    assert (cells["size"], cells["origin"]) == (1 << 30, ("uploaded", ""))
    by_name = shown(image(**GOOD | {"os_by_name": True}))
    assert by_name["name"][1] == "Ubuntu 24.04 (by its name)"


@pytest.mark.parametrize(
    ("cells", "text", "tone", "why"),
    [
        ({"os_by_name": True}, "Probably", "quiet", "only its name"),
        ({"size": 0}, "Not known", "quiet", "nothing is known of its data"),
        ({"size": 0, "is_snapshot": True}, "Not known", "quiet", "snapshot of volumes"),
        ({"os": "", "os_distro": ""}, "Not known", "quiet", "set the property os_distro"),
        ({"supported": False, "supported_why": "Too old."}, "Not supported", "warn", "Too old."),
        ({"cloud_init": "no"}, "Not supported", "warn", "no cloud-init"),
        ({"disk_format": "aki"}, "Not bootable", "bad", "not an image an instance can start"),
        ({"status": "queued"}, "Waiting", "busy", "none of its data"),
        ({"status": "saving"}, "Saving", "busy", "being saved"),
        ({"status": "saving", "is_snapshot": True}, "Saving", "busy", "the snapshot"),
        ({"status": "importing"}, "Importing", "busy", "the cloud is importing it"),
        ({"status": "killed"}, "Failed", "bad", "its upload failed"),
        ({"status": "deactivated"}, "Deactivated", "warn", "reactivate it"),
        ({"status": "deactivated", "tab": "public"}, "Deactivated", "warn", "operators"),
        ({"status": "odd"}, "odd", "quiet", "only active images"),
        ({"tab": "pending"}, "Offered", "warn", "accept it"),
    ],
)
def test_whether_it_is_ready_to_use_is_said_with_the_reason(cells, text, tone, why):
    now = image_state(image(**GOOD | cells))
    assert (now.text, now.tone) == (text, tone)
    assert why in now.why


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({}, "uploaded"),
        ({"is_snapshot": True, "seen": Seen(source="lens")}, "snapshot of lens"),
        ({"is_snapshot": True}, "snapshot of a terminated instance"),
        ({"tab": "shared", "owner": "p2", "seen": Seen(owner="batch")}, "shared by batch"),
        ({"tab": "shared", "owner": "0123456789"}, "shared by project 01234567"),
        ({"tab": "pending", "owner": ""}, "offered by another project"),
        ({"tab": "public"}, "public"),
    ],
)
def test_where_it_is_from_is_said(cells, words):
    assert origin(image(**GOOD | cells)) == words


def test_an_offered_image_is_under_shared_and_is_accepted_or_declined():
    wire = IMAGE_ROWS.wire(image(tab="pending", status="active"))
    assert wire[1] == "shared"
    assert wire[3] == "accept"
    assert {key for key, why in wire[2].items() if why is None} >= {"launch", "edit", "download"}


@pytest.mark.parametrize("status", ["queued", "saving", "deactivated", "killed", "odd"])
def test_an_image_that_is_not_active_says_why_it_cannot_be_launched(status):
    assert launch_blocked(image(status=status)).endswith(".")


def test_who_deactivated_an_image_is_said_where_it_is_known():
    assert "reactivated" in launch_blocked(image(status="deactivated", tab="project"))
    assert "operators" in launch_blocked(image(status="deactivated", tab="public"))


def test_an_active_image_can_be_launched_and_only_its_owner_can_change_it():
    absent = {"accept", "decline", "cancel", "reactivate"}
    assert IMAGE_ROWS.wire(image(**GOOD))[2] == dict.fromkeys(absent)
    others = IMAGE_ROWS.wire(image(**GOOD | {"tab": "public"}))[2]
    assert {"edit", "share", "deactivate", "del"} <= {k for k, why in others.items() if why is None}


def test_a_protected_image_says_how_it_can_be_deleted():
    blocked = IMAGE_ROWS.wire(image(**GOOD, protected=True))[2]
    assert "remove the protection under Edit" in blocked["del"]


def test_a_change_of_a_column_sends_just_the_cells_made_of_it():
    row = image(**GOOD)
    assert set(IMAGE_ROWS.cells(row, ("name",))) == {4}
    assert set(IMAGE_ROWS.cells(row, ("size",))) == {5, 6}
    assert IMAGE_ROWS.cells(row, ("updated",)) == {}
