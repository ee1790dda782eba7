"""Nova's microversions: what is asked for is what is answered."""

import re

import pytest

from tests.contract.refusals import assert_nova_refuses

VARY = "OpenStack-API-Version, X-OpenStack-Nova-API-Version"


def test_without_a_version_it_is_2_1(member):
    answer = member.nova.get("/servers")
    assert answer.headers["OpenStack-API-Version"] == "compute 2.1"
    assert answer.headers["X-OpenStack-Nova-API-Version"] == "2.1"
    assert answer.headers["Vary"] == VARY


@pytest.mark.parametrize("version", ["2.1", "2.45", "2.61", "2.96"])
def test_the_version_asked_for_comes_back(member, version):
    answer = member.nova.get("/servers", microversion=version)
    assert answer.status_code == 200
    assert answer.headers["OpenStack-API-Version"] == f"compute {version}"
    assert answer.headers["X-OpenStack-Nova-API-Version"] == version


def test_the_older_header_alone_is_understood(member):
    answer = member.nova.get("/servers", headers={"X-OpenStack-Nova-API-Version": "2.50"})
    assert answer.headers["OpenStack-API-Version"] == "compute 2.50"


def test_latest_is_the_newest_of_the_version_document(member):
    newest = member.nova.get("/").json()["version"]["version"]
    latest = member.nova.get("/servers", headers={"OpenStack-API-Version": "compute latest"})
    assert latest.status_code == 200
    assert latest.headers["OpenStack-API-Version"] == f"compute {newest}"


def test_a_version_from_the_future_is_not_acceptable(member):
    newest = member.nova.get("/").json()["version"]["version"]
    told = f"Version 2.999 is not supported by the API. Minimum is 2.1 and maximum is {newest}."
    answer = member.nova.get("/servers", microversion="2.999")
    assert_nova_refuses(answer, 406, "computeFault", re.escape(told))


def test_a_version_that_is_none_is_a_bad_request(member):
    answer = member.nova.get("/servers", headers={"OpenStack-API-Version": "compute new"})
    told = "API Version String new is of invalid format. Must be of format MajorNum.MinorNum."
    assert_nova_refuses(answer, 400, "badRequest", re.escape(told))


def test_a_server_names_its_flavor_up_to_2_46_and_contains_it_from_2_47(member, server, parts):
    for version in ("2.1", "2.46"):
        flavor = member.server(server, version)["flavor"]
        assert set(flavor) == {"id", "links"}
        assert flavor["id"] == parts.flavor
    flavor = member.server(server, "2.47")["flavor"]
    assert set(flavor) == {
        *("vcpus", "ram", "disk", "ephemeral", "swap", "original_name", "extra_specs")
    }
