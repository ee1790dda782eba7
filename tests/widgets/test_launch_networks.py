"""The network and the floating IP of a launch."""

import math

import pytest

from canfar_jupyter.model.network.floating_ips import NEW


def address(id_, name, **more):
    return {"id": id_, "name": name, "status": "DOWN", **more}


@pytest.fixture
def outside(store, cloud):
    cloud.networks.load({"id": "ext", "name": "public", "external": True, "subnets": 1})
    return store


def labels(choice):
    return [label for label, _ in choice.options]


def test_a_floating_ip_is_a_free_one_a_new_one_or_taken_away_from_whom_it_names(
    outside, form, cloud
):
    cloud.floating_ips.load(address("f1", "203.0.113.7"))
    assert labels(form.networks.floating) == ["None", "203.0.113.7 (free)", "Allocate a new one"]
    cloud.servers.change("s-a", floating_ip="203.0.113.7")
    cloud.floating_ips.change("f1", port_id="p", fixed_ip="10.0.0.5")
    cloud.quotas.change("floating_ips", used=1.0)
    assert labels(form.networks.floating) == ["None", "203.0.113.7 (moved from lens-a)"]
    form.networks.floating.value = "f1"
    assert form.spec.floating_ip == "f1"


def test_without_a_network_outside_no_floating_ip_is_offered(form):
    assert form.networks.fields["floating_ip"].layout.display == "none"


def test_a_new_floating_ip_counts_in_the_quotas(outside, form):
    form.networks.floating.value = NEW
    assert form.spec.floating_ip == NEW
    row = next(row for row in form.bars.rows if row["label"] == "Floating IPs")
    assert row["text"] == "0 → 1 of 1"


def test_the_bars_say_now_after_this_launch_and_the_limit(form, cloud):
    assert [(row["label"], row["text"]) for row in form.bars.rows] == [
        ("Instances", "2 → 3 of 10"),
        ("Cores", "4 → 6 of 10"),
        ("Memory", "15 → 22.5 of 40 GiB"),
    ]
    cloud.quotas.change("cores", used=10.0)
    assert next(row for row in form.bars.rows if row["label"] == "Cores")["tone"] == "bad"


def test_the_idle_floating_ip_is_proposed_else_a_new_one_else_none(outside, form, cloud):
    assert form.spec.floating_ip == NEW
    assert form.networks.reach.text == (
        "It is allocated to the project and stays there (0 of 1 used)."
    )
    cloud.floating_ips.load(address("f1", "203.0.113.7"))
    assert form.spec.floating_ip == "f1"
    assert form.networks.reach.text == "It is not in use; the instance is reached by it."
    cloud.floating_ips.change("f1", port_id="p", fixed_ip="10.0.0.5")
    cloud.quotas.change("floating_ips", used=1.0)
    assert form.spec.floating_ip is None
    assert form.networks.reach.text.endswith("; the quota is reached (1 of 1 used).")


def test_a_floating_ip_chosen_by_hand_stays(outside, form, cloud):
    form.networks.floating.value = ""
    cloud.floating_ips.load(address("f1", "203.0.113.7"))
    assert form.spec.floating_ip is None


def test_several_instances_begin_without_a_floating_ip(outside, form, cloud):
    form.more.show()
    cloud.settle()
    form.more.content.count.value = 2
    assert form.spec.floating_ip is None
    assert not form.button.disabled
    form.more.content.count.value = 1
    assert form.spec.floating_ip == NEW


def test_the_next_launch_does_not_begin_with_the_floating_ip_of_the_last(outside, form, cloud):
    cloud.quotas.change("floating_ips", limit=9.0)
    cloud.floating_ips.load(address("f1", "203.0.113.7"), address("f2", "203.0.113.8"))
    assert form.spec.floating_ip == "f1"
    form.button.click()
    cloud.settle()
    assert form.spec.floating_ip == "f2"


def test_where_the_use_of_a_quota_is_not_told_the_addresses_are_counted(outside, form, cloud):
    cloud.quotas.change("floating_ips", used=math.nan)
    assert form.spec.floating_ip == NEW
    cloud.floating_ips.load(address("f1", "203.0.113.7", port_id="p", fixed_ip="10.0.0.5"))
    assert form.spec.floating_ip is None
