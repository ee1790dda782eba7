"""Volumes that a project makes itself."""

import re

import pytest

from tests.contract.conftest import unique
from tests.contract.project import NOBODY
from tests.contract.refusals import assert_nova_refuses
from tests.support.waiting import until

BUSY = "Invalid volume: Volume status must be available or error .*"


@pytest.fixture
def make_volume(member):
    """make_volume(**attributes) -> id of a volume that is available."""
    made = []

    def make(**attributes):
        answer = member.cinder.post("/volumes", json={"volume": {"size": 1, **attributes}})
        assert answer.status_code == 202, answer.text
        made.append(answer.json()["volume"]["id"])
        wait_for(member, made[-1], "available")
        return made[-1]

    yield make
    going = [v for v in made if member.cinder.delete(f"/volumes/{v}").status_code == 202]
    for volume in going:  # one that is being deleted still counts in the quota of the next test
        until_gone(member, volume)


def until_gone(member, volume):
    path = f"/volumes/{volume}"
    until(lambda: member.cinder.get(path).status_code == 404, "the volume has gone")


def shown(member, volume):
    answer = member.cinder.get(f"/volumes/{volume}")
    assert answer.status_code == 200, answer.text
    return answer.json()["volume"]


def wait_for(member, volume, status):
    until(lambda: shown(member, volume)["status"] == status, f"{volume} is {status}")


def act(member, volume, action, **given):
    return member.cinder.post(f"/volumes/{volume}/action", json={action: given})


def test_an_empty_volume_is_made_changed_and_deleted(member, make_volume):
    volume = make_volume(name=unique("mine"), description="ours", metadata={"a": "b"})
    made = shown(member, volume)
    assert (made["size"], made["bootable"], made["attachments"]) == (1, "false", [])
    assert (made["description"], made["metadata"]) == ("ours", {"a": "b"})
    assert "volume_image_metadata" not in made
    change = {"volume": {"name": "new", "metadata": {"c": "d"}}}
    now = member.cinder.put(f"/volumes/{volume}", json=change).json()["volume"]
    assert (now["name"], now["metadata"]) == ("new", {"c": "d"})
    refused = member.cinder.put(f"/volumes/{volume}", json={"volume": {"size": 3}})
    told = (
        "Invalid input for field/attribute volume. Value: {'size': 3}. Additional properties are "
        "not allowed ('size' was unexpected)"
    )
    assert_nova_refuses(refused, 400, "badRequest", re.escape(told))
    assert member.cinder.delete(f"/volumes/{volume}").status_code == 202
    until_gone(member, volume)


def test_a_volume_of_an_image_can_be_booted_from(member, make_volume, parts, launch):
    volume = make_volume(imageRef=parts.image)
    made = shown(member, volume)
    assert made["bootable"] == "true"
    assert made["volume_image_metadata"]["image_id"] == parts.image
    disk = {
        "boot_index": 0,
        "source_type": "volume",
        "destination_type": "volume",
        "uuid": volume,
    }
    server = launch(imageRef=None, block_device_mapping_v2=[disk])
    booted = member.wait_for_server(server, "ACTIVE")
    assert booted["image"] == ""
    (attached,) = booted["os-extended-volumes:volumes_attached"]
    assert attached == {"id": volume, "delete_on_termination": False}
    member.nova.delete(f"/servers/{server}")
    member.wait_until_gone(server)
    wait_for(member, volume, "available")


CREATE = {
    "no size": ({"size": None}, 400, "badRequest", "The server could not comply .*"),
    "nothing": ({"size": 0}, 400, "badRequest", ".* 0 is less than the minimum of 1"),
    "no number": ({"size": "x"}, 400, "badRequest", r".* 'x' does not match '\^\[0-9\]\+\$'"),
    "no snapshot": ({"snapshot_id": NOBODY}, 404, "itemNotFound", f"Snapshot {NOBODY} could .*"),
    "no source": ({"source_volid": NOBODY}, 404, "itemNotFound", f"Volume {NOBODY} could not .*"),
    "no image": ({"imageRef": NOBODY}, 400, "badRequest", "Invalid image identifier or .*"),
    "no type": ({"volume_type": NOBODY}, 404, "itemNotFound", f"Volume type {NOBODY} could .*"),
    "no zone": (
        {"availability_zone": "nope"},
        400,
        "badRequest",
        "Availability zone 'nope' is invalid.",
    ),
    "long name": ({"name": "n" * 256}, 400, "badRequest", ".* has 256 characters, more than 255."),
}


@pytest.mark.parametrize("what", CREATE)
def test_a_wrong_volume_is_refused(member, what):
    changes, status, kind, told = CREATE[what]
    answer = member.cinder.post("/volumes", json={"volume": {"size": 1, **changes}})
    assert_nova_refuses(answer, status, kind, told)


def test_a_volume_beyond_the_quota_is_refused(member):
    limits = member.cinder.get("/limits").json()["limits"]["absolute"]
    most, used = limits["maxTotalVolumeGigabytes"], limits["totalGigabytesUsed"]
    answer = member.cinder.post("/volumes", json={"volume": {"size": most + 1}})
    assert answer.status_code == 413
    told = (
        "VolumeSizeExceedsAvailableQuota: Requested volume or snapshot exceeds allowed gigabytes "
        f"quota. Requested {most + 1}G, quota is {most}G and {used}G has been consumed."
    )
    assert answer.json()["overLimit"]["message"] == told


def test_it_grows_and_never_shrinks(member, make_volume):
    volume = make_volume()
    assert act(member, volume, "os-extend", new_size=2).status_code == 202
    wait_for(member, volume, "available")
    assert shown(member, volume)["size"] == 2
    told = (
        "Invalid input received: New size for extend must be greater than current size. "
        "(current: 2, extended: 1)."
    )
    answer = act(member, volume, "os-extend", new_size=1)
    assert_nova_refuses(answer, 400, "badRequest", re.escape(told))


def test_it_is_attached_and_detached(member, make_volume, server):
    volume, path = make_volume(), f"/servers/{server}/os-volume_attachments"
    body = {"volumeAttachment": {"volumeId": volume}}
    answer = member.nova.post(path, json=body)
    assert answer.status_code == 200, answer.text
    told = answer.json()["volumeAttachment"]
    assert (told["volumeId"], told["serverId"], told["id"]) == (volume, server, volume)
    wait_for(member, volume, "in-use")
    (attached,) = shown(member, volume)["attachments"]
    assert attached["server_id"] == server
    again = member.nova.post(path, json=body)
    told = f"Invalid volume: volume {volume} is already attached to instances: {server}"
    assert_nova_refuses(again, 400, "badRequest", told)
    assert_nova_refuses(member.cinder.delete(f"/volumes/{volume}"), 400, "badRequest", BUSY)
    assert member.nova.delete(f"{path}/{volume}").status_code == 202
    wait_for(member, volume, "available")
    told = f"Instance {server} is not attached to volume {volume}"
    assert_nova_refuses(member.nova.delete(f"{path}/{volume}"), 404, "itemNotFound", told)
    none = {"volumeAttachment": {"volumeId": NOBODY}}
    told = rf"Volume {NOBODY} could not be found\."
    assert_nova_refuses(member.nova.post(path, json=none), 404, "itemNotFound", told)


def test_an_empty_volume_is_not_booted_from(member, make_volume, body):
    volume = make_volume()
    disk = {"boot_index": 0, "source_type": "volume", "destination_type": "volume", "uuid": volume}
    asked = body(imageRef=None, block_device_mapping_v2=[disk])
    answer = member.nova.post("/servers", json=asked, microversion="2.96")
    assert_nova_refuses(answer, 400, "badRequest", rf"Block Device {volume} is not bootable\.")


def test_it_is_given_to_another_project(member, other, make_volume):
    volume = make_volume()
    asked = {"transfer": {"volume_id": volume, "name": "gift"}}
    answer = member.cinder.post("/os-volume-transfer", json=asked)
    assert answer.status_code == 202
    gift = answer.json()["transfer"]
    assert shown(member, volume)["status"] == "awaiting-transfer"
    path = f"/os-volume-transfer/{gift['id']}/accept"
    wrong = other.cinder.post(path, json={"accept": {"auth_key": "x"}})
    told = f"Invalid auth key: Attempt to transfer {gift['id']} with invalid auth key."
    assert_nova_refuses(wrong, 400, "badRequest", re.escape(told))
    taken = other.cinder.post(path, json={"accept": {"auth_key": gift["auth_key"]}})
    assert taken.status_code == 202, taken.text
    assert member.cinder.get(f"/volumes/{volume}").status_code == 404
    other.cinder.delete(f"/volumes/{volume}")


@pytest.mark.parametrize("action", ["os-reset_status", "os-force_delete"])
def test_what_administrators_do(member, make_volume, action):
    answer = act(member, make_volume(), action, status="error")
    told = "Policy doesn't allow volume_extension:volume_admin_actions:.* to be performed."
    assert_nova_refuses(answer, 403, "forbidden", told)
