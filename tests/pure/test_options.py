import pytest

from canfar_jupyter.model.network.floating_ips import NEW
from tests.pure.project import PROJECT, found

SUBNETS = {
    "a": {
        "network": "n1",
        "cidr": "10.0.0.0/24",
        "gateway": "10.0.0.1",
        "taken": frozenset({"10.0.0.44"}),
    },
    "b": {"network": "n1", "cidr": "2001:db8::/64", "gateway": "", "taken": frozenset()},
    "c": {"network": "n9", "cidr": "192.0.2.0/24", "gateway": "", "taken": frozenset()},
}
IPS = {"ip1": {"name": "203.0.113.7"}}


@pytest.mark.parametrize(
    ("changed", "field", "says"),
    [
        ({"fixed_ip": "10.0.0"}, "fixed_ip", "is not an IP address"),
        ({"fixed_ip": "10.0.0.5", "count": 2}, "fixed_ip", "cannot be used for several"),
        ({"fixed_ip": "10.0.0.9"}, "fixed_ip", "Another instance already has 10.0.0.9"),
        ({"floating_ip": "gone"}, "floating_ip", "no longer exists"),
        ({"floating_ip": "ip1", "count": 2}, "floating_ip", "associated with only one instance"),
        ({"floating_ip": NEW}, "floating_ip", "quota of floating IPs is reached"),
        ({"network": "n1", "more_networks": ("n1",)}, "network", "chosen twice"),
        ({"network": "n1", "more_networks": ("gone",)}, "network", "no longer exists"),
        ({"volume_gib": 4}, "volume", "needs a volume of 8 GiB"),
        ({"volume_gib": 101}, "volume", "100 GiB of volumes left; this needs 101"),
        ({"volume_gib": 20, "count": 3}, "volume", "2 volumes left; this needs 3"),
        ({"fixed_ip": "192.0.2.7"}, "fixed_ip", "its addresses are 10.0.0.0/24, 2001:db8::/64."),
        ({"fixed_ip": "10.0.0.1"}, "fixed_ip", "is the gateway of private"),
        ({"fixed_ip": "10.0.0.0"}, "fixed_ip", "network or broadcast address"),
        ({"fixed_ip": "10.0.0.255"}, "fixed_ip", "network or broadcast address"),
        ({"fixed_ip": "10.0.0.44"}, "fixed_ip", "10.0.0.44 is already in use on private"),
        ({"fixed_ip": "2001:db9::7"}, "fixed_ip", "is not on private"),
        ({"tags": ("a,b",)}, "tags", "has a comma"),
        ({"tags": ("x" * 61,)}, "tags", "more than 60"),
        ({"tags": tuple(map(str, range(51)))}, "tags", "51 tags; Nova accepts 50"),
        ({"metadata": (("a/b", "c"),)}, "metadata", "letters, digits"),
        ({"metadata": (("a", "x" * 256),)}, "metadata", "256 characters"),
        ({"metadata": (("a", "b"), ("a", "c"))}, "metadata", "Duplicate"),
        ({"metadata": tuple((str(n), "x") for n in range(127))}, "metadata", "126"),
        ({"description": "x" * 256}, "description", "256 characters"),
    ],
)
def test_each_problem_is_found_beside_its_field(changed, field, says):
    project = {
        **PROJECT,
        "servers": {"s1": {"name": "lens", "addresses": "10.0.0.8, 10.0.0.9"}},
        "floating_ips": IPS,
        "quotas": {
            "floating_ips": {"used": 1.0, "limit": 1.0},
            "volumes": {"used": 8.0, "limit": 10.0},
            "volume_gib": {"used": 900.0, "limit": 1000.0},
        },
        "subnets": SUBNETS,
    }
    (problem,) = found(project, **changed)
    assert problem.field == field
    assert problem.blocks
    assert says in problem.text


def test_what_is_allowed_is_no_problem():
    good = {
        "fixed_ip": "10.0.0.5",
        "floating_ip": "ip1",
        "volume_gib": 20,
        "tags": ("a b", "c"),
        "metadata": (("a:b.c", "x" * 255),),
        "description": "é",
    }
    servers = {"s1": {"name": "lens", "addresses": ""}}
    project = {**PROJECT, "servers": servers, "floating_ips": IPS, "subnets": SUBNETS}
    assert found(project, **good) == []
    assert found(project, **{**good, "fixed_ip": "2001:db8::7"}) == []


def test_a_volume_does_without_the_flavors_disk():
    small = {"f1": {**PROJECT["flavors"]["f1"], "disk_gib": 1}}
    project = {**PROJECT, "flavors": small}
    assert [p.field for p in found(project)] == ["flavor"]
    assert found(project, volume_gib=10) == []
