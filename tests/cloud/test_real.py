"""The main job on a real OpenStack (tests/openstack): what Nova, Neutron and Glance do with it."""

import random
from uuid import uuid4

import pytest

from canfar_jupyter.cloud import service_of
from canfar_jupyter.cloud.launch.request import TOKEN
from canfar_jupyter.errors import Conflict, Invalid, NotFound, QuotaReached
from canfar_jupyter.model.launch.spec import LaunchSpec
from tests.support.demos import signed_in
from tests.support.waiting import until

from .keys import PUBLIC

pytestmark = pytest.mark.real
NAME = f"cloud-{uuid4().hex[:8]}"


@pytest.fixture(scope="module")
def cloud(real):
    cloud = signed_in(real.clouds_yaml, "real")
    assert cloud.import_key(NAME, PUBLIC) == cloud.keypairs().loc[NAME, "fingerprint"]
    group = cloud.create_security_group(NAME)
    yield cloud
    service_of(cloud).client.send("compute", "DELETE", f"/os-keypairs/{NAME}")
    service_of(cloud).client.send("network", "DELETE", f"/security-groups/{group}")


@pytest.fixture(scope="module")
def server(cloud):
    """An instance that is ACTIVE, launched by names; gone when the module ends."""
    asked = {"image": "canfar-ubuntu-24.04", "flavor": "c1-3.75gb-20", "key": NAME}
    server = cloud.launch(NAME, **asked, security_groups=[NAME], condor=True)
    yield cloud.wait_until_active(server, timeout=120)
    date = service_of(cloud).lists.read("servers").date
    cloud.terminate(NAME)
    until(
        lambda: server.id in service_of(cloud).lists.read_changes("servers", date).deleted,
        "it is deleted",
    )
    with pytest.raises(NotFound):
        cloud.terminate(server)


def test_it_is_listed_with_what_was_asked(cloud, server):
    row = cloud.servers().loc[server.id]
    assert (row["name"], row["status"], row["image"]) == (NAME, "ACTIVE", "canfar-ubuntu-24.04")
    assert (row["flavor"], row["ram_gib"], row["key"]) == ("c1-3.75gb-20", 3.75, NAME)
    assert row["security_groups"] == NAME
    assert row["addresses"].count(".") == 3


def test_nova_keeps_our_token_and_finds_it_again(cloud, server):
    found = service_of(cloud).client.get("compute", f"/servers/{server.id}").content
    assert TOKEN.encode() in found


def test_several_equal_instances_are_launched_by_one_request(cloud):
    asked = {"image": "canfar-ubuntu-24.04", "flavor": "c1-3.75gb-20", "key": NAME}
    made = cloud.launch_copies(f"{NAME}-w", 3, **asked)
    assert [server.name for server in made] == [f"{NAME}-w-{n}" for n in (1, 2, 3)]
    frame = cloud.servers()
    assert {frame.loc[server.id, "name"] for server in made} == {server.name for server in made}
    for server in made:
        cloud.wait_until_active(server, timeout=120)
        cloud.terminate(server)


def test_a_floating_ip_is_had_given_guarded_and_released(cloud, server):
    id_ = cloud.allocate_floating_ip()
    with pytest.raises(QuotaReached, match="the quota of floating IPs is reached") as caught:
        cloud.allocate_floating_ip()
    assert caught.value.field == "floating_ip"
    address = cloud.associate_floating_ip(server)  # the free one, not a new one
    assert cloud.associate_floating_ip(server) == address
    row = cloud.floating_ips().loc[id_]
    assert (row["name"], row["server_id"]) == (address, server.id)
    assert row["fixed_ip"] in cloud.servers().loc[server.id, "addresses"]
    with pytest.raises(Conflict, match="is associated with another instance now"):
        cloud.release_floating_ip(id_, seen="")
    cloud.disassociate_floating_ip(address)
    row = cloud.floating_ips().loc[id_]
    assert (row["port_id"], row["server_id"]) == ("", "")
    assert row["updated"] >= row["created"]
    cloud.release_floating_ip(id_)
    cloud.release_floating_ip(id_)
    assert id_ not in cloud.floating_ips().index


def test_without_a_router_no_floating_ip_leads_there(cloud):
    answer = service_of(cloud).client.post(
        "network", "/networks", {"network": {"name": f"{NAME}-dead-end"}}
    )
    network = answer.json()["network"]["id"]
    subnet = {"network_id": network, "ip_version": 4, "cidr": "192.168.78.0/24"}
    service_of(cloud).client.post("network", "/subnets", {"subnet": subnet})
    asked = {"image": "canfar-ubuntu-24.04", "flavor": "c1-3.75gb-20", "network": network}
    alone = cloud.launch(f"{NAME}-alone", **asked)
    try:
        with pytest.raises(Invalid, match="no router joins its network"):
            cloud.associate_floating_ip(alone)
        cloud.wait_until_active(alone, timeout=120)
        (router,) = [f for f in cloud.doctor(alone).findings if f.key == "router"]
        assert (router.state, router.title) == ("bad", "Its network has no route to the outside")
    finally:
        cloud.terminate(alone)
        until(lambda: alone.id not in service_of(cloud).lists.read_ids("servers"), "it is gone")
        service_of(cloud).client.send("network", "DELETE", f"/networks/{network}")
    assert not cloud.floating_ips()["port_id"].any()


def test_what_is_shut_off_is_started_once(cloud, server):
    cloud.start(server)  # it runs: nothing happens
    service_of(cloud).client.post("compute", f"/servers/{server.id}/action", {"os-stop": None})
    until(lambda: cloud.servers().loc[server.id, "status"] == "SHUTOFF", "it is shut off")
    cloud.start(server)
    cloud.start(server)
    cloud.wait_until_active(server, timeout=120)
    done = [action.action for action in cloud.details(server).actions]
    assert done.count("start") == 1


def test_the_doctor_tells_what_a_real_cloud_lets_him_see(cloud, server):
    cloud.open_port(NAME)
    found = {f.key: f for f in cloud.doctor(server).findings}
    assert found["key"].state == "good"
    assert found["router"].state == "good"
    assert (found["address"].state, found["group"].state) == ("bad", "good")
    details = cloud.details(server)
    assert details.project_id == cloud.identity.project_id
    assert details.user_id == cloud.identity.user_id
    assert details.volumes == ()
    assert "create" in [action.action for action in details.actions]


def test_its_console_is_read_whole_or_the_last_lines(cloud, server):
    assert len(cloud.console_log(server, 2)) < len(cloud.console_log(server))


def test_a_snapshot_becomes_an_active_image_of_the_project(cloud, server):
    image = cloud.snapshot(server, NAME)
    with pytest.raises(Conflict):
        cloud.snapshot(server, "again")
    until(
        lambda: (
            service_of(cloud).lists.read_some("images", [image]).columns["status"] == ["active"]
        ),
        "it is active",
    )
    row = cloud.images().loc[image]
    assert (row["tab"], row["is_snapshot"]) == ("project", True)
    service_of(cloud).client.send("image", "DELETE", f"/images/{image}")


def test_a_port_is_opened_once_however_often_it_is_asked(cloud):
    for _ in range(2):
        cloud.open_port(NAME)
    groups = cloud.security_groups().set_index("name")
    assert groups.loc[NAME, "open_ports"] == "SSH from anywhere"


def test_a_key_name_that_is_taken_is_told_beside_the_name(cloud):
    with pytest.raises(Conflict) as caught:
        cloud.import_key(NAME, PUBLIC)
    assert caught.value.field == "name"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "x" * 256),
        ("image", "nope"),
        ("flavor", "nope"),
        ("key", "nope"),
        ("network", "nope"),
        ("security_groups", ("nope",)),
        ("user_data", random.Random(1).randbytes(70_000).hex()),  # gzip does not help
    ],
)
def test_novas_own_refusal_names_the_field(cloud, field, value):
    images, flavors = cloud.images(), cloud.flavors()
    good = {
        "name": NAME,
        "image": images.index[images["name"] == "canfar-ubuntu-24.04"][0],
        "flavor": flavors.index[flavors["name"] == "c1-3.75gb-20"][0],
    }
    with pytest.raises(Invalid) as caught:
        service_of(cloud).launches.launch_spec(LaunchSpec(**{**good, field: value}))
    assert caught.value.field == field
    assert caught.value.request_id.startswith("req-")
    assert len(str(caught.value)) < 1000
