import pytest

from canfar_jupyter.model.instances.states import snapshot_blocked
from canfar_jupyter.widgets.images.rows import IMAGE_ROWS, launch_blocked
from canfar_jupyter.widgets.instances.rows import SERVER_ROWS
from tests.support.rows import blank


def server(**cells):
    return blank("servers", **{"id": "s", "name": "lens"} | cells)


def image(**cells):
    return blank("images", **{"id": "i", "name": "ubuntu"} | cells)


def shown(shape, row):
    return dict(zip([c.key for c in shape.columns], shape.wire(row)[3:], strict=True))


@pytest.mark.parametrize(
    ("cells", "badge"),
    [
        ({"status": "ACTIVE"}, ("ACTIVE", "good", False, "")),
        ({"status": "BUILD", "task": "spawning"}, ("BUILD", "busy", True, "starting")),
        ({"status": "BUILD"}, ("BUILD", "busy", True, "")),
        ({"status": "ACTIVE", "task": "deleting"}, ("ACTIVE", "busy", True, "being deleted")),
        ({"status": "ERROR", "fault": "No host."}, ("ERROR", "bad", False, "No host.")),
        ({"status": "SHELVED_OFFLOADED"}, ("SHELVED_OFFLOADED", "quiet", False, "")),
        ({"status": "ACTIVE", "task": "odd_new-task"}, ("ACTIVE", "busy", True, "odd new task")),
    ],
)
def test_a_status_is_a_badge_with_the_task_in_words(cells, badge):
    assert shown(SERVER_ROWS, server(**cells))["status"] == badge


def test_the_address_to_log_in_at_comes_first():
    row = server(addresses="10.0.0.5, 203.0.113.9", floating_ip="203.0.113.9")
    assert shown(SERVER_ROWS, row)["addresses"] == "203.0.113.9, 10.0.0.5"


def test_an_instance_of_a_volume_has_no_image_name():
    assert shown(SERVER_ROWS, server(image="", image_id=""))["image"] == "(volume)"
    assert shown(SERVER_ROWS, server(image="", image_id="i1"))["image"] == "i1"  # no name yet


@pytest.mark.parametrize("status", ["BUILD", "ERROR"])
def test_there_is_no_snapshot_before_it_is_active(status):
    assert status in snapshot_blocked(server(status=status))


def test_a_second_snapshot_waits_for_the_first():
    blocked = snapshot_blocked(server(status="ACTIVE", task="image_uploading"))
    assert "saving the snapshot" in blocked


def test_an_instance_being_deleted_offers_nothing():
    blocked = SERVER_ROWS.wire(server(status="ACTIVE", task="deleting"))[2]
    assert set(blocked) == {"log", "snapshot", "terminate"}


def test_a_pending_image_is_under_shared_and_marked():
    wire = IMAGE_ROWS.wire(image(tab="pending", status="active"))
    assert wire[1] == "shared"
    assert shown(IMAGE_ROWS, image(tab="pending", status="active"))["status"][0] == "pending"


@pytest.mark.parametrize("status", ["queued", "saving", "deactivated", "killed", "odd"])
def test_an_image_that_is_not_active_says_why_it_cannot_be_launched(status):
    assert launch_blocked(image(status=status)).endswith(".")


def test_who_deactivated_an_image_is_said_where_it_is_known():
    assert "under Details" in launch_blocked(image(status="deactivated", tab="project"))
    assert "operators" in launch_blocked(image(status="deactivated", tab="public"))


def test_an_active_image_can_be_launched():
    buttons = IMAGE_ROWS.wire(image(status="active"))[2]
    assert buttons == {"accept": None, "decline": None}  # it has no such buttons


def test_a_change_of_a_column_sends_just_the_cells_made_of_it():
    row = image(status="active", name="debian-12")
    assert set(IMAGE_ROWS.cells(row, ("name",))) == {3}
    assert set(IMAGE_ROWS.cells(row, ("os_version",))) == {4}
    assert IMAGE_ROWS.cells(row, ("protected",)) == {}
