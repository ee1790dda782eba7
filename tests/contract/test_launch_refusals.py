"""Everything that Nova refuses to launch, and how it says so."""

import re

import pytest

from tests.contract.project import NOBODY
from tests.contract.refusals import assert_nova_refuses

PRINTABLE = re.escape(
    "An invalid 'name' value was provided. The name must be: printable characters."
    " Can not start or end with whitespace."
)
WRONG = {
    "no such image": ({"imageRef": NOBODY}, "Can not find requested image"),
    "an image that is no id": (
        {"imageRef": "nope"},
        r"Invalid input for field/attribute imageRef\. Value: nope\. 'nope' is not .*",
    ),
    "no image": ({"imageRef": None}, "Missing imageRef attribute"),
    "no such flavor": ({"flavorRef": "nope"}, r"Flavor nope could not be found\."),
    "no such key": ({"key_name": "nope"}, r"Invalid key_name provided\."),
    "an empty key": (
        {"key_name": ""},
        r"Invalid input for field/attribute key_name\. Value: \. '' should be non-empty",
    ),
    "no such security group": (
        {"security_groups": [{"name": "nope"}]},
        "Unable to find security_group with name or id 'nope'",
    ),
    "no such network": (
        {"networks": [{"uuid": NOBODY}]},
        rf"Network {NOBODY} could not be found\.",
    ),
    "no network": (
        {"networks": None},
        r"Invalid input for field/attribute server\. Value: .*'networks' is a required property",
    ),
    "no such zone": (
        {"availability_zone": "nope"},
        "The requested availability zone is not available",
    ),
    "no name": (
        {"name": ""},
        r"Invalid input for field/attribute name\. Value: \. '' should be non-empty",
    ),
    "a blank name": ({"name": "  "}, PRINTABLE),
    "a name with a blank at the end": ({"name": "a "}, PRINTABLE),
    "a name with a line break": ({"name": "a\nb"}, PRINTABLE),
    "a name of 256 characters": (
        {"name": "n" * 256},
        r"Invalid input for field/attribute name\. Value: n{256}\. 'n{256}' is too long",
    ),
    "too much user data": (
        {"user_data": "A" * 65536},
        r"Invalid input for field/attribute user_data\. Value: A.* is too long",
    ),
    "too long a metadata value": (
        {"metadata": {"a": "x" * 256}},
        r"Invalid input for field/attribute a\. Value: x{256}\. 'x{256}' is too long",
    ),
    "a field that does not exist": (
        {"colour": "red"},
        r"Invalid input for field/attribute server\. Value: .*"
        r"Additional properties are not allowed \('colour' was unexpected\)",
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_nova_refuses(member, body, wrong):
    changes, message = WRONG[wrong]
    answer = member.nova.post("/servers", json=body(**changes), microversion="2.96")
    assert_nova_refuses(answer, 400, "badRequest", message)


def test_nova_refuses_a_disk_that_is_too_small(member, body, make_image):
    image = make_image(min_disk=100_000)
    answer = member.nova.post("/servers", json=body(imageRef=image), microversion="2.96")
    told = (
        r"Flavor's disk is smaller than the minimum size specified in image metadata\."
        rf" Flavor disk is \d+ bytes, minimum size is {100_000 << 30} bytes\."
    )
    assert_nova_refuses(answer, 400, "badRequest", told)


def test_nova_refuses_a_memory_that_is_too_small(member, body, make_image):
    image = make_image(min_ram=100_000_000)
    answer = member.nova.post("/servers", json=body(imageRef=image), microversion="2.96")
    told = r"Flavor's memory is too small for requested image\."
    assert_nova_refuses(answer, 400, "badRequest", told)


def test_nova_refuses_an_image_without_bytes(member, body, make_image):
    image = make_image(data=None)
    answer = member.nova.post("/servers", json=body(imageRef=image), microversion="2.96")
    assert_nova_refuses(answer, 400, "badRequest", rf"Image {image} is not active\.")


def test_nova_refuses_the_private_image_of_another_project(member, other, body):
    wanted = {"name": "secret", "visibility": "private"}
    image = other.glance.post("/images", json=wanted).json()["id"]
    answer = member.nova.post("/servers", json=body(imageRef=image), microversion="2.96")
    assert_nova_refuses(answer, 400, "badRequest", "Can not find requested image")
    other.glance.delete(f"/images/{image}")


def test_nova_refuses_more_instances_than_the_quota_has_left(member, body):
    limits = member.nova.get("/limits").json()["limits"]["absolute"]
    used, most = limits["totalInstancesUsed"], limits["maxTotalInstances"]
    many = most - used + 1
    wanted = body(min_count=many, max_count=many)
    answer = member.nova.post("/servers", json=wanted, microversion="2.96")
    # Cores or memory may run out as well; each is named, in the same order everywhere.
    told = rf"Quota exceeded for [a-z, ]*instances[a-z, ]*: Requested [\d, ]*{many}[\d, ]*,"
    told += rf" but already used [\d, ]*{used}[\d, ]* of [\d, ]*{most}[\d, ]* .*instances.*"
    assert_nova_refuses(answer, 403, "forbidden", told)


def test_nova_refuses_what_is_no_json(member):
    headers = {"Content-Type": "application/json"}
    answer = member.nova.post("/servers", data="{", headers=headers)
    assert_nova_refuses(answer, 400, "badRequest", "Malformed request body")
