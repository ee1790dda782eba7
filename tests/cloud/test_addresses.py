"""Floating IPs on the demo cloud, with its faults."""

import contextlib

import pytest

from canfar_jupyter.cloud import service_of
from canfar_jupyter.cloud.network.floating_ips import FloatingIPRequests
from canfar_jupyter.errors import CloudFailure, Conflict, Invalid, NotFound, QuotaReached
from tests.support.demo_faults import DemoFaults
from tests.support.demos import own_demo
from tests.support.waiting import until

LAUNCH = {"image": "canfar-rocky-9", "flavor": "p1-1.5gb"}


demo = own_demo(speed=50)


@pytest.fixture
def fault(demo):
    """Let the demo misbehave: fault(method=..., path=..., drop=...)."""
    faults = DemoFaults(demo)
    yield faults.add
    faults.clear()


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
    address = cloud.associate_floating_ip(lens)
    assert leads(cloud)[address]
    assert cloud.servers().loc[lens.id, "floating_ip"] == address
    assert cloud.associate_floating_ip(lens) == address  # once more does nothing more
    assert len(leads(cloud)) == 1


def test_the_only_one_is_moved_from_one_instance_to_another(cloud, lens):
    address = cloud.associate_floating_ip("lens")
    other = cloud.launch("other", **LAUNCH)
    with pytest.raises(QuotaReached):
        cloud.associate_floating_ip(other)
    assert cloud.associate_floating_ip(other, address) == address
    servers = cloud.servers()
    assert servers.loc[other.id, "floating_ip"] == address
    assert servers.loc[lens.id, "floating_ip"] == ""


def test_it_is_had_given_taken_and_given_back(cloud, lens):
    id_ = cloud.allocate_floating_ip()
    [address] = leads(cloud)
    assert leads(cloud) == {address: ""}
    cloud.associate_floating_ip(lens, id_)
    cloud.disassociate_floating_ip(address)
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
    address = cloud.associate_floating_ip(lens)
    assert list(leads(cloud)) == [address]
    assert leads(cloud)[address]


@pytest.mark.parametrize("when", ["before", "after"])
def test_one_that_is_given_and_whose_answer_is_lost_is_given(cloud, lens, fault, when):
    id_ = cloud.allocate_floating_ip()
    fault(method="PUT", path=".*/floatingips/.*", drop=when)
    address = cloud.associate_floating_ip(lens, id_)
    assert leads(cloud)[address]


def test_a_free_one_is_used_before_a_new_one_is_asked_for(cloud, lens):
    id_ = cloud.allocate_floating_ip()
    [address] = leads(cloud)
    assert cloud.associate_floating_ip(lens) == address
    row = cloud.floating_ips().loc[id_]
    assert (row["server_id"], row["description"]) == (lens.id, "")
    assert row["updated"] >= row["created"]


def test_what_was_seen_free_and_is_taken_meanwhile_is_left_alone(cloud, lens):
    id_ = cloud.allocate_floating_ip()
    other = cloud.launch("other", **LAUNCH)
    cloud.associate_floating_ip(other, id_)  # a colleague was faster
    before = leads(cloud)
    with pytest.raises(
        Conflict, match=r"was changed by another user meanwhile: .* with another instance"
    ):
        service_of(cloud).floating_ips.associate_row(lens, id_, seen="")
    for verb in (cloud.disassociate_floating_ip, cloud.release_floating_ip):
        with pytest.raises(Conflict, match="was changed by another user meanwhile"):
            verb(id_, seen="a port that had it before")
    assert leads(cloud) == before


def test_what_changes_between_the_look_and_the_change_is_left_alone(cloud, lens, monkeypatch):
    """Neutron compares: whoever is a moment late does not take it away unseen."""
    id_ = cloud.allocate_floating_ip()
    other = cloud.launch("other", **LAUNCH)
    look = FloatingIPRequests.one

    def slow(self, wanted):
        seen = look(self, wanted)
        monkeypatch.setattr(FloatingIPRequests, "one", look)
        cloud.associate_floating_ip(other, wanted)
        return seen

    monkeypatch.setattr(FloatingIPRequests, "one", slow)
    with pytest.raises(Conflict, match="was changed by another user meanwhile"):
        service_of(cloud).floating_ips.associate_row(lens, id_, seen="")
    assert cloud.floating_ips().loc[id_, "server_id"] == other.id


@pytest.mark.parametrize("when", ["before", "after"])
def test_one_that_is_released_and_whose_answer_is_lost_is_released(cloud, lens, fault, when):
    id_ = cloud.allocate_floating_ip()
    fault(method="DELETE", path=".*/floatingips/.*", drop=when)
    cloud.release_floating_ip(id_)
    assert leads(cloud) == {}


@pytest.fixture
def dead_end(cloud):
    """A network of the project that no router is on."""
    network = service_of(cloud).client.post(
        "network", "/networks", {"network": {"name": "dead-end"}}
    )
    id_ = network.json()["network"]["id"]
    subnet = {"network_id": id_, "ip_version": 4, "cidr": "192.168.77.0/24"}
    service_of(cloud).client.post("network", "/subnets", {"subnet": subnet})
    yield id_
    while len(ids := cloud.servers().index):  # they have ports on it
        for server in ids:
            with contextlib.suppress(NotFound):
                cloud.terminate(server)
    service_of(cloud).client.send("network", "DELETE", f"/networks/{id_}")


def test_on_a_network_without_a_router_it_says_so(cloud, dead_end):
    alone = cloud.launch("alone", network=dead_end, **LAUNCH)
    with pytest.raises(Invalid, match="no router joins its network") as caught:
        cloud.associate_floating_ip(alone)
    assert "router" in caught.value.hint
    assert leads(cloud) == {}
    cloud.wait_until_active(alone)
    (router,) = [f for f in cloud.doctor(alone).findings if f.key == "router"]
    assert (router.state, router.title) == ("bad", "Its network has no route to the outside")


def test_of_several_networks_the_one_with_a_way_out_is_taken(cloud, dead_end):
    way_out = cloud.networks().query("~external and name != 'dead-end'").index[0]
    both = cloud.launch("both", network=dead_end, more_networks=[way_out], **LAUNCH)
    cloud.wait_until_active(both)
    address = cloud.associate_floating_ip(both)
    own = leads(cloud)[address]
    assert own.startswith("10.")
    cloud.disassociate_floating_ip(address)
    assert cloud.associate_floating_ip(both, fixed_ip=own) == address
    with pytest.raises(NotFound, match=r"no address 192\.0\.2\.1, but .*10"):
        cloud.associate_floating_ip(both, fixed_ip="192.0.2.1")


def test_the_quota_of_addresses_has_a_hint_of_its_own(cloud, lens):
    cloud.associate_floating_ip(lens)
    with pytest.raises(QuotaReached) as caught:
        cloud.allocate_floating_ip()
    assert (
        caught.value.hint
        == "Move one from another instance, release one, or ask for a larger quota."
    )


def test_an_instance_that_is_shut_off_is_started_once(cloud, lens):
    cloud.wait_until_active(lens)
    cloud.start(lens)  # it runs: nothing happens
    service_of(cloud).client.post("compute", f"/servers/{lens.id}/action", {"os-stop": None})
    until(lambda: cloud.servers().loc[lens.id, "status"] == "SHUTOFF", "it is shut off")
    cloud.start(lens)
    cloud.start(lens)
    cloud.wait_until_active(lens)
    done = [action.action for action in cloud.details(lens).actions]
    assert sorted(done) == ["create", "start", "stop"]


def test_an_instance_that_failed_is_not_started(cloud, lens):
    bad = cloud.launch("fail-lens", **LAUNCH)
    until(lambda: cloud.servers().loc[bad.id, "status"] == "ERROR", "it has failed")
    with pytest.raises(Conflict, match="ERROR: it cannot be started"):
        cloud.start(bad)


def test_an_instance_that_failed_gets_none(cloud, lens):
    bad = cloud.launch("fail-lens", **LAUNCH)
    with pytest.raises(CloudFailure, match="failed to start"):
        cloud.associate_floating_ip(bad)
    assert leads(cloud) == {}


def test_an_address_nobody_has_is_not_found(cloud, lens):
    with pytest.raises(NotFound) as caught:
        cloud.associate_floating_ip(lens, "203.0.113.250")
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
    cloud.associate_floating_ip(lens)  # it has a port by then
    with pytest.raises(Conflict):
        cloud.delete_security_group("default")
