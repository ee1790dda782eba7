"""Instances that boot from a new volume, and the quotas of volumes."""

import re

import pytest

from tests.contract.project import NOBODY
from tests.contract.refusals import assert_nova_refuses
from tests.support.waiting import until

LIMITS = {
    *("maxTotalVolumes", "maxTotalSnapshots", "maxTotalVolumeGigabytes", "maxTotalBackups"),
    *("maxTotalBackupGigabytes", "totalVolumesUsed", "totalGigabytesUsed", "totalSnapshotsUsed"),
    *("totalBackupsUsed", "totalBackupGigabytesUsed"),
}
DETAIL = {
    *("id", "status", "size", "availability_zone", "created_at", "updated_at", "name"),
    *("description", "volume_type", "snapshot_id", "source_volid", "metadata", "links", "user_id"),
    *("bootable", "encrypted", "replication_status", "consistencygroup_id", "multiattach"),
    *("attachments", "os-vol-tenant-attr:tenant_id", "volume_image_metadata"),
}


def limits(member):
    answer = member.cinder.get("/limits")
    assert answer.status_code == 200
    assert answer.json()["limits"]["rate"] == []
    return answer.json()["limits"]["absolute"]


@pytest.fixture
def disk(parts):
    def make(**changes):
        whole = {
            "boot_index": 0,
            "source_type": "image",
            "destination_type": "volume",
            "uuid": parts.image,
            "volume_size": 3,
            "delete_on_termination": True,
            **changes,
        }
        return [{key: value for key, value in whole.items() if value is not None}]

    return make


def test_a_volume_comes_and_ends_with_its_instance_and_counts_in_between(member, launch, disk):
    before = limits(member)
    assert set(before) == LIMITS
    made = launch(imageRef=None, block_device_mapping_v2=disk())
    server = member.wait_for_server(made, "ACTIVE")
    assert server["image"] == ""
    (attached,) = server["os-extended-volumes:volumes_attached"]
    assert attached["delete_on_termination"] is True
    during = limits(member)
    assert during["totalVolumesUsed"] == before["totalVolumesUsed"] + 1
    assert during["totalGigabytesUsed"] == before["totalGigabytesUsed"] + 3
    volume = member.cinder.get(f"/volumes/{attached['id']}").json()["volume"]
    assert set(volume) >= DETAIL
    assert (volume["size"], volume["status"], volume["bootable"]) == (3, "in-use", "true")
    assert volume["attachments"][0]["server_id"] == made
    assert attached["id"] in [v["id"] for v in member.cinder.get("/volumes").json()["volumes"]]
    member.nova.delete(f"/servers/{made}")
    member.wait_until_gone(made)
    until(lambda: limits(member) == before, "the volume has ended with its instance")
    gone = member.cinder.get(f"/volumes/{attached['id']}")
    told = f"Volume {attached['id']} could not be found."
    assert_nova_refuses(gone, 404, "itemNotFound", re.escape(told))


def test_a_volume_tells_the_image_it_was_made_of(member, launch, disk, parts):
    made = launch(imageRef=None, block_device_mapping_v2=disk())
    (attached,) = member.wait_for_server(made, "ACTIVE")["os-extended-volumes:volumes_attached"]
    image = member.image(parts.image)
    told = member.cinder.get(f"/volumes/{attached['id']}").json()["volume"]
    known = told["volume_image_metadata"]
    assert (known["image_id"], known["image_name"]) == (parts.image, image["name"])
    assert (known["min_disk"], known["size"]) == (str(image["min_disk"]), str(image["size"]))


def test_a_volume_that_is_in_use_is_not_deleted(member, launch, disk):
    made = launch(imageRef=None, block_device_mapping_v2=disk())
    (attached,) = member.wait_for_server(made, "ACTIVE")["os-extended-volumes:volumes_attached"]
    refused = member.cinder.delete(f"/volumes/{attached['id']}")
    assert refused.status_code == 400
    assert "Volume status must be available" in refused.json()["badRequest"]["message"]


@pytest.mark.parametrize("version", ["2.1", "2.89"])
def test_nova_lists_what_is_attached(member, launch, disk, version):
    made = launch(imageRef=None, block_device_mapping_v2=disk())
    (attached,) = member.wait_for_server(made, "ACTIVE")["os-extended-volumes:volumes_attached"]
    answer = member.nova.get(f"/servers/{made}/os-volume_attachments", microversion=version)
    (row,) = answer.json()["volumeAttachments"]
    assert (row["volumeId"], row["serverId"]) == (attached["id"], made)
    later = {"tag", "delete_on_termination", "attachment_id", "bdm_uuid"}
    own = {"id"} if version == "2.1" else later
    assert set(row) == {"volumeId", "serverId", "device"} | own


WRONG = {
    "no bytes": ({"volume_size": 0}, "volume_size. Value: 0. 0 is less than the minimum of 1"),
    "no number": ({"volume_size": "x"}, "volume_size. Value: x. 'x' does not match '^[0-9]+$'"),
    "a strange source": (
        {"source_type": "x"},
        "source_type. Value: x. 'x' is not one of ['volume', 'image', 'snapshot', 'blank']",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_disk_that_is_wrong_in_itself_is_refused(member, body, disk, what):
    change, why = WRONG[what]
    asked = body(imageRef=None, block_device_mapping_v2=disk(**change))
    answer = member.nova.post("/servers", json=asked, microversion="2.96")
    told = f"Invalid input for field/attribute {why}"
    assert_nova_refuses(answer, 400, "badRequest", re.escape(told))


def test_a_disk_that_cannot_be_made_is_refused(member, body, disk, make_image):
    large = make_image(min_disk=4)
    of = "Block Device Mapping is Invalid: "
    cases = (
        (disk(uuid=NOBODY), f"{of}failed to get image {NOBODY}."),
        (disk(uuid=None), f"{of}Missing device UUID."),
        (
            disk(boot_index=1),
            f"{of}Boot sequence for the instance and image/block device mapping combination is "
            "not valid.",
        ),
        (
            disk(volume_size=None),
            "Images with destination_type 'volume' need to have a non-zero size specified",
        ),
        (
            disk(uuid=large),
            "Volume is smaller than the minimum size specified in image metadata. Volume size is "
            f"{3 << 30} bytes, minimum size is {4 << 30} bytes.",
        ),
    )
    for disks, told in cases:
        asked = body(imageRef=None, block_device_mapping_v2=disks)
        answer = member.nova.post("/servers", json=asked, microversion="2.96")
        assert_nova_refuses(answer, 400, "badRequest", re.escape(told))


def test_a_volume_beyond_the_quota_is_found_out_when_it_is_built(member, launch, disk):
    much = limits(member)["maxTotalVolumeGigabytes"] + 1
    made = launch(imageRef=None, block_device_mapping_v2=disk(volume_size=much))
    server = member.wait_for_server(made, "ERROR")
    told = server["fault"]["message"]
    assert told.startswith(f"Build of instance {made} aborted: VolumeSizeExceedsAvailableQuota: ")
    assert f"Requested {much}G, quota is {much - 1}G and " in told


def test_the_quotas_of_volumes_are_those_of_the_limits(member):
    answer = member.cinder.get(f"/os-quota-sets/{member.id}?usage=True")
    quota = answer.json()["quota_set"]
    told = limits(member)
    assert quota["id"] == member.id
    for name, most, used in (
        ("volumes", "maxTotalVolumes", "totalVolumesUsed"),
        ("gigabytes", "maxTotalVolumeGigabytes", "totalGigabytesUsed"),
    ):
        assert (quota[name]["limit"], quota[name]["in_use"]) == (told[most], told[used])


def test_the_volumes_of_another_project_are_not_shown(member, other):
    refused = member.cinder.get("/volumes", endpoint_override=other.root("volumev3"))
    assert_nova_refuses(refused, 400, "badRequest", re.escape("Malformed request url"))
