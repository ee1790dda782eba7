import pytest

from tests.demo.cloud import Api
from tests.support.waiting import until


@pytest.fixture(scope="module")
def machine(demo):
    api = Api(demo)
    return api, api.active("machine")


def test_stop_and_start_and_what_is_refused_between(machine):
    api, id_ = machine
    assert api.act(id_, "os-stop").status_code == 202
    server = api.settled(id_, "SHUTOFF")
    assert server["OS-EXT-STS:power_state"] == 4
    again = api.act(id_, "os-stop")
    assert again.status_code == 409
    assert again.json()["conflictingRequest"]["message"] == (
        f"Cannot 'stop' instance {id_} while it is in vm_state stopped"
    )
    api.act(id_, "os-start")
    api.settled(id_, "ACTIVE")


@pytest.mark.parametrize(
    ("there", "status", "back"),
    [
        ("pause", "PAUSED", "unpause"),
        ("suspend", "SUSPENDED", "resume"),
        ("shelve", "SHELVED_OFFLOADED", "unshelve"),
        ("rescue", "RESCUE", "unrescue"),
    ],
)
def test_states_that_come_and_go(machine, there, status, back):
    api, id_ = machine
    assert api.act(id_, there).status_code in (200, 202)
    api.settled(id_, status)
    assert api.act(id_, back).status_code == 202
    api.settled(id_, "ACTIVE")


@pytest.mark.parametrize("kind", ["SOFT", "HARD"])
def test_reboot(machine, kind):
    api, id_ = machine
    assert api.act(id_, "reboot", {"type": kind}).status_code == 202
    api.settled(id_, "ACTIVE")


def test_resize_waits_for_a_confirmation_and_can_be_taken_back(machine):
    api, id_ = machine
    api.act(id_, "resize", {"flavorRef": api.flavor("p2-3gb")})
    assert api.settled(id_, "VERIFY_RESIZE")["flavor"]["original_name"] == "p2-3gb"
    api.act(id_, "revertResize")
    assert api.settled(id_, "ACTIVE")["flavor"]["original_name"] == "p1-1.5gb"
    api.act(id_, "resize", {"flavorRef": api.flavor("p2-3gb")})
    api.settled(id_, "VERIFY_RESIZE")
    assert api.act(id_, "confirmResize").status_code == 204
    assert api.settled(id_, "ACTIVE")["flavor"]["original_name"] == "p2-3gb"
    same = api.act(id_, "resize", {"flavorRef": api.flavor("p2-3gb")})
    assert "must change flavor" in same.json()["badRequest"]["message"]


def test_rebuild_gives_it_another_image(machine):
    api, id_ = machine
    image = api.image("canfar-rocky-9")
    reply = api.act(id_, "rebuild", {"imageRef": image})
    assert reply.status_code == 202
    assert reply.json()["server"]["status"] == "REBUILD"
    assert api.settled(id_, "ACTIVE")["image"]["id"] == image


def test_a_locked_server_refuses_all_but_unlock(machine):
    api, id_ = machine
    api.act(id_, "lock", {"locked_reason": "busy night"})
    assert api.server(id_)["locked_reason"] == "busy night"
    assert api.act(id_, "os-stop").status_code == 409
    assert api.nova("DELETE", f"/servers/{id_}").status_code == 409
    api.act(id_, "unlock")
    assert api.server(id_)["locked"] is False


def test_security_groups_come_and_go(machine):
    api, id_ = machine
    made = api.neutron("POST", "/security-groups", {"security_group": {"name": "web"}})
    group = made.json()["security_group"]["id"]
    api.act(id_, "addSecurityGroup", {"name": "web"})
    assert {"name": "web"} in api.server(id_)["security_groups"]
    assert api.neutron("DELETE", f"/security-groups/{group}").status_code == 409
    api.act(id_, "removeSecurityGroup", {"name": "web"})
    assert api.server(id_)["security_groups"] == [{"name": "default"}]
    assert api.neutron("DELETE", f"/security-groups/{group}").status_code == 204


def test_unknown_and_forbidden_actions(machine):
    api, id_ = machine
    nope = api.act(id_, "os-nope")
    assert nope.json()["badRequest"]["message"] == "There is no such action: os-nope"
    assert api.act(id_, "os-resetState", {"state": "active"}).status_code == 403


def test_the_history_tells_what_was_done(machine):
    api, id_ = machine
    rows = api.nova("GET", f"/servers/{id_}/os-instance-actions").json()["instanceActions"]
    assert rows[-1]["action"] == "create"
    assert {"stop", "reboot", "resize", "rebuild"} <= {row["action"] for row in rows}
    one = api.nova("GET", f"/servers/{id_}/os-instance-actions/{rows[0]['request_id']}")
    assert one.json()["instanceAction"]["action"] == rows[0]["action"]


def test_what_is_under_way_shows_in_status_and_task(start):
    api = Api(start(speed=2))
    id_ = api.active()
    for action, given, status, task in [
        ("reboot", {"type": "HARD"}, "HARD_REBOOT", "rebooting_hard"),
        ("os-stop", None, "ACTIVE", "powering-off"),
    ]:
        api.act(id_, action, given)
        server = api.server(id_)
        assert (server["status"], server["OS-EXT-STS:task_state"]) == (status, task)
        until(lambda: api.server(id_)["OS-EXT-STS:task_state"] is None)


def test_a_snapshot_turns_from_queued_to_saving_to_active(start):
    api = Api(start(speed=4))
    id_ = api.active(metadata={})
    reply = api.act(id_, "createImage", {"name": "lens-ready", "metadata": {"x": "y"}}, "2.45")
    assert reply.status_code == 202
    image = reply.json()["image_id"]
    assert api.server(id_)["OS-EXT-STS:task_state"] == "image_snapshot_pending"
    assert api.act(id_, "createImage", {"name": "again"}).status_code == 409
    seen = []

    def done():
        row = api.glance("GET", f"/images/{image}").json()
        if row["status"] not in seen:
            seen.append(row["status"])
        return row["status"] == "active" and row

    row = until(done)
    assert seen == ["queued", "saving", "active"]
    assert row["visibility"] == "private"
    assert row["owner"] == api.project
    assert row["image_type"] == "snapshot"
    assert row["instance_uuid"] == id_
    assert row["base_image_ref"] == api.image()
    assert (row["x"], row["os_distro"]) == ("y", "ubuntu")
    assert row["size"] > 2870 << 20
    api.settled(id_, "ACTIVE")
    old = api.act(id_, "createImage", {"name": "old way"}, "2.44")
    assert "/image/" in old.headers["location"]
