"""What Nova passed on to other services until microversion 2.35, in shapes of its own."""

import re

import pytest

from tests.contract.conftest import unique
from tests.contract.project import NOBODY
from tests.contract.refusals import assert_nova_refuses

GROUPS, RULES = "/os-security-groups", "/os-security-group-rules"


@pytest.fixture
def group(member):
    body = {"security_group": {"name": unique("old"), "description": "ours"}}
    answer = member.nova.post(GROUPS, json=body)
    assert answer.status_code == 200, answer.text
    yield answer.json()["security_group"]
    member.nova.delete(f"{GROUPS}/{answer.json()['security_group']['id']}")


def rule(member, **given):
    return member.nova.post(RULES, json={"security_group_rule": given})


def test_a_group_and_its_rules(member, group):
    assert set(group) == {"id", "name", "description", "tenant_id", "rules"}
    assert group["rules"] == []
    ssh = {"parent_group_id": group["id"], "ip_protocol": "tcp", "from_port": 22, "to_port": 22}
    made = rule(member, **ssh, cidr="10.0.0.0/8").json()["security_group_rule"]
    assert {key: made[key] for key in ssh} == ssh
    assert (made["group"], made["ip_range"]) == ({}, {"cidr": "10.0.0.0/8"})
    everywhere = rule(member, **ssh).json()["security_group_rule"]
    assert everywhere["ip_range"] == {"cidr": "0.0.0.0/0"}
    told = f"This rule already exists in group {group['id']}"
    assert_nova_refuses(rule(member, **ssh), 400, "badRequest", told)
    now = member.nova.get(f"{GROUPS}/{group['id']}").json()["security_group"]
    assert {r["id"] for r in now["rules"]} == {made["id"], everywhere["id"]}
    assert member.nova.delete(f"{RULES}/{made['id']}").status_code == 202
    neutron = member.neutron.get(f"/security-groups/{group['id']}").json()["security_group"]
    assert everywhere["id"] in [r["id"] for r in neutron["security_group_rules"]]


WRONG = {
    "no such protocol": ({"ip_protocol": "bad"}, "Invalid IP protocol bad."),
    "upside down": (
        {"from_port": 25},
        "Invalid port range 25:22. Former value cannot be greater than the later",
    ),
    "no port": (
        {"to_port": 99999},
        "Invalid port range 22:99999. Valid TCP ports should be between 1-65535",
    ),
    "no network": ({"cidr": "x"}, "x is not a valid IP network."),
    "half a rule": ({"ip_protocol": None}, "Not enough parameters to build a valid rule."),
    "no id": (
        {"parent_group_id": "x"},
        "Invalid input for field/attribute parent_group_id. Value: x. 'x' is not a 'uuid'",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_rule_is_refused(member, group, what):
    changes, told = WRONG[what]
    ssh = {"parent_group_id": group["id"], "ip_protocol": "tcp", "from_port": 22, "to_port": 22}
    given = {key: value for key, value in {**ssh, **changes}.items() if value is not None}
    assert_nova_refuses(rule(member, **given), 400, "badRequest", re.escape(told))


def test_what_neutron_refuses_is_said_by_nova(member):
    answer = member.nova.get(f"{GROUPS}/{NOBODY}")
    told = rf"Security group {NOBODY} does not exist\nNeutron server returns request_ids: \['req-.*"
    assert_nova_refuses(answer, 404, "itemNotFound", told)
    told = "Security group id should be uuid"
    assert_nova_refuses(member.nova.get(f"{GROUPS}/x"), 400, "badRequest", told)
    body = {"security_group": {"name": "default", "description": ""}}
    told = r"Default security group already exists\.\nNeutron server returns request_ids: .*"
    assert_nova_refuses(member.nova.post(GROUPS, json=body), 403, "forbidden", told)


@pytest.mark.parametrize(
    "path",
    [
        GROUPS,
        "/os-floating-ips",
        "/os-floating-ip-pools",
        "/os-networks",
        "/os-tenant-networks",
        "/os-volumes",
        "/os-snapshots",
        "/images",
    ],
)
def test_they_are_there_until_2_35(member, path):
    assert member.nova.get(path, microversion="2.35").status_code == 200
    answer = member.nova.get(path, microversion="2.36")
    told = r"The resource could not be found\."
    assert_nova_refuses(answer, 404, "itemNotFound", told)


def test_an_image_as_nova_showed_it(member, parts):
    shown = member.nova.get(f"/images/{parts.image}").json()["image"]
    glance = member.image(parts.image)
    assert (shown["status"], shown["progress"]) == ("ACTIVE", 100)
    assert (shown["name"], shown["minDisk"]) == (glance["name"], glance["min_disk"])
    assert shown["OS-EXT-IMG-SIZE:size"] == glance["size"]
    answer = member.nova.get(f"/images/{NOBODY}")
    assert_nova_refuses(answer, 404, "itemNotFound", r"Image not found\.")


def test_quotas_of_then(member):
    old = member.nova.get(f"/os-quota-sets/{member.id}").json()["quota_set"]
    new = member.nova.get(f"/os-quota-sets/{member.id}", microversion="2.36").json()["quota_set"]
    passed_on = {"fixed_ips", "floating_ips", "security_groups", "security_group_rules"}
    assert set(old) - set(new) == passed_on
    assert {old[name] for name in passed_on} == {-1}


@pytest.mark.parametrize("version", ["2.1", "2.75"])
def test_a_changed_server_shows_all_only_from_2_75_on(member, server, version):
    body = {"server": {"accessIPv4": "192.0.2.7"}}
    answer = member.nova.put(f"/servers/{server}", json=body, microversion=version)
    shown = answer.json()["server"]
    assert shown["accessIPv4"] == "192.0.2.7"
    assert ("OS-EXT-STS:vm_state" in shown) is (version == "2.75")
    assert ("key_name" in shown) is (version == "2.75")
    (entries,) = shown["addresses"].values()
    assert ("OS-EXT-IPS:type" in entries[0]) is (version == "2.75")
    member.nova.put(f"/servers/{server}", json={"server": {"accessIPv4": ""}})


def test_addresses_of_one_network(member, server):
    (name,) = member.server(server)["addresses"]
    one = member.nova.get(f"/servers/{server}/ips/{name}").json()
    assert one == member.nova.get(f"/servers/{server}/ips").json()["addresses"]
    answer = member.nova.get(f"/servers/{server}/ips/nowhere")
    told = "Instance is not a member of specified network"
    assert_nova_refuses(answer, 404, "itemNotFound", told)
