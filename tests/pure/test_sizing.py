import math

from canfar_jupyter.model.launch import sizing
from canfar_jupyter.model.quotas import room

SMALL = {"name": "c1", "vcpus": 1, "ram_gib": 3.75, "disk_gib": 10, "ephemeral_gib": 0}
LARGE = {"name": "c8", "vcpus": 8, "ram_gib": 30.0, "disk_gib": 40, "ephemeral_gib": 180}
AS_IMAGE = {**SMALL, "name": "v1", "disk_gib": 0}
IMAGE = {"min_disk_gib": 5, "min_ram_mib": 4096, "virtual_size": 12 * 2**30, "size": 2**30}


def texts(found):
    return [p.text for p in found]


def test_the_unpacked_size_counts_when_it_is_larger_than_min_disk():
    assert sizing.disk_needed_gib(IMAGE) == 12
    assert sizing.disk_needed_gib({"size": 2**30 + 1}) == 2
    assert sizing.disk_needed_gib({}) == 0


def test_each_number_that_fails_is_named():
    found = texts(sizing.misfits(IMAGE, SMALL, {}))
    assert found == [
        "The image needs a 12 GiB root disk; this has 10 GiB.",
        "The image needs 4 GiB memory; this has 3.75 GiB.",
    ]


def test_a_flavor_without_disk_of_its_own_takes_any_image():
    assert "root disk" not in " ".join(texts(sizing.misfits(IMAGE, AS_IMAGE, {})))


def test_the_quota_that_is_reached_is_named():
    quotas = {
        "instances": {"used": 9, "limit": 10},
        "cores": {"used": 13, "limit": 20},
        "ram_gib": {"used": 1, "limit": math.nan},
    }
    assert texts(sizing.misfits(None, LARGE, quotas)) == [
        "The project has 7 cores left; this needs 8."
    ]
    quotas["instances"]["used"] = 10
    found = sizing.misfits(None, SMALL, quotas)
    assert [(p.field, p.text) for p in found] == [
        ("quota", "The project has no instances left; this needs 1.")
    ]


def test_a_quota_below_its_use_leaves_nothing():
    assert room({"used": 12, "limit": 10}) == 0
    assert room(None) == math.inf
    assert room({"used": math.nan, "limit": 10}) == math.inf  # nobody knows


def test_what_fits_once_may_not_fit_five_times():
    quotas = {"cores": {"used": 0, "limit": 20}}
    fits = [id_ for id_, why in sizing.ranked(None, {"s": SMALL, "l": LARGE}, quotas, 5) if not why]
    assert fits == ["s"]


def test_the_smallest_that_fits_comes_first_and_misfits_last():
    flavors = {"s": SMALL, "l": LARGE, "m": {**LARGE, "name": "c4", "vcpus": 4}}
    order = sizing.ranked(IMAGE, flavors, {})
    assert [id_ for id_, _ in order] == ["m", "l", "s"]
    assert order[-1][1]


def test_a_flavor_without_a_disk_is_said_to_want_a_volume():
    (said,) = sizing.misfits(None, AS_IMAGE, {})
    assert "volume" in said.text
    assert not said.blocks  # some clouds allow it
    assert sizing.misfits(None, AS_IMAGE, {}, own_disk=False) == []
