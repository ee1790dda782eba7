"""The whole of the layer on the demo cloud, over HTTP."""

import pytest

from canfar_jupyter.cloud import connect, service_of
from canfar_jupyter.errors import (
    Ambiguous,
    CloudFailure,
    Conflict,
    Invalid,
    NotFound,
    QuotaReached,
    TimedOut,
)
from canfar_jupyter.model.launch.spec import LaunchSpec
from tests.support.demos import own_demo
from tests.support.waiting import until

from .keys import PRIVATE, PUBLIC

pytestmark = pytest.mark.usefixtures("clouds_yaml")


# Of its own: what other files have ended goes while it is counted here
demo = own_demo(speed=10)


@pytest.fixture(scope="module")
def cloud(cloud):
    cloud.import_key("me", PUBLIC)
    cloud.open_port(cloud.create_security_group("ssh", "lets SSH in"))
    return cloud


@pytest.fixture(scope="module")
def lens(cloud):
    """An instance that is ACTIVE; it ends with the module."""
    server = cloud.launch(
        "lens",
        image="canfar-ubuntu-24.04",
        flavor="c2-7.5gb-30",
        key="me",
        security_groups=["ssh"],
        condor=True,
    )
    assert (server.name, server.status) == ("lens", "BUILD")
    yield cloud.wait_until_active(server, timeout=60)
    cloud.terminate(server)


def test_connect_finds_the_demo_by_its_name(demo):
    cloud = connect("demo")
    assert cloud.identity.auth_url == demo.auth_url
    assert cloud.identity.project == "lensing"


def test_the_instance_is_listed_with_all_that_was_asked(cloud, lens):
    row = cloud.servers().loc[lens.id]
    assert (row["name"], row["status"], row["image"]) == ("lens", "ACTIVE", "canfar-ubuntu-24.04")
    assert (row["flavor"], row["ram_gib"], row["ephemeral_gib"]) == ("c2-7.5gb-30", 7.5, 30)
    assert (row["key"], row["security_groups"]) == ("me", "ssh")
    assert row["addresses"]
    assert row["created"].tzname() == "UTC"


def test_use_and_quota_tell_of_it(cloud, lens):
    quotas = cloud.quotas()
    assert quotas.loc["instances", "used"] == 1
    assert quotas.loc["cores", "used"] == 2
    assert quotas.loc["ram_gib", "used"] == 7.5
    assert quotas.loc["floating_ips", "limit"] == 1


def test_its_console_log_is_read_whole_or_its_last_lines(cloud, lens):
    log = cloud.console_log("lens")
    assert "cloud-init" in log.lower()
    last = cloud.console_log(lens, lines=3)
    assert last.count("\n") <= 3
    assert log


def test_a_snapshot_turns_up_among_the_projects_images(cloud, lens):
    image = cloud.snapshot("lens", "lens-ready")
    row = cloud.images().loc[image]
    assert (row["name"], row["tab"], row["is_snapshot"]) == ("lens-ready", "project", True)
    with pytest.raises(Conflict, match="make the snapshot again"):
        cloud.snapshot(lens, "again")


def test_only_what_changed_is_read(cloud, lens):
    reading = service_of(cloud).lists.read("servers")
    changes = service_of(cloud).lists.read_changes("servers", reading.date)
    assert set(changes.columns["id"]) <= {lens.id}
    assert service_of(cloud).lists.read_ids("servers") == set(reading.columns["id"])


def test_a_terminated_instance_comes_as_deleted_among_the_changes(cloud):
    server = cloud.launch("short", image="canfar-rocky-9", flavor="p1-1.5gb", key="me")
    date = service_of(cloud).lists.read("servers").date
    cloud.terminate("short")
    until(
        lambda: server.id in service_of(cloud).lists.read_changes("servers", date).deleted,
        "it is deleted",
    )
    with pytest.raises(NotFound):
        cloud.wait_until_active(server)


def test_some_images_are_read_by_id(cloud):
    every = service_of(cloud).lists.read("images").columns
    two = every["id"][:2]
    assert sorted(
        service_of(cloud).lists.read_some("images", [*two, "0" * 32]).columns["id"]
    ) == sorted(two)


def test_images_stand_under_all_their_tabs(cloud):
    assert {"project", "public", "pending", "shared"} & set(cloud.images()["tab"]) >= {
        "project",
        "public",
        "pending",
    }


def test_the_key_has_the_fingerprint_of_ssh_keygen(cloud):
    row = cloud.keypairs().loc["me"]
    assert row["fingerprint"].startswith("SHA256:")
    assert row["type"] == "ssh-ed25519"


def test_a_key_of_a_name_that_is_taken_is_refused_beside_the_name(cloud):
    with pytest.raises(Conflict, match="already exists") as caught:
        cloud.import_key("me", PUBLIC)
    assert caught.value.field == "name"


def test_a_private_key_is_refused_and_never_sent(cloud):
    with pytest.raises(Invalid, match="private key") as caught:
        cloud.import_key("mine", PRIVATE)
    assert caught.value.field == "key"
    assert "mine" not in cloud.keypairs().index


def test_opening_a_port_twice_is_no_error(cloud):
    cloud.open_port("ssh")
    groups = cloud.security_groups().set_index("name")
    assert groups.loc["ssh", "open_ports"] == "SSH from anywhere"


def test_a_port_can_be_opened_to_ipv6_too(cloud):
    group = cloud.create_security_group("six")
    cloud.open_port(group, 80, "2001:db8::/32")
    (rule,) = [r for r in cloud.security_groups().loc[group, "rules"] if r.port_min == 80]
    assert (rule.ethertype, rule.cidr) == ("IPv6", "2001:db8::/32")


@pytest.mark.parametrize(
    ("port", "cidr", "field"), [(0, "0.0.0.0/0", "port"), (22, "nowhere", "cidr")]
)
def test_a_port_or_range_that_is_none_is_refused_beside_it(cloud, port, cidr, field):
    with pytest.raises(Invalid) as caught:
        cloud.open_port("ssh", port, cidr)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("wrong", "kind", "field"),
    [
        ({"image": "canfar-ubunut-24.04"}, NotFound, "image"),
        ({"flavor": "c2-75gb-30"}, NotFound, "flavor"),
        ({"key": "you"}, NotFound, "key"),
        ({"security_groups": ["shh"]}, NotFound, "security_groups"),
        ({"network": "net"}, NotFound, "network"),
        ({"name": ""}, Invalid, "name"),
    ],
)
def test_a_launch_that_cannot_be_is_refused_beside_its_field(cloud, wrong, kind, field):
    asked = {"image": "canfar-ubuntu-24.04", "flavor": "c2-7.5gb-30", "key": "me"}
    name = wrong.get("name", "never")
    before = service_of(cloud).lists.read_ids("servers")
    with pytest.raises(kind) as caught:
        cloud.launch(name, **{**asked, **{k: v for k, v in wrong.items() if k != "name"}})
    assert caught.value.field == field
    assert service_of(cloud).lists.read_ids("servers") == before


def test_novas_own_refusal_names_the_field(cloud):
    images, flavors = cloud.images(), cloud.flavors()
    image = images.index[images["name"] == "canfar-ubuntu-24.04"][0]
    flavor = flavors.index[flavors["name"] == "c2-7.5gb-30"][0]
    good = {"image": image, "flavor": flavor}
    for field, value in (("image", "0" * 8), ("flavor", "nope"), ("key", "nobody")):
        with pytest.raises(Invalid) as caught:
            service_of(cloud).launches.launch_spec(
                LaunchSpec(name="never", **{**good, field: value})
            )
        assert caught.value.field == field


def test_a_name_that_two_instances_have_is_ambiguous(cloud):
    twins = [
        cloud.launch("twin", image="canfar-rocky-9", flavor="p1-1.5gb", key="me") for _ in range(2)
    ]
    with pytest.raises(Ambiguous, match="2 instances are called twin"):
        cloud.terminate("twin")
    for twin in twins:
        cloud.terminate(twin)


def test_several_equal_instances_are_launched_at_once(cloud):
    made = cloud.launch_copies("worker", 3, image="canfar-rocky-9", flavor="p1-1.5gb", key="me")
    frame = cloud.servers()
    assert [frame.loc[server.id, "name"] for server in made] == ["worker-1", "worker-2", "worker-3"]
    for server in made:
        assert cloud.wait_until_active(server).status == "ACTIVE"
        cloud.terminate(server)


def test_more_than_the_quota_has_room_for_is_refused_before_it_is_sent(cloud):
    until(lambda: "deleting" not in set(cloud.servers()["task"]))  # of the tests before
    before = service_of(cloud).lists.read_ids("servers")
    with pytest.raises(QuotaReached):
        cloud.launch_copies("worker", 500, image="canfar-rocky-9", flavor="p1-1.5gb", key="me")
    assert service_of(cloud).lists.read_ids("servers") == before


def test_what_is_not_there_is_said(cloud):
    with pytest.raises(NotFound, match="There is no instance 'nobody'"):
        cloud.terminate("nobody")
    with pytest.raises(NotFound):
        cloud.terminate("00000000-0000-0000-0000-000000000000")
    with pytest.raises(NotFound):
        cloud.console_log("00000000-0000-0000-0000-000000000000")


def test_waiting_ends_with_the_time_given(cloud):
    server = cloud.launch("slow", image="canfar-rocky-9", flavor="p1-1.5gb", key="me")
    with pytest.raises(TimedOut, match="slow is BUILD after 0 seconds"):
        cloud.wait_until_active(server, timeout=0)
    cloud.terminate(server)


def test_a_snapshot_without_a_name_is_refused(cloud, lens):
    with pytest.raises(Invalid) as caught:
        cloud.snapshot(lens, " ")
    assert caught.value.field == "name"


def test_a_fault_of_nova_is_told_with_what_to_do():
    from canfar_jupyter.cloud.instances.requests import _failed
    from canfar_jupyter.cloud.lists.servers import Fault, ServerRow

    error = _failed(ServerRow("s1", name="lens", fault=Fault("No valid host was found. ")))
    assert isinstance(error, CloudFailure)
    assert "choose a smaller one" in error.hint
