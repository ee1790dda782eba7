"""Floating IPs on the demo cloud, with its faults."""

import contextlib
import json
import urllib.request

import pytest

from canfar_jupyter.cloud import connect
from canfar_jupyter.demo import running
from canfar_jupyter.errors import CloudFailure, Conflict, NotFound, QuotaReached

LAUNCH = {"image": "canfar-rocky-9", "flavor": "p1-1.5gb"}


@pytest.fixture(scope="module")
def own_demo(tmp_path_factory):
    state = tmp_path_factory.mktemp("addresses-demo")
    yield running.start(state, speed=50)
    running.stop(state)


@pytest.fixture(scope="module")
def cloud(own_demo):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OS_CLIENT_CONFIG_FILE", str(own_demo.clouds_yaml))
        return connect("demo")


@pytest.fixture
def fault(own_demo):
    """Let the demo misbehave: fault(method=..., path=..., drop=...)."""
    kept = json.loads((own_demo.clouds_yaml.parent / "demo.json").read_text())
    secret = json.loads((own_demo.clouds_yaml.parent / "state.json").read_text())["secret"]
    address = kept["auth_url"].split("/identity")[0] + "/demo/faults"

    def send(method, body=None):
        request = urllib.request.Request(
            address,
            method=method,
            data=json.dumps(body).encode() if body else None,
            headers={"X-Demo-Secret": secret},
        )
        urllib.request.urlopen(request, timeout=10).read()

    yield lambda **what: send("POST", what)
    send("DELETE")


@pytest.fixture
def lens(cloud):
    yield cloud.launch("lens", **LAUNCH)
    while len(ids := cloud.servers().index):  # the next test has a lens of its own
        for id_ in ids:
            with contextlib.suppress(NotFound):  # it went meanwhile
                cloud.terminate(id_)
    for id_ in cloud.floating_ips().index:
        cloud.release_floating_ip(id_)


def leads(cloud):
    """Return what each address leads to."""
    ips = cloud.floating_ips()
    return dict(zip(ips["name"], ips["fixed_ip"], strict=True))


def test_a_new_one_is_given_as_soon_as_there_is_a_port(cloud, lens):
    address = cloud.give_floating_ip(lens)
    assert leads(cloud)[address]
    assert cloud.servers().loc[lens.id, "floating_ip"] == address
    assert cloud.give_floating_ip(lens) == address  # once more does nothing more
    assert len(leads(cloud)) == 1


def test_the_only_one_is_moved_from_one_instance_to_another(cloud, lens):
    address = cloud.give_floating_ip("lens")
    other = cloud.launch("other", **LAUNCH)
    with pytest.raises(QuotaReached):
        cloud.give_floating_ip(other)
    assert cloud.give_floating_ip(other, address) == address
    servers = cloud.servers()
    assert servers.loc[other.id, "floating_ip"] == address
    assert servers.loc[lens.id, "floating_ip"] == ""


def test_it_is_had_given_taken_and_given_back(cloud, lens):
    id_ = cloud.allocate_floating_ip()
    [address] = leads(cloud)
    assert leads(cloud) == {address: ""}
    cloud.give_floating_ip(lens, id_)
    cloud.take_floating_ip(address)
    assert leads(cloud) == {address: ""}
    cloud.release_floating_ip(address)
    cloud.release_floating_ip(id_)
    assert leads(cloud) == {}


@pytest.mark.parametrize("when", ["before", "after"])
def test_one_whose_answer_is_lost_is_had_once(cloud, lens, fault, when):
    fault(method="POST", path=".*/floatingips", drop=when)
    cloud.allocate_floating_ip()
    assert len(leads(cloud)) == 1


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_new_one_whose_answer_is_lost_is_given_once(cloud, lens, fault, when):
    fault(method="POST", path=".*/floatingips", drop=when)
    address = cloud.give_floating_ip(lens)
    assert list(leads(cloud)) == [address]
    assert leads(cloud)[address]


@pytest.mark.parametrize("when", ["before", "after"])
def test_one_that_is_given_and_whose_answer_is_lost_is_given(cloud, lens, fault, when):
    id_ = cloud.allocate_floating_ip()
    fault(method="PUT", path=".*/floatingips/.*", drop=when)
    address = cloud.give_floating_ip(lens, id_)
    assert leads(cloud)[address]


def test_an_instance_that_failed_gets_none(cloud, lens):
    bad = cloud.launch("fail-lens", **LAUNCH)
    with pytest.raises(CloudFailure, match="failed to start"):
        cloud.give_floating_ip(bad)
    assert leads(cloud) == {}


def test_an_address_nobody_has_is_not_found(cloud, lens):
    with pytest.raises(NotFound) as caught:
        cloud.give_floating_ip(lens, "203.0.113.250")
    assert caught.value.field == "floating_ip"


def test_the_own_address_is_that_of_the_way_to_the_cloud(cloud):
    assert cloud.own_address() == "127.0.0.1"


def test_groups_and_rules_are_made_changed_and_deleted(cloud, lens):
    group = cloud.create_security_group("web", "pages")
    cloud.update_security_group("web", name="web-2", description="more pages")
    rule = cloud.add_rule(group, "tcp", 8000, 8010, "10.0.0.0/8")
    assert cloud.add_rule(group, "tcp", 8000, 8010, "10.0.0.0/8") == ""
    cloud.add_rule(group, "icmp")
    cloud.add_rule(group, "any", cidr="2001:db8::/32")
    row = cloud.security_groups().loc[group]
    assert (row["name"], row["description"]) == ("web-2", "more pages")
    assert row["open_ports"] == (
        "tcp 8000-8010 from 10.0.0.0/8, icmp from anywhere, everything from 2001:db8::/32"
    )
    cloud.delete_rule(rule)
    cloud.delete_rule(rule)
    assert "8000" not in cloud.security_groups().loc[group, "open_ports"]
    cloud.delete_security_group("web-2")
    cloud.delete_security_group(group)
    assert group not in cloud.security_groups().index


def test_a_group_that_is_in_use_is_not_deleted(cloud, lens):
    cloud.give_floating_ip(lens)  # it has a port by then
    with pytest.raises(Conflict):
        cloud.delete_security_group("default")
