"""The store on the demo cloud: what a widget sees when its user acts."""

import os
import subprocess
import sys

import pytest

from canfar_jupyter.cloud import connect
from canfar_jupyter.errors import (
    Busy,
    CloudError,
    CloudFailure,
    Conflict,
    Invalid,
    NotFound,
    QuotaReached,
    Unreachable,
)
from canfar_jupyter.live import Store, store_of
from canfar_jupyter.live.base.schedule import SLOW, Schedule
from canfar_jupyter.model.columns import SCHEMAS
from canfar_jupyter.model.launch.spec import LaunchSpec
from tests.support.waiting import until

from ..cloud.keys import PRIVATE, PUBLIC


@pytest.fixture
def store(cloud):
    """A store that has read all, and polls fast."""
    store = Store(cloud, Schedule({n: s / 10 for n, s in SLOW.items()}, {"servers": 0.05}))
    store.refresh().result(20)
    yield store
    store.refresh("servers").result(20)
    for id_ in list(store.servers):
        store.terminate(id_).exception(20)
    store.look()
    until(lambda: not store.servers)
    store.close()


@pytest.fixture
def spec(store):
    def named(name="lens", **more):
        ids = {row["name"]: id_ for id_, row in {**store.images, **store.flavors}.items()}
        return LaunchSpec(
            name=name, image=ids["canfar-rocky-9"], flavor=ids["c1-3.75gb-15"], **more
        )

    return named


def seen(collection):
    """Collect what observers are told."""
    deltas = []
    collection.observe(deltas.append)
    return deltas


def test_all_lists_are_read_at_the_first_refresh(store):
    assert all(store.collections[name].loaded for name in SCHEMAS)
    assert len(store.images) > 5
    assert store.flavors.frame()["name"].is_unique
    assert store.identity.project == "lensing"


def test_looking_reads_by_itself(cloud):
    store = Store(cloud)
    assert not store.images.loaded
    store.look()
    until(lambda: all(collection.loaded for collection in store.collections.values()))
    store.close()


def test_a_launch_is_a_row_at_once_and_turns_active_by_itself(store, spec):
    deltas = seen(store.servers)
    store.look()
    [server] = store.launch(spec()).result(20)
    row = store.servers[server.id]
    assert (row["name"], row["image"], row["flavor"]) == ("lens", "canfar-rocky-9", "c1-3.75gb-15")
    until(lambda: deltas)
    assert deltas[0].added == (server.id,)
    until(lambda: store.servers[server.id]["status"] == "ACTIVE")
    until(lambda: store.servers[server.id]["addresses"])
    until(lambda: any("status" in d.changed.get(server.id, ()) for d in deltas))
    assert [d.generation for d in deltas] == sorted(d.generation for d in deltas)


def test_the_row_is_there_before_any_reading(store, spec):
    [server] = store.launch(spec()).result(20)
    row = store.servers[server.id]
    assert (row["status"], row["task"], row["vcpus"]) == ("BUILD", "scheduling", 1)
    assert set(row) == {column.name for column in SCHEMAS["servers"]}
    assert store.servers.frame().loc[server.id, "created"].year >= 2025


def test_the_same_launch_twice_at_once_is_one_instance(store, spec):
    one, other = store.launch(spec()), store.launch(spec())
    assert one.result(20) == other.result(20)
    store.refresh("servers").result(20)
    assert len(store.servers) == 1


def test_three_equal_instances_are_three_rows_at_once_and_turn_active(store, spec):
    deltas = seen(store.servers)
    servers = store.launch(spec("worker", count=3)).result(20)
    assert [server.name for server in servers] == ["worker-1", "worker-2", "worker-3"]
    until(lambda: deltas)
    assert deltas[0].added == tuple(server.id for server in servers)
    assert {store.servers[server.id]["flavor"] for server in servers} == {"c1-3.75gb-15"}
    store.look()
    until(lambda: store.servers.column("status") == ["ACTIVE"] * 3)
    assert len(store.servers) == 3


@pytest.mark.parametrize("name", ["instances", "cores", "ram_gib"])
def test_a_launch_without_room_is_a_matter_of_the_quota_and_is_not_sent(store, spec, name):
    limit = store.quotas[name]["limit"]
    store._project.put("quotas", {**store.quotas[name], "used": limit})
    with pytest.raises(QuotaReached):
        store.launch(spec()).result(20)
    assert not store.servers


def test_the_same_launch_later_is_another_instance(store, spec):
    first = store.launch(spec()).result(20)
    until(lambda: not store._launches._under_way)
    assert store.launch(spec()).result(20) != first


def test_a_volume_counts_as_soon_as_it_is_built(cloud, store, spec):
    patient = Store(cloud, Schedule())  # quotas by themselves once a minute
    try:
        patient.refresh().result(20)
        before = patient.quotas["volumes"]["used"]
        patient.look()
        patient.launch(spec("on-a-volume", volume_gib=30)).result(20)
        until(lambda: patient.quotas["volumes"]["used"] == before + 1)
        assert patient.quotas["instances"]["used"] >= 1
    finally:
        patient.close()


def test_a_terminated_instance_shows_it_and_goes_by_itself(store, spec):
    [server] = store.launch(spec()).result(20)
    store.look()
    until(lambda: store.servers[server.id]["status"] == "ACTIVE")
    store.terminate(server.id).result(20)
    assert server.id not in store.servers or store.servers[server.id]["task"] == "deleting"
    until(lambda: server.id not in store.servers)


def test_a_snapshot_is_an_image_of_the_project_at_once_and_turns_active(store, spec):
    [server] = store.launch(spec()).result(20)
    store.look()
    until(lambda: store.servers[server.id]["status"] == "ACTIVE")
    image = store.snapshot(server.id, "lens-ready").result(20)
    row = store.images[image]
    assert (row["name"], row["tab"], row["is_snapshot"]) == ("lens-ready", "project", True)
    until(lambda: store.images[image]["status"] == "active")
    assert store.images[image]["size"] > 0
    until(lambda: store.servers[server.id]["task"] == "")


def test_the_console_log_comes_as_a_future(store, spec):
    [server] = store.launch(spec()).result(20)
    store.look()
    until(lambda: store.servers[server.id]["status"] == "ACTIVE")
    until(lambda: store.console_log(server.id, 20).result(20))
    assert len(store.operations) == 1  # reading is no operation


def test_a_key_a_group_and_an_open_port_are_rows_at_once(store):
    fingerprint = store.import_key("mine", PUBLIC).result(20)
    assert store.keypairs["mine"]["fingerprint"] == fingerprint
    group = store.create_security_group("open").result(20)
    assert store.security_groups[group]["name"] == "open"
    store.open_port(group).result(20)
    assert "SSH from anywhere" in store.security_groups[group]["open_ports"]
    store.refresh("keypairs", "security_groups").result(20)
    assert store.keypairs["mine"]["fingerprint"] == fingerprint
    assert store.security_groups[group]["open_ports"] == "SSH from anywhere"
    with pytest.raises(Conflict):
        store.import_key("mine", PUBLIC).result(20)


def test_a_verb_that_fails_leaves_the_rows_and_says_why(store, spec):
    before = {name: c.columns() for name, c in store.collections.items()}
    for failing, kind in (
        (store.launch(spec("")), Invalid),
        (store.launch(spec(key="nobody")), CloudError),
        (store.terminate("00000000-0000-0000-0000-000000000000"), NotFound),
        (store.snapshot("00000000-0000-0000-0000-000000000000", "s"), NotFound),
        (store.import_key("x", PRIVATE), Invalid),
    ):
        assert isinstance(failing.exception(20), kind)
    assert {name: c.columns() for name, c in store.collections.items()} == before
    over = list(store.operations)
    assert {o.state for o in over} == {"failed"}
    assert all(isinstance(o.error, CloudError) for o in over)
    assert {o.text for o in over} >= {"Importing the key x"}
    assert "PRIVATE KEY" not in str(over)


@pytest.mark.parametrize(
    ("error", "soon"),
    [(Unreachable("lost"), True), (CloudFailure("2 of 3"), True), (Busy("later"), False)],
)
def test_the_lists_are_looked_at_soon_when_nobody_knows_what_was_done(
    store, monkeypatch, error, soon
):
    def fails(*_, **_options):
        raise error

    hurried = []
    monkeypatch.setattr(store.service.instances, "terminate", fails)
    monkeypatch.setattr(store._project.poller, "hurry", hurried.extend)
    assert store.terminate("s").exception(20) is error
    assert ("servers" in hurried) is soon
    monkeypatch.undo()


def test_what_is_known_to_be_wrong_is_told_without_asking(store, spec):
    assert not any(p.blocks for p in store.problems(spec()))
    assert [p.field for p in store.problems(spec("")) if p.blocks] == ["name"]


def test_operations_tell_what_is_under_way(store, spec):
    told = []
    store.operations.observe(lambda o: told.append((o.text, o.state)))
    store.launch(spec()).result(20)
    until(lambda: len(told) == 2)
    assert told == [("Launching lens", "running"), ("Launching lens", "done")]


def test_a_callback_is_called_outside_the_lock_and_may_act(store, spec):
    names = []

    def react(delta):
        for id_ in delta.added:
            names.append(store.servers[id_]["name"])
            store.terminate(id_)

    store.servers.observe(react)
    store.launch(spec()).result(20)
    until(lambda: names == ["lens"])
    store.look()
    until(lambda: not store.servers)


def test_one_store_serves_a_cloud_project_and_user(demo, monkeypatch, cloud):
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(demo.clouds_yaml))
    store = store_of(cloud)
    assert store_of(connect("demo")) is store
    assert store_of(connect("demo-batch")) is not store


def test_what_the_cloud_did_has_not_failed_when_it_cannot_be_shown(store, spec, monkeypatch):
    def breaks(*_):
        raise KeyError("locked")

    store.look()  # lists are read while they are looked at
    monkeypatch.setattr(store._launches, "_launched", breaks)
    [server] = store.launch(spec("shown-later")).result(20)
    until(lambda: server.id in store.servers)  # the list was read
    assert not [one for one in store.operations if one.state == "failed"]


ONE_COLUMN_MORE = """
from canfar_jupyter.model.columns import SCHEMAS, Column

locked = Column("locked", "bool", "cannot be changed", "locked")
SCHEMAS["servers"] = (*SCHEMAS["servers"], locked)  # before the lists are imported: as if written

from canfar_jupyter.cloud import connect
from canfar_jupyter.live import Store
from canfar_jupyter.model.launch.spec import LaunchSpec

cloud = connect("demo")
store = Store(cloud)
store.refresh().result(20)
ids = {row["name"]: id_ for id_, row in {**store.images, **store.flavors}.items()}
spec = LaunchSpec(name="wider", image=ids["canfar-rocky-9"], flavor=ids["c1-3.75gb-15"])
[server] = store.launch(spec).result(20)
print("launched", store.servers[server.id]["locked"])


def act(action):
    path = f"/servers/{server.id}/action"
    store.service.client.post("compute", path, {action: None})
    store.refresh("servers").result(20)
    print(action, store.servers[server.id]["locked"], cloud.servers().loc[server.id, "locked"])


act("lock")
act("unlock")
store.terminate(server.id).result(20)
store.close()
"""


def test_a_column_more_is_launched_with_and_read_with_no_second_edit(demo):
    done = subprocess.run(
        [sys.executable, "-c", ONE_COLUMN_MORE],
        env=os.environ | {"OS_CLIENT_CONFIG_FILE": str(demo.clouds_yaml)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n") == [
        "launched False",
        "lock True True",
        "unlock False False",
        "",
    ]


def test_a_key_that_is_deleted_has_gone_from_the_list(store):
    store.import_key("to-delete", PUBLIC).result(20)
    assert "to-delete" in store.keypairs
    store.delete_key("to-delete").result(20)
    assert "to-delete" not in store.keypairs
    store.refresh("keypairs").result(20)
    assert "to-delete" not in store.keypairs
