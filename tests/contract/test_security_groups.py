"""Security groups and their rules."""

import pytest

from tests.contract.conftest import unique
from tests.contract.project import NOBODY
from tests.contract.refusals import assert_neutron_refuses, assert_nova_refuses

GROUP = {
    *("id", "name", "description", "tenant_id", "project_id", "security_group_rules"),
    *("stateful", "shared", "tags", "created_at", "updated_at", "revision_number"),
}
RULE = {
    *("id", "project_id", "tenant_id", "security_group_id", "ethertype", "direction"),
    *("protocol", "port_range_min", "port_range_max", "remote_ip_prefix", "remote_group_id"),
    *("description", "created_at", "updated_at", "revision_number", "normalized_cidr"),
    *("remote_address_group_id", "belongs_to_default_sg"),
}
SSH = {
    "protocol": "tcp",
    "port_range_min": 22,
    "port_range_max": 22,
    "remote_ip_prefix": "0.0.0.0/0",
}

WRONG_RULES = {
    "no network": (
        {"remote_ip_prefix": "1.2.3"},
        "InvalidCIDR",
        r"Invalid CIDR 1\.2\.3 given as IP prefix\.",
    ),
    "a network of the other version": (
        {"remote_ip_prefix": "::/0"},
        "SecurityGroupRuleParameterConflict",
        "Conflicting value ethertype IPv4 for CIDR ::/0",
    ),
    "ports the wrong way round": (
        {"port_range_min": 30},
        "SecurityGroupInvalidPortRange",
        "For TCP/UDP protocols, port_range_min must be <= port_range_max",
    ),
    "a port too high": (
        {"port_range_max": 70000},
        "SecurityGroupInvalidPortValue",
        "Invalid value for port 70000",
    ),
    "ports of no protocol": (
        {"protocol": None},
        "SecurityGroupProtocolRequiredWithPorts",
        r"Must also specify protocol if port range is given\.",
    ),
    "no such protocol": (
        {"protocol": "nope"},
        "SecurityGroupRuleInvalidProtocol",
        r"Security group rule protocol nope not supported\. .*",
    ),
    "no such ethertype": (
        {"ethertype": "nope"},
        "SecurityGroupRuleInvalidEtherType",
        r"Security group rule for ethertype 'nope' not supported\. .*",
    ),
    "no such direction": (
        {"direction": "nope"},
        "HTTPBadRequest",
        r"Invalid input for direction\. Reason: nope is not in valid_values\.",
    ),
}


def add(project, group, **rule):
    wanted = {"security_group_id": group, "direction": "ingress", **rule}
    return project.neutron.post("/security-group-rules", json={"security_group_rule": wanted})


def test_a_new_group_lets_everything_out_and_nothing_in(make_group, member):
    group = make_group(description="web")
    assert set(group) >= GROUP
    assert group["project_id"] == group["tenant_id"] == member.id
    rules = group["security_group_rules"]
    assert {(rule["direction"], rule["ethertype"]) for rule in rules} == {
        ("egress", "IPv4"),
        ("egress", "IPv6"),
    }
    assert len(rules) == 2


def test_the_default_group_lets_in_what_is_in_it(member):
    (default,) = member.neutron.get("/security-groups?name=default").json()["security_groups"]
    rules = default["security_group_rules"]
    assert sorted((r["direction"], r["ethertype"], r["remote_group_id"]) for r in rules) == sorted(
        (direction, ethertype, default["id"] if direction == "ingress" else None)
        for direction in ("egress", "ingress")
        for ethertype in ("IPv4", "IPv6")
    )


def test_names_may_repeat_but_not_default(make_group, member):
    name = make_group()["name"]
    assert make_group(name=name)["name"] == name
    answer = member.neutron.post("/security-groups", json={"security_group": {"name": "default"}})
    told = "Default security group already exists."
    assert_neutron_refuses(answer, 409, "SecurityGroupDefaultAlreadyExists", told)


def test_port_22_is_opened_once(make_group, member):
    group = make_group()["id"]
    answer = add(member, group, **SSH)
    assert answer.status_code == 201
    rule = answer.json()["security_group_rule"]
    assert set(rule) >= RULE
    assert {key: rule[key] for key in SSH} == SSH
    assert rule["ethertype"] == "IPv4"
    shown = member.neutron.get(f"/security-groups/{group}").json()["security_group"]
    assert rule["id"] in {r["id"] for r in shown["security_group_rules"]}
    again = add(member, group, **SSH)
    told = rf"Security group rule already exists\. Rule id is {rule['id']}\."
    assert_neutron_refuses(again, 409, "SecurityGroupRuleExists", told)


def test_a_rule_may_say_nothing_but_its_direction(make_group, member):
    rule = add(member, make_group()["id"]).json()["security_group_rule"]
    assert (rule["protocol"], rule["port_range_min"], rule["remote_ip_prefix"]) == (None,) * 3


def test_a_plain_address_is_a_network_of_one(make_group, member):
    rule = add(member, make_group()["id"], **{**SSH, "remote_ip_prefix": "10.1.2.3"}).json()
    assert rule["security_group_rule"]["remote_ip_prefix"] == "10.1.2.3/32"


@pytest.mark.parametrize("wrong", WRONG_RULES)
def test_a_wrong_rule_is_a_bad_request(make_group, member, wrong):
    changes, kind, told = WRONG_RULES[wrong]
    answer = add(member, make_group()["id"], **{**SSH, **changes})
    assert_neutron_refuses(answer, 400, kind, told)


def test_a_rule_needs_a_group(member):
    answer = add(member, NOBODY, **SSH)
    told = f"Security group {NOBODY} does not exist"
    assert_neutron_refuses(answer, 404, "SecurityGroupNotFound", told)


def test_a_rule_is_removed_once(make_group, member):
    rule = add(member, make_group()["id"], **SSH).json()["security_group_rule"]["id"]
    assert member.neutron.delete(f"/security-group-rules/{rule}").status_code == 204
    answer = member.neutron.delete(f"/security-group-rules/{rule}")
    told = f"Security group rule {rule} does not exist"
    assert_neutron_refuses(answer, 404, "SecurityGroupRuleNotFound", told)


def test_a_group_is_deleted_once(make_group, member):
    group = make_group()["id"]
    assert member.neutron.delete(f"/security-groups/{group}").status_code == 204
    told = f"Security group {group} does not exist"
    for answer in (
        member.neutron.delete(f"/security-groups/{group}"),
        member.neutron.get(f"/security-groups/{group}"),
    ):
        assert_neutron_refuses(answer, 404, "SecurityGroupNotFound", told)


def test_a_group_in_use_is_not_deleted(make_group, member, launch):
    group = make_group()
    server = launch(security_groups=[{"name": group["name"]}])
    now = member.wait_for_server(server, "ACTIVE")
    assert now["security_groups"] == [{"name": group["name"]}]
    assert member.port(server)["security_groups"] == [group["id"]]
    answer = member.neutron.delete(f"/security-groups/{group['id']}")
    told = f"Security Group {group['id']} in use."
    assert_neutron_refuses(answer, 409, "SecurityGroupInUse", told)
    member.nova.delete(f"/servers/{server}")
    member.wait_until_gone(server)


def test_a_group_is_given_to_a_server_by_its_name_and_taken_away(make_group, member, server):
    name = make_group()["name"]
    assert member.act(server, {"addSecurityGroup": {"name": name}}).status_code == 202
    groups = {group["name"] for group in member.server(server)["security_groups"]}
    assert groups == {"default", name}
    assert member.act(server, {"removeSecurityGroup": {"name": name}}).status_code == 202
    assert member.server(server)["security_groups"] == [{"name": "default"}]
    told = f"Security group {name} not associated with the instance {server}"
    answer = member.act(server, {"removeSecurityGroup": {"name": name}})
    assert_nova_refuses(answer, 404, "itemNotFound", told)


def test_a_group_that_is_not_there_is_not_given(member, server):
    answer = member.act(server, {"addSecurityGroup": {"name": "nope"}})
    told = f"Security group nope is not found for project {member.id}"
    assert_nova_refuses(answer, 404, "itemNotFound", told)


def test_more_groups_than_the_quota_are_refused(make_group, member):
    quota = member.neutron.get(f"/quotas/{member.id}/details").json()["quota"]["security_group"]
    for _ in range(quota["limit"] - quota["used"]):
        make_group()
    answer = member.neutron.post("/security-groups", json={"security_group": {"name": "more"}})
    told = r"Quota exceeded for resources: \['security_group'\]\."
    assert_neutron_refuses(answer, 409, "OverQuota", told)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"security_group": {"colour": "red"}}, r"Unrecognized attribute\(s\) 'colour'"),
        ({"nope": 1}, "Unable to find 'security_group' in request body"),
    ],
    ids=["unknown attribute", "no group"],
)
def test_a_wrong_body_is_a_bad_request(member, body, told):
    answer = member.neutron.post("/security-groups", json=body)
    assert_neutron_refuses(answer, 400, "HTTPBadRequest", told)


def test_another_project_does_not_see_a_group(make_group, other):
    group = make_group()["id"]
    answer = other.neutron.get(f"/security-groups/{group}")
    told = f"Security group {group} does not exist"
    assert_neutron_refuses(answer, 404, "SecurityGroupNotFound", told)
    assert group not in other.neutron.get("/security-groups").text


def test_groups_of_a_name_are_listed_with_some_of_their_fields(make_group, member):
    name = unique("group")
    ids = {make_group(name=name)["id"] for _ in range(2)}
    query = {"name": name, "fields": ["id", "description", "created_at"]}
    rows = member.neutron.get("/security-groups", params=query).json()["security_groups"]
    assert {row["id"] for row in rows} == ids
    assert {frozenset(row) for row in rows} == {frozenset(query["fields"])}
