import random

import pytest

from canfar_jupyter.errors import Invalid, QuotaReached
from canfar_jupyter.model.launch.problems import MAX_COUNT, refuse
from canfar_jupyter.model.launch.spec import LaunchSpec, Problem
from tests.pure.project import PROJECT, found

NOISE = random.Random(1).randbytes(70_000).hex()  # gzip makes it too little smaller


def test_a_good_launch_has_no_problem():
    assert found() == []


@pytest.mark.parametrize(
    ("changed", "field", "says", "blocks"),
    [
        ({"name": "  "}, "name", "Enter a name for the instance", True),
        ({"name": "x" * 256}, "name", "256 characters", True),
        ({"name": "a\nb"}, "name", "cannot be shown", True),
        ({"name": "lens"}, "name", "already", False),
        ({"name": "worker", "count": 3}, "name", "already an instance named worker-2", False),
        ({"name": "x" * 254, "count": 3}, "name", "256 characters", True),
        ({"count": 0}, "count", "at least one", True),
        ({"count": MAX_COUNT + 1}, "count", "at most 1,000", True),
        ({"image": ""}, "image", "Choose an image", True),
        ({"image": "gone"}, "image", "no longer exists", True),
        ({"image": "i2"}, "image", "saving", True),
        ({"flavor": ""}, "flavor", "Choose a flavor", True),
        ({"flavor": "f0"}, "flavor", "8 GiB root disk", True),
        ({"key": None}, "key", "Without an SSH key", False),
        ({"key": "gone"}, "key", "no longer exists", True),
        ({"security_groups": ()}, "security_groups", "Port 22 is closed", False),
        ({"security_groups": ("g0",)}, "security_groups", "Port 22 is closed", False),
        ({"security_groups": ("gone",)}, "security_groups", "no longer exists", True),
        ({"network": "gone"}, "network", "no longer exists", True),
        ({"network": "n2"}, "network", "no longer exists", True),
        ({"user_data": "#!/bin/sh\n# " + NOISE}, "user_data", "65,535", True),
    ],
)
def test_each_problem_is_found_beside_its_field(changed, field, says, blocks):
    assert [(p.field, says in p.text, p.blocks) for p in found(**changed)] == [
        (field, True, blocks)
    ]


def test_several_networks_ask_for_a_choice():
    networks = {**PROJECT["networks"], "n3": {"name": "lab", "external": False, "subnets": 1}}
    assert [p.field for p in found({**PROJECT, "networks": networks})] == ["network"]


def test_what_was_not_read_yet_is_no_reason_against():
    assert found({name: {} for name in PROJECT}) == []


def test_batch_without_scratch_disk_is_advised_against():
    flavors = {"f1": {**PROJECT["flavors"]["f1"], "ephemeral_gib": 0}}
    (problem,) = found({**PROJECT, "flavors": flavors}, condor=True)
    assert not problem.blocks
    assert "scratch" in problem.text


@pytest.mark.parametrize(("name", "limit"), [("instances", 2), ("cores", 5), ("ram_gib", 22)])
def test_a_quota_counts_all_instances_that_are_asked_for(name, limit):
    full = {**PROJECT, "quotas": {name: {"used": 0.0, "limit": float(limit)}}}
    assert found(full, count=2) == []
    (problem,) = found(full, count=3)
    assert problem.quota
    with pytest.raises(QuotaReached) as caught:
        refuse([problem])
    assert caught.value.field == problem.field


def test_the_first_problem_that_blocks_is_raised_and_advice_is_not():
    advice = Problem("key", "You cannot log in.", blocks=False)
    refuse([])
    refuse([advice])
    with pytest.raises(Invalid, match="Choose an image") as caught:
        refuse([advice, Problem("image", "Choose an image."), Problem("flavor", "Too small.")])
    assert caught.value.field == "image"


def test_several_equal_instances_are_numbered_as_nova_does():
    spec = LaunchSpec(name="w", image="i", flavor="f", count=3)
    assert spec.names == ("w-1", "w-2", "w-3")
    assert LaunchSpec(name="w", image="i", flavor="f").names == ("w",)
