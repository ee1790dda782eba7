"""One part that a cloud refuses never takes the others away."""

import math

import pytest
from openstack import exceptions as sdk

from canfar_jupyter.cloud.http.executor import DaemonExecutor
from canfar_jupyter.cloud.launch import subnets
from canfar_jupyter.cloud.launch.options import offers
from canfar_jupyter.cloud.lists.reader import Reader
from canfar_jupyter.model.launch.problems import attachable_networks, usual_networks

PROJECT = "p" * 32
REFUSED = (403, {"forbidden": {"message": "Policy doesn't allow it."}})
BUSY = (503, {"message": "busy"})
LIMITS = (200, {"limits": {"absolute": {"maxTotalInstances": 5}}})
QUOTA = (200, {"quota": {"floatingip": {"limit": 3, "used": 1, "reserved": 0}}})
VOLUMES = (200, {"limits": {"absolute": {"maxTotalVolumes": 7}}})


@pytest.fixture
def reader(faulty):
    faulty.has_volumes = True
    return Reader(faulty.wire(), PROJECT, DaemonExecutor(4, "test"))


@pytest.mark.parametrize("service", ["compute", "network", "volumes"])
@pytest.mark.parametrize("answer", [REFUSED, BUSY, (404, {}), (200, "no JSON")])
def test_quotas_of_one_service_that_fails_leave_the_others(faulty, reader, service, answer):
    answers = {"compute": LIMITS, "network": QUOTA, "volumes": VOLUMES, service: answer}
    faulty.on("GET", "/v2.1/limits", answers["compute"])
    faulty.on("GET", f"/v2.0/quotas/{PROJECT}/details", answers["network"])
    faulty.on("GET", f"/v2.0/quotas/{PROJECT}", answers["network"])
    faulty.on("GET", "/v3/limits", answers["volumes"])
    reading = reader.read("quotas")
    there = {"compute": "instances", "network": "floating_ips", "volumes": "volumes"}
    del there[service]
    assert set(there.values()) <= set(reading.columns["name"])
    assert all(math.isnan(v) or v >= 0 for v in reading.columns["limit"])
    temporary = answer is BUSY or answer[0] == 200
    assert bool(reading.partial) == temporary


def test_quotas_that_all_fail_are_an_error(faulty, reader):
    for path in ("/v2.1/limits", "/v3/limits", f"/v2.0/quotas/{PROJECT}"):
        faulty.on("GET", path, REFUSED)
    with pytest.raises(sdk.ForbiddenException):
        reader.read("quotas")


def test_a_neutron_without_routers_has_no_floating_ips(reader):
    assert reader.read("floating_ips").columns["id"] == []


@pytest.mark.parametrize("refused", ["os-availability-zone", "os-server-groups"])
def test_zones_or_groups_that_are_refused_leave_the_rest_of_the_offers(faulty, refused):
    zone = {"zoneName": "nova", "zoneState": {"available": True}}
    group = {"id": "g", "name": "apart", "policy": "anti-affinity"}
    faulty.has_volumes = True
    faulty.on("GET", "/v2.1/os-availability-zone", (200, {"availabilityZoneInfo": [zone]}))
    faulty.on("GET", "/v2.1/os-server-groups", (200, {"server_groups": [group]}))
    faulty.on("GET", f"/v2.1/{refused}", REFUSED)
    found = offers(faulty.wire())
    assert found.volumes
    assert "Policy doesn't allow it" in found.partial
    assert bool(found.zones) == (refused != "os-availability-zone")
    assert bool(found.server_groups) == (refused != "os-server-groups")


def test_a_sign_in_that_is_refused_is_not_taken_for_a_refused_part(faulty):
    faulty.on("GET", "/v2.1/os-availability-zone", (401, {"error": {"message": "no"}}))
    with pytest.raises(sdk.HttpException):
        offers(faulty.wire())


def test_subnets_are_read_though_ports_may_not_be_seen(faulty):
    faulty.on("GET", "/v2.0/ports", REFUSED)
    rows = [{"id": "s", "network_id": "n", "cidr": "10.0.0.0/24", "gateway_ip": "10.0.0.1"}]
    faulty.on("GET", "/v2.0/subnets", (200, {"subnets": rows}))
    assert subnets.read(faulty.wire())["s"]["taken"] == frozenset()


def network(external=False, shared=False, subnets=1):
    return {"external": external, "shared": shared, "subnets": subnets}


def test_an_external_network_is_attached_to_only_where_it_is_shared():
    rows = {"closed": network(external=True), "open": network(external=True, shared=True)}
    assert list(attachable_networks(rows)) == list(usual_networks(rows)) == ["open"]
    rows["inner"] = network()
    assert set(attachable_networks(rows)) == {"open", "inner"}
    assert list(usual_networks(rows)) == ["inner"]
    assert usual_networks({"empty": network(shared=True, subnets=0)}) == {}
