"""Networks, subnets and pools of subnets that a project makes itself."""

import re

import pytest

from tests.contract.conftest import unique
from tests.contract.project import NOBODY
from tests.contract.refusals import assert_neutron_refuses


@pytest.fixture
def network(member):
    """Id of a new network without subnets."""
    answer = member.neutron.post("/networks", json={"network": {"name": unique("own")}})
    assert answer.status_code == 201, answer.text
    yield answer.json()["network"]["id"]
    member.neutron.delete(f"/networks/{answer.json()['network']['id']}")


@pytest.fixture
def subnet(member, network):
    """subnet(**attributes) -> the answer to a new one on a network of its own."""

    def make(**attributes):
        wanted = {"network_id": network, "ip_version": 4, **attributes}
        return member.neutron.post("/subnets", json={"subnet": wanted})

    return make


def test_a_network_is_made_changed_and_deleted(member):
    wanted = {"name": unique("mine"), "admin_state_up": False, "description": "ours"}
    made = member.neutron.post("/networks", json={"network": wanted}).json()["network"]
    assert {key: made[key] for key in wanted} == wanted
    assert (made["shared"], made["status"], made["subnets"]) == (False, "ACTIVE", [])
    path = f"/networks/{made['id']}"
    change = {"network": {"name": "theirs", "mtu": 1400}}
    now = member.neutron.put(path, json=change).json()["network"]
    assert (now["name"], now["mtu"]) == ("theirs", 1400)
    assert now["revision_number"] > made["revision_number"]
    assert member.neutron.delete(path).status_code == 204
    assert member.neutron.get(path).status_code == 404


def test_several_are_made_at_once_or_none(member):
    names = [unique("one"), unique("two")]
    body = {"networks": [{"name": name} for name in names]}
    answer = member.neutron.post("/networks", json=body)
    assert answer.status_code == 201
    assert [n["name"] for n in answer.json()["networks"]] == names
    for made in answer.json()["networks"]:
        member.neutron.delete(f"/networks/{made['id']}")
    name = unique("never")
    answer = member.neutron.post("/networks", json={"networks": [{"name": name}, {"nope": 1}]})
    told = r"Unrecognized attribute\(s\) 'nope'"
    assert_neutron_refuses(answer, 400, "HTTPBadRequest", told)
    assert member.neutron.get(f"/networks?name={name}").json()["networks"] == []
    answer = member.neutron.post("/networks", json={"networks": []})
    assert_neutron_refuses(answer, 400, "HTTPBadRequest", "Resources required")


@pytest.mark.parametrize(
    ("attribute", "value"),
    [("shared", True), ("router:external", True), ("provider:network_type", "vlan")],
)
def test_what_only_an_administrator_may_say(member, attribute, value):
    answer = member.neutron.post("/networks", json={"network": {attribute: value}})
    told = rf"\(rule:create_network and rule:create_network:{attribute}\) is disallowed by policy"
    assert_neutron_refuses(answer, 403, "PolicyNotAuthorized", told)


def test_the_external_network_is_nobody_s(member, parts):
    path = f"/networks/{parts.external}"
    answers = {
        "update": member.neutron.put(path, json={"network": {"name": "mine"}}),
        "delete": member.neutron.delete(path),
    }
    for verb, answer in answers.items():
        told = f"rule:{verb}_network is disallowed by policy"
        assert_neutron_refuses(answer, 403, "PolicyNotAuthorized", told)
    port = {"port": {"network_id": parts.external}}
    told = "rule:create_port is disallowed by policy"
    answer = member.neutron.post("/ports", json=port)
    assert_neutron_refuses(answer, 403, "PolicyNotAuthorized", told)


@pytest.mark.parametrize(
    ("wanted", "gateway", "pools"),
    [
        ({"cidr": "10.8.0.0/24"}, "10.8.0.1", [("10.8.0.2", "10.8.0.254")]),
        ({"cidr": "10.8.0.7/24"}, "10.8.0.1", [("10.8.0.2", "10.8.0.254")]),
        ({"cidr": "10.8.0.0/24", "gateway_ip": None}, None, [("10.8.0.1", "10.8.0.254")]),
        (
            {"cidr": "10.8.0.0/24", "gateway_ip": "10.8.0.100"},
            "10.8.0.100",
            [("10.8.0.1", "10.8.0.99"), ("10.8.0.101", "10.8.0.254")],
        ),
        (
            {"cidr": "fd00:8::/64", "ip_version": 6},
            "fd00:8::",
            [("fd00:8::1", "fd00:8::ffff:ffff:ffff:ffff")],
        ),
        (
            {
                "cidr": "fd00:8::/64",
                "ip_version": 6,
                "ipv6_ra_mode": "slaac",
                "ipv6_address_mode": "slaac",
            },
            "fd00:8::",
            [("fd00:8::1", "fd00:8::ffff:ffff:ffff:ffff")],
        ),
    ],
    ids=["usual", "of a host", "no gateway", "gateway between", "IPv6", "SLAAC"],
)
def test_a_subnet_has_a_gateway_and_the_other_addresses(subnet, wanted, gateway, pools):
    answer = subnet(**wanted)
    assert answer.status_code == 201, answer.text
    made = answer.json()["subnet"]
    assert made["gateway_ip"] == gateway
    assert [(pool["start"], pool["end"]) for pool in made["allocation_pools"]] == pools


INPUT, BAD = "InvalidInput", "HTTPBadRequest"
LEAD = "Invalid input for operation: "
WRONG = {
    "nothing": (
        {},
        400,
        "BadRequest",
        "Bad subnets request: a subnetpool must be specified in the absence of a cidr.",
    ),
    "no cidr": ({"cidr": "x"}, 400, INPUT, LEAD + "x is not in a CIDR format."),
    "other version": (
        {"cidr": "fd00::/64"},
        400,
        INPUT,
        LEAD + "cidr 'fd00::/64' does not match the ip_version '4'.",
    ),
    "one address": (
        {"cidr": "10.8.0.7/32"},
        400,
        INPUT,
        LEAD + "Subnet has a prefix length that is incompatible with DHCP service enabled.",
    ),
    "gateway is the network": (
        {"cidr": "10.8.0.0/24", "gateway_ip": "10.8.0.0"},
        400,
        INPUT,
        LEAD + "Gateway is not valid on subnet.",
    ),
    "gateway in the pool": (
        {"cidr": "10.8.0.0/24", "allocation_pools": [{"start": "10.8.0.1", "end": "10.8.0.9"}]},
        409,
        "GatewayConflictWithAllocationPools",
        "Gateway ip 10.8.0.1 conflicts with allocation pool 10.8.0.1-10.8.0.9.",
    ),
    "pool outside": (
        {"cidr": "10.8.0.0/24", "allocation_pools": [{"start": "10.8.0.2", "end": "10.8.1.9"}]},
        400,
        "OutOfBoundsAllocationPool",
        "The allocation pool 10.8.0.2-10.8.1.9 spans beyond the subnet cidr 10.8.0.0/24.",
    ),
    "modes of IPv6": (
        {"cidr": "10.8.0.0/24", "ipv6_ra_mode": "slaac"},
        400,
        INPUT,
        LEAD + "ipv6_ra_mode is not valid when ip_version is 4.",
    ),
    "no nameserver": (
        {"cidr": "10.8.0.0/24", "dns_nameservers": ["x"]},
        400,
        BAD,
        "Invalid input for dns_nameservers. Reason: 'x' is not a valid nameserver. 'x' is not a "
        "valid IP address.",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_subnet_is_refused(subnet, what):
    wanted, status, kind, told = WRONG[what]
    assert_neutron_refuses(subnet(**wanted), status, kind, re.escape(told))


def test_subnets_of_a_network_do_not_overlap(subnet, network):
    assert subnet(cidr="10.8.0.0/24").status_code == 201
    told = (
        f"{LEAD}Requested subnet with cidr: 10.8.0.0/16 for network: {network} overlaps with "
        "another subnet."
    )
    assert_neutron_refuses(subnet(cidr="10.8.0.0/16"), 400, INPUT, re.escape(told))


def test_a_subnet_is_changed(member, subnet):
    made = subnet(cidr="10.8.0.0/24").json()["subnet"]
    path = f"/subnets/{made['id']}"
    change = {
        "name": "new",
        "dns_nameservers": ["192.0.2.53"],
        "host_routes": [{"destination": "10.20.0.0/24", "nexthop": "10.8.0.9"}],
        "allocation_pools": [{"start": "10.8.0.10", "end": "10.8.0.20"}],
        "enable_dhcp": False,
    }
    now = member.neutron.put(path, json={"subnet": change}).json()["subnet"]
    assert {key: now[key] for key in change} == change
    answer = member.neutron.put(path, json={"subnet": {"cidr": "10.8.0.0/16"}})
    assert_neutron_refuses(answer, 400, BAD, "Cannot update read-only attribute cidr")
    fields = member.neutron.get(f"{path}?fields=id&fields=cidr").json()["subnet"]
    assert fields == {"id": made["id"], "cidr": "10.8.0.0/24"}


def test_a_pool_gives_subnets(member, subnet):
    wanted = {"name": unique("pool"), "prefixes": ["10.40.0.0/16"], "default_prefixlen": 24}
    answer = member.neutron.post("/subnetpools", json={"subnetpool": wanted})
    assert answer.status_code == 201, answer.text
    pool = answer.json()["subnetpool"]
    assert (pool["prefixes"], pool["ip_version"]) == (["10.40.0.0/16"], 4)
    first = subnet(subnetpool_id=pool["id"]).json()["subnet"]
    second = subnet(subnetpool_id=pool["id"], prefixlen=26).json()["subnet"]
    assert (first["cidr"], second["cidr"]) == ("10.40.0.0/24", "10.40.1.0/26")
    assert first["subnetpool_id"] == pool["id"]
    path = f"/subnetpools/{pool['id']}"
    told = r"Unable to delete subnet pool: Subnet pool has existing allocations\."
    answer = member.neutron.delete(path)
    assert_neutron_refuses(answer, 400, "SubnetPoolDeleteError", told)
    for made in (first, second):
        member.neutron.delete(f"/subnets/{made['id']}")
    assert member.neutron.delete(path).status_code == 204
    told = rf"Subnet pool {pool['id']} could not be found\."
    assert_neutron_refuses(member.neutron.get(path), 404, "SubnetPoolNotFound", told)


def test_things_have_tags(member, network):
    path = f"/networks/{network}/tags"
    answer = member.neutron.put(path, json={"tags": ["a", "b"]})
    assert answer.json() == {"tags": ["a", "b"]}
    assert member.neutron.put(f"{path}/c").status_code == 201
    assert member.neutron.get(f"{path}/c").status_code == 204
    assert set(member.neutron.get(path).json()["tags"]) == {"a", "b", "c"}
    found = member.neutron.get("/networks?tags=a,c").json()["networks"]
    assert [n["id"] for n in found] == [network]
    assert member.neutron.get("/networks?tags=a,z").json()["networks"] == []
    assert member.neutron.delete(f"{path}/c").status_code == 204
    told = r"Tag c could not be found\."
    assert_neutron_refuses(member.neutron.delete(f"{path}/c"), 404, "TagNotFound", told)
    assert member.neutron.delete(path).status_code == 204
    assert member.neutron.get(path).json() == {"tags": []}


@pytest.mark.parametrize("path", ["trunks", "qos/policies", "log/logs", "nothing"])
def test_what_is_not_there_is_not_found(member, path):
    answer = member.neutron.get(f"/{path}")
    told = r"The resource could not be found\."
    assert_neutron_refuses(answer, 404, "HTTPNotFound", told)
    assert member.neutron.get(f"/networks/{NOBODY}").status_code == 404
