import pytest

from canfar_jupyter.model.instances.states import snapshot_blocked
from canfar_jupyter.widgets.instances.rows import server_rows
from tests.support.rows import blank

SERVER_ROWS = server_rows("ada")


def server(**cells):
    return blank("servers", **{"id": "s", "name": "lens"} | cells)


def shown(shape, row):
    return dict(zip([c.key for c in shape.columns], shape.wire(row)[4:], strict=True))


@pytest.mark.parametrize(
    ("cells", "badge"),
    [
        ({"status": "BUILD", "task": "spawning"}, ("Launching", "busy", True, "starting")),
        ({"status": "ACTIVE", "task": "deleting"}, ("Terminating", "busy", True, "")),
        ({"status": "ERROR", "fault": "No host."}, ("Failed", "bad", False, "No host.")),
        ({"status": "SHELVED_OFFLOADED"}, ("Shelved", "quiet", False, "")),
        ({"status": "ACTIVE", "task": "odd_new-task"}, ("Odd new task", "busy", True, "")),
        (
            {"status": "ACTIVE"},
            ("Running", "good", False, "no floating IP", "associate", "associate one"),
        ),
    ],
)
def test_a_state_is_a_badge_with_why_and_the_fix(cells, badge):
    assert shown(SERVER_ROWS, server(**cells))["state"] == badge


def test_the_address_to_log_in_at_comes_first():
    row = server(addresses="10.0.0.5, 203.0.113.9", floating_ip="203.0.113.9")
    assert shown(SERVER_ROWS, row)["address"] == "203.0.113.9"
    assert shown(SERVER_ROWS, server(addresses="10.0.0.5, 10.0.0.6"))["address"] == "10.0.0.5"


def test_how_to_log_in_is_there_where_it_is_known():
    assert shown(SERVER_ROWS, server(command="ssh me@x"))["ssh"] == "ssh me@x"
    assert shown(SERVER_ROWS, server())["ssh"] == ""
    assert shown(SERVER_ROWS, server(command="ssh me@x", task="deleting"))["ssh"] == ""


def test_the_name_stands_over_image_and_flavor():
    row = server(image="ubuntu", flavor="c2")
    assert shown(SERVER_ROWS, row)["name"] == ("lens", "ubuntu \u00b7 c2")


def test_an_instance_of_a_volume_has_no_image_name():
    assert shown(SERVER_ROWS, server(image="", image_id=""))["image"] == "volume"
    assert shown(SERVER_ROWS, server(image="", image_id="i1"))["image"] == "i1"  # no name yet


@pytest.mark.parametrize(
    ("cells", "groups"),
    [
        ({"status": "ACTIVE", "user_id": "ada"}, "running mine"),
        ({"status": "ACTIVE", "user_id": "bob"}, "running"),
        ({"status": "ERROR", "user_id": "ada"}, "attention mine"),
        ({"status": "SHUTOFF"}, ""),
        ({"status": "ACTIVE", "task": "deleting"}, ""),
    ],
)
def test_the_chips_have_those_that_run_need_attention_or_are_mine(cells, groups):
    assert SERVER_ROWS.wire(server(**cells))[1] == groups


def test_whose_an_instance_is_can_be_shown():
    assert shown(SERVER_ROWS, server(user_id="ada"))["owner"] == "you"
    assert shown(SERVER_ROWS, server(user_id="bob"))["owner"] == "bob"


@pytest.mark.parametrize(
    ("cells", "primary"),
    [
        ({"status": "ACTIVE"}, "connect"),
        ({"status": "BUILD"}, "log"),
        ({"status": "ERROR"}, "doctor"),
        ({"status": "SHUTOFF"}, "start"),
    ],
)
def test_the_button_of_a_row_is_what_most_would_press_now(cells, primary):
    assert SERVER_ROWS.wire(server(**cells))[3] == primary
    assert SERVER_ROWS.action(primary) is not None


@pytest.mark.parametrize("status", ["BUILD", "ERROR"])
def test_there_is_no_snapshot_before_it_is_active(status):
    assert status in snapshot_blocked(server(status=status))


def test_a_second_snapshot_waits_for_the_first():
    blocked = snapshot_blocked(server(status="ACTIVE", task="image_uploading"))
    assert "saving the snapshot" in blocked


def test_an_instance_being_deleted_offers_nothing():
    blocked = SERVER_ROWS.wire(server(status="ACTIVE", task="deleting"))[2]
    assert all(blocked[key] for key in ("log", "snapshot", "terminate"))
