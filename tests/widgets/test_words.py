import pytest
from hypothesis import given
from hypothesis import strategies as st

from canfar_jupyter.model.launch.problems import name_problem
from canfar_jupyter.widgets.kit.words import flavor_in_words, free_name
from canfar_jupyter.widgets.table.row_format import seconds


def test_a_flavor_is_said_in_plain_words():
    flavor = {"vcpus": 2, "ram_gib": 7.5, "disk_gib": 0, "ephemeral_gib": 30}
    assert flavor_in_words(flavor) == "2 cores, 7.5 GiB memory, 30 GiB scratch"
    one = {"vcpus": 1, "ram_gib": 4.0, "disk_gib": 20, "ephemeral_gib": 0}
    assert flavor_in_words(one) == "1 core, 4 GiB memory, 20 GiB disk"


@pytest.mark.parametrize("time", ["2026-11-01T00:00:00Z", "2026-11-01T00:00:00"])
def test_times_of_nova_and_neutron_are_utc(time):
    assert seconds(time) == 1793491200


@pytest.mark.parametrize("time", [None, "", "yesterday"])
def test_a_time_that_is_none_is_not_known(time):
    assert seconds(time) is None


def test_a_proposed_name_is_free():
    assert free_name("Ubuntu 24.04", {"ubuntu-24-04-1"}) == "ubuntu-24-04-2"


@given(st.text())
def test_nova_takes_every_proposed_name(wanted):
    assert name_problem(free_name(wanted, ())) == ""
