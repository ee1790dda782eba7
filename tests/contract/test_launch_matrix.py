"""Each part of a launch wrong once: which field the refusal belongs to, on both clouds.

What the form knows beforehand is left out here: ``launch_spec`` sends without looking.
"""

from dataclasses import replace
from ipaddress import ip_address

import pytest

from canfar_jupyter.cloud import connect, service_of
from canfar_jupyter.errors import CloudError, CloudFailure, Invalid, QuotaReached
from canfar_jupyter.model.launch.spec import LaunchSpec
from tests.contract.conftest import unique
from tests.contract.project import NOBODY

WRONG = {
    "an empty name": ({"name": ""}, "name"),
    "a name of 256 characters": ({"name": "n" * 256}, "name"),
    "a name with a line break": ({"name": "a\nb"}, "name"),
    "an image that is not there": ({"image": NOBODY}, "image"),
    "a flavor that is not there": ({"flavor": "nope"}, "flavor"),
    "a key that was deleted": ({"key": "deleted"}, "key"),
    "a group that was deleted": ({"security_groups": (NOBODY,)}, "security_groups"),
    "a network that was deleted": ({"network": NOBODY}, "network"),
    "another network that was deleted": ({"more_networks": (NOBODY,)}, "network"),
    "an address that is none": ({"fixed_ip": "10.0.0"}, "network"),  # Nova says no more
    "a zone that is not there": ({"availability_zone": "nope"}, "availability_zone"),
    "a server group that is none": ({"server_group": "apart"}, "server_group"),
    "a volume of no size": ({"volume_gib": 0}, "volume"),
    "a volume of an image that is not there": ({"volume_gib": 2, "image": NOBODY}, "image"),
    "a server group that is not there": ({"server_group": NOBODY}, "server_group"),
    "a tag with a comma": ({"tags": ("a,b",)}, "tags"),
    "too long a tag": ({"tags": ("x" * 61,)}, "tags"),
    "too many tags": ({"tags": tuple(map(str, range(51)))}, "tags"),
    "too long a value of metadata": ({"metadata": (("a", "x" * 256),)}, "metadata"),
    "a name of metadata with a slash": ({"metadata": (("a/b", "x"),)}, "metadata"),
    "too long a description": ({"description": "x" * 256}, "description"),
}


@pytest.fixture(scope="module")
def ours(cloud):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OS_CLIENT_CONFIG_FILE", str(cloud[1]))
        return connect(cloud[0])


@pytest.fixture
def spec(parts):
    return LaunchSpec(
        name=unique("matrix"), image=parts.image, flavor=parts.flavor, network=parts.network
    )


@pytest.mark.parametrize("wrong", WRONG)
def test_a_refusal_belongs_to_the_field_that_is_wrong(ours, spec, wrong):
    changes, field = WRONG[wrong]
    with pytest.raises(CloudError) as caught:
        ours.launch_spec(replace(spec, **changes))
    assert caught.value.field == field, str(caught.value)
    assert isinstance(caught.value, Invalid), repr(caught.value)
    assert str(caught.value).endswith((".", "…")), str(caught.value)
    assert "x" * 100 not in str(caught.value)  # what was typed is not repeated


def test_an_image_that_is_not_active_is_one_of_the_image(ours, spec, make_image):
    with pytest.raises(Invalid) as caught:
        ours.launch_spec(replace(spec, image=make_image(data=None)))
    assert caught.value.field == "image"


@pytest.mark.parametrize("needs", [{"min_disk": 100_000}, {"min_ram": 100_000_000}])
def test_a_flavor_that_is_too_small_is_one_of_the_flavor(ours, spec, make_image, needs):
    with pytest.raises(Invalid) as caught:
        ours.launch_spec(replace(spec, image=make_image(**needs)))
    assert caught.value.field == "flavor"


def test_a_volume_that_is_too_small_is_one_of_the_volume(ours, spec, make_image):
    with pytest.raises(Invalid, match="smaller than the image needs") as caught:
        ours.launch_spec(replace(spec, image=make_image(min_disk=5), volume_gib=4))
    assert caught.value.field == "volume"


def test_a_volume_beyond_the_quota_is_known_before_and_said_when_it_is_built(ours, spec, member):
    quota = ours.read("quotas").rows()["volume_gib"]
    over = replace(spec, volume_gib=int(quota["limit"] - quota["used"]) + 1)
    (known,) = [p for p in ours.problems(over) if p.blocks]
    assert (known.field, known.quota) == ("volume", True)
    [made] = ours.launch_spec(over)  # as when a colleague took it in between
    try:
        with pytest.raises(CloudFailure, match="exceeds allowed gigabytes quota") as caught:
            ours.wait_until_active(made, timeout=60)
        assert "smaller volume" in caught.value.hint
    finally:
        ours.terminate(made)
        member.wait_until_gone(made.id)


def test_an_instance_boots_from_a_volume_and_is_read_back(ours, spec, member):
    [made] = ours.launch_spec(replace(spec, volume_gib=2))
    try:
        member.wait_for_server(made.id, "ACTIVE")
        found = ours.spec_of(made)
        assert (found.image, found.volume_gib) == (spec.image, 2)
        assert ours.details(made).volumes
    finally:
        ours.terminate(made)
        member.wait_until_gone(made.id)


def test_an_instance_is_launched_into_a_server_group_and_read_back(ours, spec, member):
    asked = {"server_group": {"name": unique("apart"), "policy": "soft-anti-affinity"}}
    answer = member.nova.post("/os-server-groups", json=asked, microversion="2.96")
    group = answer.json()["server_group"]["id"]
    assert (group, asked["server_group"]["name"], "soft-anti-affinity") in (
        ours.offers().server_groups
    )
    [made] = ours.launch_spec(replace(spec, server_group=group, availability_zone="nova"))
    try:
        member.wait_for_server(made.id, "ACTIVE")
        again = ours.spec_of(made)
        assert (again.server_group, again.availability_zone) == (group, "nova")
    finally:
        ours.terminate(made)
        member.wait_until_gone(made.id)
        member.nova.delete(f"/os-server-groups/{group}")


@pytest.mark.parametrize("at", ["gateway", "outside", "taken"])
def test_an_address_that_cannot_be_had_is_known_before(ours, spec, member, server, at):
    where = {
        "gateway": next(
            row["gateway"]
            for row in service_of(ours).planning.subnets().values()
            if row["network"] == spec.network
        ),
        "outside": "192.0.2.7",
        "taken": member.port(server)["fixed_ips"][0]["ip_address"],
    }
    found = ours.problems(replace(spec, fixed_ip=where[at]))
    assert "fixed_ip" in [p.field for p in found if p.blocks], found


def test_a_quota_that_a_colleague_took_is_said_with_its_numbers(ours, spec):
    quota = ours.read("quotas").rows()["instances"]
    many = int(quota["limit"] - quota["used"]) + 1
    with pytest.raises(QuotaReached, match=r"instances: .* used, this needs") as caught:
        ours.launch_spec(replace(spec, count=many))
    assert caught.value.field in ("quota", "flavor")


def test_an_address_of_another_network_is_found_out_when_it_is_built(ours, spec, member):
    [made] = ours.launch_spec(replace(spec, fixed_ip="192.0.2.7"))
    try:
        with pytest.raises(CloudFailure, match=r"Fixed IP 192\.0\.2\.7 is not a valid") as caught:
            ours.wait_until_active(made, timeout=60)
        assert "leave it to the cloud" in caught.value.hint
    finally:
        ours.terminate(made)
        member.wait_until_gone(made.id)


def test_an_address_is_given_that_was_asked_for(ours, spec, member, server):
    taken = member.port(server)["fixed_ips"][0]["ip_address"]
    wanted = str(ip_address(taken) + 40)
    [made] = ours.launch_spec(replace(spec, fixed_ip=wanted))
    try:
        member.wait_for_server(made.id, "ACTIVE")
        assert member.port(made.id)["fixed_ips"][0]["ip_address"] == wanted
    finally:
        ours.terminate(made)
        member.wait_until_gone(made.id)


def test_an_address_that_is_taken_is_said_beside_it(ours, spec, member, server):
    taken = member.port(server)["fixed_ips"][0]["ip_address"]
    with pytest.raises(CloudError) as caught:
        ours.launch_spec(replace(spec, fixed_ip=taken))
    assert caught.value.field == "fixed_ip", str(caught.value)


def test_all_parts_that_are_right_are_taken_together(ours, spec, member, key):
    whole = replace(
        spec,
        key=key,
        tags=("a", "b"),
        metadata=(("field", "W1"),),
        description="of night 7",
        config_drive=True,
        user_data="#!/bin/sh\n",
        availability_zone="nova",
    )
    [made] = ours.launch_spec(whole)
    try:
        found = ours.spec_of(made)
        assert (found.key, found.tags, found.metadata) == (key, ("a", "b"), (("field", "W1"),))
        assert (found.description, found.config_drive) == ("of night 7", True)
        assert (found.image, found.flavor) == (spec.image, spec.flavor)
    finally:
        ours.terminate(made)
        member.wait_until_gone(made.id)
