import pytest

from canfar_jupyter.spec import NEW
from tests.pure.project import PROJECT, found

IPS = {"ip1": {"name": "203.0.113.7"}}


@pytest.mark.parametrize(
    ("changed", "field", "says"),
    [
        ({"fixed_ip": "10.0.0"}, "fixed_ip", "is no address"),
        ({"fixed_ip": "10.0.0.5", "count": 2}, "fixed_ip", "cannot go to several"),
        ({"fixed_ip": "10.0.0.9"}, "fixed_ip", "Another instance has 10.0.0.9"),
        ({"floating_ip": "gone"}, "floating_ip", "no longer there"),
        ({"floating_ip": "ip1", "count": 2}, "floating_ip", "leads to one instance"),
        ({"floating_ip": NEW}, "floating_ip", "no floating IP left"),
        ({"network": "n1", "more_networks": ("n1",)}, "network", "chosen twice"),
        ({"network": "n1", "more_networks": ("gone",)}, "network", "no longer there"),
        ({"volume_gib": 4}, "volume", "needs a volume of 8 GiB"),
        ({"tags": ("a,b",)}, "tags", "has a comma"),
        ({"tags": ("x" * 61,)}, "tags", "more than 60"),
        ({"tags": tuple(map(str, range(51)))}, "tags", "51 tags; Nova takes 50"),
        ({"metadata": (("a/b", "c"),)}, "metadata", "letters, digits"),
        ({"metadata": (("a", "x" * 256),)}, "metadata", "256 characters"),
        ({"metadata": (("a", "b"), ("a", "c"))}, "metadata", "twice"),
        ({"metadata": tuple((str(n), "x") for n in range(128))}, "metadata", "127"),
        ({"description": "x" * 256}, "description", "256 characters"),
    ],
)
def test_each_problem_is_found_beside_its_field(changed, field, says):
    project = {
        **PROJECT,
        "servers": {"s1": {"name": "lens", "addresses": "10.0.0.8, 10.0.0.9"}},
        "floating_ips": IPS,
        "quotas": {"floating_ips": {"used": 1.0, "limit": 1.0}},
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
    assert found({**PROJECT, "servers": servers, "floating_ips": IPS}, **good) == []


def test_a_volume_does_without_the_flavors_disk():
    small = {"f1": {**PROJECT["flavors"]["f1"], "disk_gib": 1}}
    project = {**PROJECT, "flavors": small}
    assert [p.field for p in found(project)] == ["flavor"]
    assert found(project, volume_gib=10) == []
