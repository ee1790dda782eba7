"""What is under way: what ends it, what it forbids, and what may go while it lasts."""

import re

import pytest

from tests.contract.conftest import unique
from tests.contract.project import NOBODY
from tests.contract.refusals import assert_nova_refuses
from tests.support.waiting import until

VERBS = {
    "resize": lambda parts: {"resize": {"flavorRef": NOBODY}},
    "stop": lambda parts: {"os-stop": None},
    "reboot": lambda parts: {"reboot": {"type": "SOFT"}},
    "rebuild": lambda parts: {"rebuild": {"imageRef": parts.image}},
    "shelve": lambda parts: {"shelve": None},
    "pause": lambda parts: {"pause": None},
    "suspend": lambda parts: {"suspend": None},
}


@pytest.fixture
def another_flavor(member, parts):
    flavors = member.nova.get("/flavors/detail").json()["flavors"]
    first = next(f for f in flavors if f["id"] == parts.flavor)
    return next(f["id"] for f in flavors if f["id"] != parts.flavor and f["disk"] >= first["disk"])


def test_a_snapshot_is_given_up_when_its_instance_is_deleted(request, member, launch):
    server = launch()
    member.wait_for_server(server, "ACTIVE")
    answer = member.act(server, {"createImage": {"name": unique("given-up")}}, "2.45")
    image = answer.json()["image_id"]
    assert member.nova.delete(f"/servers/{server}").status_code == 204
    member.wait_until_gone(server)

    def given_up():
        answer = member.glance.get(f"/images/{image}")
        if answer.status_code == 404:
            return True
        # a real Nova whose host had not begun with it leaves it queued for ever; the demo never
        on_real = request.node.get_closest_marker("real") is not None
        return on_real and answer.json()["status"] == "queued"

    until(given_up, "the unfinished image is given up")


def test_a_snapshot_that_is_finished_stays(member, launch):
    server = launch()
    member.wait_for_server(server, "ACTIVE")
    answer = member.act(server, {"createImage": {"name": unique("kept")}}, "2.45")
    image = answer.json()["image_id"]
    member.wait_for_image(image, "active")
    member.nova.delete(f"/servers/{server}")
    member.wait_until_gone(server)
    assert member.image(image)["status"] == "active"
    member.glance.delete(f"/images/{image}")


@pytest.mark.parametrize("verb", VERBS)
def test_nothing_is_changed_while_a_snapshot_is_taken(
    member, server, parts, another_flavor, verb, make_image
):
    member.wait_for_server(server, "ACTIVE")
    answer = member.act(server, {"createImage": {"name": unique("busy")}}, "2.45")
    image = answer.json()["image_id"]
    action = VERBS[verb](parts)
    if verb == "resize":
        action["resize"]["flavorRef"] = another_flavor
    refused = member.act(server, action)
    told = f"Cannot '{verb}' instance {server} while it is in task_state image_.*"
    assert_nova_refuses(refused, 409, "conflictingRequest", told)
    member.wait_for_image(image, "active")
    member.wait_for_server(server, "ACTIVE")
    member.glance.delete(f"/images/{image}")


def test_a_group_that_goes_before_the_ports_are_made_fails_the_launch(member, launch, make_group):
    group = make_group()["id"]
    server = launch(security_groups=[{"name": group}])
    answer = member.neutron.delete(f"/security-groups/{group}")
    if answer.status_code == 409:
        pytest.skip("the port was there already: this cloud was quick")
    assert answer.status_code == 204
    fault = member.wait_for_server(server, "ERROR")["fault"]["message"]
    told = rf"Exceeded maximum number of retries\. .* for instance {server}\."
    assert re.fullmatch(told, fault), fault


def test_a_group_in_use_is_kept_by_neutron_not_by_nova(member, launch, make_group):
    group = make_group()["id"]
    server = launch(security_groups=[{"name": group}])
    member.wait_for_server(server, "ACTIVE")
    answer = member.neutron.delete(f"/security-groups/{group}")
    assert answer.status_code == 409
    assert answer.json()["NeutronError"]["type"] == "SecurityGroupInUse"


def test_an_image_and_a_key_pair_in_use_may_go(member, launch, make_image, public_key):
    image, key = make_image(), unique("short")
    body = {"keypair": {"name": key, "public_key": public_key}}
    assert member.nova.post("/os-keypairs", json=body, microversion="2.10").status_code == 201
    server = launch(imageRef=image, key_name=key)
    member.wait_for_server(server, "ACTIVE")
    assert member.nova.delete(f"/os-keypairs/{key}", microversion="2.10").status_code == 204
    assert member.glance.delete(f"/images/{image}").status_code == 204
    shown = member.server(server)
    assert (shown["key_name"], shown["image"]["id"]) == (key, image)


def test_a_group_is_added_once(member, server, make_group):
    name = make_group()["name"]
    assert member.act(server, {"addSecurityGroup": {"name": name}}).status_code == 202
    again = member.act(server, {"addSecurityGroup": {"name": name}})
    assert again.status_code == 400
    assert "Duplicate items in the list" in again.json()["badRequest"]["message"]
    assert member.act(server, {"removeSecurityGroup": {"name": name}}).status_code == 202
