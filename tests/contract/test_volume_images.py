"""The image of an instance that boots from a volume: it has no bytes, it says where they are."""

import json

import pytest

from tests.contract.conftest import unique


@pytest.fixture(scope="module")
def of_a_volume(member, body, parts):
    """An instance that boots from a volume: its id, its image, the volume."""
    disk = {
        "boot_index": 0,
        "source_type": "image",
        "destination_type": "volume",
        "uuid": parts.image,
        "volume_size": 3,
        "delete_on_termination": True,
    }
    asked = body(imageRef=None, block_device_mapping_v2=[disk])
    answer = member.nova.post("/servers", json=asked, microversion="2.96")
    server = answer.json()["server"]["id"]
    (attached,) = member.wait_for_server(server, "ACTIVE")["os-extended-volumes:volumes_attached"]
    made = member.act(
        server, {"createImage": {"name": unique("of-a-volume"), "metadata": {"a": "b"}}}, "2.45"
    )
    assert made.status_code == 202, made.text
    image = made.json()["image_id"]
    yield server, image, attached["id"]
    member.nova.delete(f"/servers/{server}")
    member.wait_until_gone(server)
    member.glance.delete(f"/images/{image}")


def test_it_is_active_at_once_and_empty(member, of_a_volume):
    _, image, _ = of_a_volume
    shown = member.image(image)
    assert (shown["status"], shown["size"], shown["visibility"]) == ("active", 0, "private")
    assert shown["virtual_size"] is None
    name = shown["name"]
    (listed,) = member.glance.get(f"/images?name={name}").json()["images"]
    assert listed == shown


def test_it_says_of_which_volume_it_is(member, of_a_volume, parts):
    server, image, volume = of_a_volume
    shown = member.image(image)
    assert (shown["bdm_v2"], shown["base_image_ref"], shown["a"]) == ("True", "", "b")
    assert "instance_uuid" not in shown
    assert "image_type" not in shown
    (disk,) = json.loads(shown["block_device_mapping"])
    assert (disk["source_type"], disk["destination_type"]) == ("snapshot", "volume")
    assert (disk["boot_index"], disk["volume_size"]) == (0, 3)
    assert disk["device_name"] == shown["root_device_name"]
    flavor = member.nova.get(f"/flavors/{parts.flavor}").json()["flavor"]
    assert shown["min_disk"] == flavor["disk"]
    snapshot = member.cinder.get(f"/snapshots/{disk['snapshot_id']}").json()["snapshot"]
    assert (snapshot["volume_id"], snapshot["name"]) == (volume, f"snapshot for {shown['name']}")
    assert member.server(server)["OS-EXT-STS:task_state"] is None


def test_nothing_can_be_downloaded(member, of_a_volume):
    _, image, _ = of_a_volume
    answer = member.glance.get(f"/images/{image}/file")
    assert answer.status_code in (200, 204)
    assert answer.content == b""
