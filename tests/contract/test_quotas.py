"""What a project may use, and what it uses."""

import pytest

from tests.contract.refusals import assert_neutron_refuses, assert_nova_refuses

AT_2_1 = {
    *("maxTotalCores", "maxPersonality", "maxPersonalitySize", "maxTotalInstances"),
    *("maxTotalKeypairs", "maxServerMeta", "maxImageMeta", "maxTotalRAMSize"),
    *("maxServerGroups", "maxServerGroupMembers", "maxTotalFloatingIps"),
    *("maxSecurityGroups", "maxSecurityGroupRules", "totalRAMUsed", "totalCoresUsed"),
    *("totalInstancesUsed", "totalFloatingIpsUsed", "totalSecurityGroupsUsed"),
    "totalServerGroupsUsed",
}
AT_2_57 = AT_2_1 - {
    *("maxPersonality", "maxPersonalitySize", "maxImageMeta", "maxTotalFloatingIps"),
    *("maxSecurityGroups", "maxSecurityGroupRules", "totalFloatingIpsUsed"),
    "totalSecurityGroupsUsed",
}
COMPUTE = {
    *("cores", "injected_file_content_bytes", "injected_file_path_bytes", "injected_files"),
    *("instances", "key_pairs", "metadata_items", "ram", "server_group_members", "server_groups"),
}
NETWORK = {
    *("network", "subnet", "subnetpool", "port", "router", "floatingip", "rbac_policy"),
    *("security_group", "security_group_rule"),
}


def limits(project, microversion="2.96"):
    answer = project.nova.get("/limits", microversion=microversion)
    assert answer.status_code == 200
    assert answer.json()["limits"]["rate"] == []
    return answer.json()["limits"]["absolute"]


@pytest.mark.parametrize(
    ("version", "keys"), [("2.1", AT_2_1), ("2.96", AT_2_57)], ids=["2.1", "2.96"]
)
def test_the_limits_have_the_keys_of_their_version(member, version, keys):
    assert set(limits(member, version)) == keys


def test_a_launch_is_counted_and_a_deletion_too(member, launch, parts):
    flavor = member.nova.get(f"/flavors/{parts.flavor}").json()["flavor"]
    before = limits(member)
    server = launch()
    member.wait_for_server(server, "ACTIVE")
    during = limits(member)
    assert during["totalInstancesUsed"] == before["totalInstancesUsed"] + 1
    assert during["totalCoresUsed"] == before["totalCoresUsed"] + flavor["vcpus"]
    assert during["totalRAMUsed"] == before["totalRAMUsed"] + flavor["ram"]
    member.nova.delete(f"/servers/{server}")
    member.wait_until_gone(server)
    assert limits(member) == before


def test_the_compute_quota_with_and_without_its_use(member):
    plain = member.nova.get(f"/os-quota-sets/{member.id}", microversion="2.56")
    quota = plain.json()["quota_set"]
    assert set(quota) == COMPUTE | {"id"}
    assert quota["id"] == member.id
    answer = member.nova.get(f"/os-quota-sets/{member.id}/detail", microversion="2.56")
    detail = answer.json()["quota_set"]
    assert set(detail) == COMPUTE | {"id"}
    for name in ("instances", "cores", "ram"):
        assert set(detail[name]) == {"limit", "in_use", "reserved"}
        assert detail[name]["limit"] == quota[name]
    assert detail["instances"]["in_use"] == limits(member)["totalInstancesUsed"]


def test_the_network_quota_with_and_without_its_use(member, make_group):
    quota = member.neutron.get(f"/quotas/{member.id}").json()["quota"]
    assert set(quota) >= NETWORK
    assert quota["floatingip"] == 1
    path = f"/quotas/{member.id}/details"
    before = member.neutron.get(path).json()["quota"]
    assert set(before) >= NETWORK
    assert set(before["floatingip"]) == {"limit", "used", "reserved"}
    make_group()
    after = member.neutron.get(path).json()["quota"]
    assert after["security_group"]["used"] == before["security_group"]["used"] + 1


def test_the_quota_of_another_project_is_not_shown(member, other):
    compute = member.nova.get(f"/os-quota-sets/{other.id}", microversion="2.56")
    told = "Policy doesn't allow os_compute_api:os-quota-sets:show to be performed."
    assert_nova_refuses(compute, 403, "forbidden", told)
    network = member.neutron.get(f"/quotas/{other.id}")
    told = "rule:get_quota is disallowed by policy"
    assert_neutron_refuses(network, 403, "PolicyNotAuthorized", told)
