"""Flavors and availability zones."""

import pytest

from tests.contract.refusals import assert_nova_refuses

AT_2_1 = {
    *("id", "name", "ram", "disk", "swap", "vcpus", "rxtx_factor", "links"),
    *("OS-FLV-EXT-DATA:ephemeral", "OS-FLV-DISABLED:disabled", "os-flavor-access:is_public"),
}
SWAP = {"2.1": "", "2.61": "", "2.75": 0}


@pytest.mark.parametrize(
    ("version", "keys"),
    [
        ("2.1", AT_2_1),
        ("2.61", AT_2_1 | {"description", "extra_specs"}),
        ("2.75", AT_2_1 | {"description", "extra_specs"}),
    ],
    ids=["2.1", "2.61", "2.75"],
)
def test_a_flavor_has_the_keys_of_its_version(member, version, keys):
    flavors = member.nova.get("/flavors/detail", microversion=version).json()["flavors"]
    for flavor in flavors:
        assert set(flavor) == keys
        assert flavor["swap"] == SWAP[version]
        shown = member.nova.get(f"/flavors/{flavor['id']}", microversion=version)
        assert shown.json()["flavor"] == flavor


def test_there_is_a_flavor_with_an_ephemeral_disk(member):
    flavors = member.nova.get("/flavors/detail").json()["flavors"]
    flavor = next(flavor for flavor in flavors if flavor["name"] == "c2-7.5gb-30")
    assert (flavor["vcpus"], flavor["ram"]) == (2, 7680)
    assert flavor["OS-FLV-EXT-DATA:ephemeral"] > 0


def test_a_flavor_that_is_not_there_is_not_found(member):
    answer = member.nova.get("/flavors/nope")
    assert_nova_refuses(answer, 404, "itemNotFound", r"Flavor nope could not be found\.")


def test_flavors_are_made_by_administrators(member):
    wanted = {"flavor": {"name": "mine", "ram": 1, "vcpus": 1, "disk": 1}}
    told = "Policy doesn't allow os_compute_api:os-flavor-manage:create to be performed."
    answer = member.nova.post("/flavors", json=wanted)
    assert_nova_refuses(answer, 403, "forbidden", told)


def test_there_is_one_availability_zone(member):
    answer = member.nova.get("/os-availability-zone")
    assert answer.json() == {
        "availabilityZoneInfo": [
            {"zoneName": "nova", "zoneState": {"available": True}, "hosts": None}
        ]
    }
