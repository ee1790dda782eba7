import pytest

from canfar_jupyter.model.instances.states import snapshot_blocked
from canfar_jupyter.widgets.instances.rows import SERVER_ROWS
from tests.support.rows import blank


def server(**cells):
    return blank("servers", **{"id": "s", "name": "lens"} | cells)


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
