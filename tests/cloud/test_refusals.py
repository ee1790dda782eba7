"""What Nova, Neutron and Glance say of a launch: a sentence, and the field it belongs to."""

import json

import pytest
from openstack import exceptions as sdk

from canfar_jupyter import errors
from canfar_jupyter.cloud.instances import requests
from canfar_jupyter.cloud.launch.request import Launch
from canfar_jupyter.model.instances.condition import fault_advice
from canfar_jupyter.model.launch.spec import LaunchSpec

from .recorded import made

SPEC = LaunchSpec(
    name="lens", image="i", flavor="f", network="n", metadata=(("field", "x"),), tags=("a",)
)
NOVA = {400: "badRequest", 403: "forbidden", 404: "itemNotFound", 409: "conflictingRequest"}
INVALID = "Invalid input for field/attribute"
USED = "but already used"

REFUSALS = [  # status, what Nova says, our class, field, words
    (400, f"{INVALID} name. Value: x. 'x' is too long", "Invalid", "name", "The name is too long."),
    (400, f"{INVALID} name. Value: . '' should be non-empty", "Invalid", "name", "is empty."),
    (400, f"{INVALID} key_name. Value: . '' should be non-empty", "Invalid", "key", "The key is"),
    (400, "Invalid key_name provided.", "Invalid", "key", "The SSH key no longer exists."),
    (400, "Can not find requested image", "Invalid", "image", "The image no longer exists."),
    (400, "Image 8a is not active.", "Invalid", "image", "Image 8a is not active."),
    (400, "Image 8a is unacceptable: Image is deactivated", "Invalid", "image", "deactivated."),
    (404, "Image 8a could not be found.", "NotFound", "image", "Image 8a could not be found."),
    (400, "Flavor f could not be found.", "Invalid", "flavor", "Flavor f could not be found."),
    (
        400,
        "Flavor's memory is too small for requested image.",
        "Invalid",
        "flavor",
        "memory is too small",
    ),
    (
        400,
        "Flavor's disk is too small for requested image. Flavor disk is 1 bytes, image is 2 bytes.",
        "Invalid",
        "flavor",
        "disk is too small",
    ),
    (
        400,
        "Unable to find security_group with name or id 'g'",
        "Invalid",
        "security_groups",
        "A security group no longer exists.",
    ),
    (
        409,
        "Multiple security_group matches found for name 'ssh', use an ID to be more specific.",
        "Conflict",
        "security_groups",
        "use an ID",
    ),
    (400, "Network n could not be found.", "Invalid", "network", "Network n could not be found."),
    (
        400,
        "Network n requires a subnet in order to boot instances on.",
        "Invalid",
        "network",
        "requires a subnet",
    ),
    (
        403,
        "It is not allowed to create an interface on external network n",
        "NotAllowed",
        "network",
        "external network n.",
    ),
    (
        409,
        "Multiple possible networks found, use a Network ID to be more specific.",
        "Conflict",
        "network",
        "Multiple possible networks",
    ),
    (
        400,
        "Fixed IP address 10.0.0.5 is already in use on instance s.",
        "Invalid",
        "fixed_ip",
        "already in use",
    ),
    (
        400,
        "The requested availability zone is not available",
        "Invalid",
        "availability_zone",
        "The availability zone does not exist",
    ),
    (
        400,
        "Instance group g could not be found.",
        "Invalid",
        "server_group",
        "The server group no longer exists.",
    ),
    (400, f"{INVALID} 0. Value: a,b. 'a,b' does not match 'x'", "Invalid", "tags", "A tag has"),
    (
        400,
        f"{INVALID} tags. Value: ['0']. ['0'] is too long",
        "Invalid",
        "tags",
        "There are too many tags.",
    ),
    (400, f"{INVALID} field. Value: x. 'x' is too long", "Invalid", "metadata", "The field is"),
    (
        400,
        f"{INVALID} description. Value: x. 'x' is too long",
        "Invalid",
        "description",
        "The description is too long.",
    ),
    (
        400,
        f"{INVALID} user_data. Value: secret. 'secret' is too long",
        "Invalid",
        "user_data",
        "too long, or Nova does not accept it.",
    ),
    (400, "Block Device Mapping is Invalid: boot index", "Invalid", "volume", "Block Device"),
    (
        400,
        "Block Device Mapping is Invalid: failed to get image 7f.",
        "Invalid",
        "image",
        "The image no longer exists.",
    ),
    (
        400,
        "Volume is smaller than the minimum size specified in image metadata. Volume size is 1 "
        "bytes, minimum size is 2 bytes.",
        "Invalid",
        "volume",
        "The volume is smaller than the image needs.",
    ),
    (
        403,
        f"Quota exceeded for cores: Requested 4, {USED} 8 of 10 cores",
        "QuotaReached",
        "flavor",
        "cores: 8 of 10 used, this needs 4 more",
    ),
    (
        403,
        f"Quota exceeded for instances: Requested 1, {USED} 5 of 5 instances",
        "QuotaReached",
        "quota",
        "instances: 5 of 5 used",
    ),
    (
        403,
        "Quota exceeded for ports.",
        "QuotaReached",
        "quota",
        "Quota exceeded for ports.",
    ),
    (
        403,
        "Quota exceeded, too many servers in group",
        "QuotaReached",
        "quota",
        "too many servers in group.",
    ),
    (
        403,
        "Policy doesn't allow os_compute_api:servers:create to be performed.",
        "NotAllowed",
        None,
        "Policy doesn't allow",
    ),
    (
        403,
        "Policy doesn't allow os_compute_api:servers:create:attach_network to be performed.",
        "NotAllowed",
        "network",
        "Policy doesn't allow",
    ),
]


def refused(status, text):
    body = json.dumps({NOVA[status]: {"code": status, "message": text}}).encode()
    try:
        sdk.raise_from_response(made(status, body, {"content-type": "application/json"}))
    except sdk.HttpException as raised:
        return Launch(None, SPEC, lambda seconds: None, "token")._refused(raised)
    raise AssertionError("it is not refused")


@pytest.mark.parametrize(("status", "text", "kind", "field", "words"), REFUSALS)
def test_a_refusal_is_a_sentence_beside_its_field(status, text, kind, field, words):
    error = refused(status, text)
    assert type(error) is getattr(errors, kind)
    assert error.field == field
    assert words in str(error)
    assert str(error).startswith("Could not launch lens: ")
    assert str(error).endswith(".")
    assert "secret" not in str(error)
    assert error.hint.endswith(".")


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("No valid host was found. There are not enough hosts available.", "choose a smaller one"),
        ("Maximum number of ports exceeded", "quota of ports"),
        ("Quota exceeded for resources: ['port'].", "quota of ports"),
        ("Fixed IP 192.0.2.7 is not a valid ip address for network n.", "leave it to the cloud"),
        ("aborted: VolumeSizeExceedsAvailableQuota: Requested volume", "smaller volume"),
        ("aborted: VolumeLimitExceeded: Maximum number of volumes", "own disk"),
        ("Volume 7f did not finish being created even after", "own disk"),
        ("Something else", "terminate it and launch it again"),
    ],
)
def test_what_came_out_only_while_it_was_built_has_its_own_advice(fault, says):
    assert says in fault_advice(fault, ran=False)


@pytest.mark.parametrize("launched", [None, "2026-11-23T17:56:33.000000"])
def test_only_an_instance_that_never_ran_may_be_terminated(faulty, launched):
    fault = {"message": "Resize error: Unable to resize disk down.", "code": 500, "created": ""}
    server = {"id": "s1", "name": "lens", "status": "ERROR", "fault": fault}
    faulty.on(
        *("GET", "/v2.1/servers/s1"),
        (200, {"server": {**server, "OS-SRV-USG:launched_at": launched}}),
    )
    for call in (
        lambda: requests.start(faulty.wire(), "s1", lambda _: None),
        lambda: requests.wait_until_active(faulty.wire(), "s1", 5, lambda _: None),
    ):
        with pytest.raises(errors.CloudError) as failed:
            call()
        assert failed.value.hint == fault_advice(fault["message"], ran=bool(launched))
    assert ("is in ERROR" in str(failed.value)) == bool(launched)
