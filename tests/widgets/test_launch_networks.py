"""The network and the floating IP of a launch."""

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
    row = next(row for row in form.bars.rows if row["text"].startswith("Floating"))
    assert row["text"] == "Floating IPs: 0 → 1 of 1"


def test_the_bars_say_now_after_this_launch_and_the_limit(form, cloud):
    assert [row["text"] for row in form.bars.rows] == [
        "Instances: 2 → 3 of 10",
        "Cores: 4 → 6 of 10",
        "Memory: 15 → 22.5 of 40 GiB",
        "Floating IPs: 0 of 1",
    ]
    cloud.quotas.change("cores", used=10.0)
    assert next(row for row in form.bars.rows if row["text"].startswith("Cores"))["tone"] == "bad"
