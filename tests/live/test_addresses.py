"""Floating IPs through the store, on the demo cloud: rows change at once, nobody is robbed."""

import pytest

from canfar_jupyter.cloud import service_of
from canfar_jupyter.errors import Conflict, QuotaReached
from canfar_jupyter.live import Store
from canfar_jupyter.live.base.joined import FloatingIPHolders
from canfar_jupyter.model.network.floating_ips import NEW
from tests.support.waiting import until

LAUNCH = {"image": "canfar-rocky-9", "flavor": "p1-1.5gb"}


@pytest.fixture
def store(cloud):
    """A store with two instances, which nobody looks at: what changes, the verbs have changed."""
    for name in ("ours", "theirs"):
        cloud.wait_until_active(cloud.launch(name, **LAUNCH))
    store = Store(cloud)
    store.refresh().result(20)
    yield store
    store.close()
    for id_ in cloud.floating_ips().index:
        cloud.release_floating_ip(id_)
    for id_ in cloud.servers().index:
        cloud.terminate(id_)
    until(lambda: not service_of(cloud).lists.read_ids("servers"))


def ids(store):
    return {row["name"]: id_ for id_, row in store.servers.items()}


def test_what_is_given_moved_taken_and_released_shows_at_once(store):
    ours, theirs = ids(store)["ours"], ids(store)["theirs"]
    row = store.allocate_floating_ip().result(20)
    assert store.floating_ips[row["id"]]["port_id"] == ""
    held = FloatingIPHolders(store.floating_ips, store.servers)
    deltas = []
    stop = held.observe(deltas.append)

    given = store.associate_floating_ip(ours).result(20)  # the free one
    assert (given["id"], given["server_id"]) == (row["id"], ours)
    assert store.servers[ours]["floating_ip"] == row["name"]
    assert held[row["id"]]["holder"] == "ours"

    store.associate_floating_ip(theirs, row["id"]).result(20)
    assert held[row["id"]]["holder"] == "theirs"
    assert store.servers[ours]["floating_ip"] == ""
    assert row["name"] not in store.servers[ours]["addresses"]
    assert store.servers[theirs]["addresses"].endswith(row["name"])

    store.disassociate_floating_ip(row["id"]).result(20)
    assert held[row["id"]]["holder"] == ""
    assert store.servers[theirs]["floating_ip"] == ""

    store.release_floating_ip(row["id"]).result(20)
    assert row["id"] not in store.floating_ips
    until(lambda: any(row["id"] in delta.removed for delta in deltas))
    stop()


def test_the_way_in_and_the_doctor_follow_at_once(store):
    ours = ids(store)["ours"]
    given = store.associate_floating_ip(ours).result(20)
    door = store.service.access.doors.of(given["name"], public=True)
    assert store.login_info(ours).result(20).address == door.host
    titles = [finding.title for finding in store.doctor(ours).result(20).findings]
    assert "It has a floating IP" in titles
    store.refresh().result(20)  # Nova does not know of it yet
    assert store.servers[ours]["floating_ip"] == given["name"]


@pytest.mark.parametrize("who", ["we", "a colleague"])
def test_an_instance_that_is_terminated_has_no_floating_ip_any_more(store, cloud, who):
    ours = ids(store)["ours"]
    row = store.associate_floating_ip(ours).result(20)
    held = FloatingIPHolders(store.floating_ips, store.servers)
    if who == "we":
        store.terminate(ours).result(20)
    else:
        cloud.terminate(ours)
        store.refresh("servers").result(20)  # a tick

    def is_his():
        server = store.servers.get(ours, {"addresses": "", "floating_ip": ""})
        return (
            row["name"] in server["addresses"] + server["floating_ip"] or held[row["id"]]["holder"]
        )

    assert not is_his()
    until(lambda: store.refresh().result(20) or is_his() or ours not in store.servers)
    assert not is_his(), "what Nova and Neutron say late is not shown"
    assert store.floating_ips[row["id"]]["port_id"] == ""


def test_an_old_picture_robs_nobody(store, cloud):
    ours, theirs = ids(store)["ours"], ids(store)["theirs"]
    row = store.allocate_floating_ip().result(20)
    until(lambda: not store.floating_ips[row["id"]]["port_id"])
    cloud.associate_floating_ip(theirs, row["id"])  # a colleague, of whom this store does not know
    for verb in (
        lambda: store.associate_floating_ip(ours, row["id"], seen=""),
        lambda: store.release_floating_ip(row["id"], seen=""),
        lambda: store.disassociate_floating_ip(row["id"], seen="another port"),
    ):
        with pytest.raises(Conflict, match="was changed by another user meanwhile"):
            verb().result(20)
    assert cloud.floating_ips().loc[row["id"], "server_id"] == theirs
    store.look()  # the list is due: what was refused was refused because it is old
    until(lambda: store.floating_ips[row["id"]]["server_id"] == theirs)


def test_a_quota_that_is_reached_is_an_operation_that_failed(store):
    store.associate_floating_ip(ids(store)["ours"], NEW).result(20)
    with pytest.raises(QuotaReached):
        store.associate_floating_ip(ids(store)["theirs"], NEW).result(20)
    failed = [o for o in store.operations if o.error]
    assert failed[-1].text == "Associating a new floating IP with theirs"


def test_one_that_is_shut_off_shows_that_it_starts(store, cloud):
    ours = ids(store)["ours"]
    service_of(cloud).client.post("compute", f"/servers/{ours}/action", {"os-stop": None})
    until(lambda: cloud.servers().loc[ours, "status"] == "SHUTOFF")
    store.start(ours).result(20)
    assert store.servers[ours]["task"] == "powering-on"
    cloud.wait_until_active(ours)
