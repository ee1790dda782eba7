"""Readiness in the state layer, on the demo cloud."""

import time

import pytest

from canfar_jupyter.live.store import Store
from tests.cloud.keys import PUBLIC
from tests.support.waiting import until


@pytest.fixture(scope="module")
def cloud(cloud):
    cloud.import_key("boots", PUBLIC)
    return cloud


@pytest.fixture
def store(cloud):
    store = Store(cloud)
    yield store
    store.close()


def test_a_young_instance_is_followed_until_it_is_ready_and_no_longer(cloud, store):
    told = []
    server = cloud.launch("young", image="canfar-ubuntu-24.04", flavor="c1-3.75gb-15", key="boots")
    store.boots.observe(told.append)
    store.refresh("servers").result()
    store.look()
    until(lambda: (now := store.boots.of(server.id)) and now.ready)
    assert (server.id,) in told
    now = store.boots.of(server.id)
    assert [s.key for s in now.steps][:3] == ["scheduled", "built", "network"]
    entry = store.boots._entries[server.id]
    until(lambda: not entry.under_way)
    assert entry.over
    assert server.id not in store.boots._wanted(time.monotonic())
    cloud.terminate(server)
    until(lambda: store.refresh("servers").result() or server.id not in store.servers)
    until(lambda: store.boots.of(server.id) is None)


def test_nobody_looks_so_nothing_is_asked(cloud, store):
    server = cloud.launch("alone", image="canfar-ubuntu-24.04", flavor="c1-3.75gb-15")
    store.refresh("servers").result()
    assert store.boots.of(server.id) is None
    store.boots.watch(server.id)
    until(lambda: store.boots.of(server.id))
    cloud.terminate(server)


def test_verbs_about_one_instance(cloud, store):
    server = cloud.launch("verbs", image="canfar-ubuntu-24.04", flavor="c1-3.75gb-15", key="boots")
    cloud.wait_until_ready(server, progress=False)
    store.refresh("servers").result()
    details = store.details(server.id).result()
    assert [a.action for a in details.actions] == ["create"]
    assert details.usage.core_hours > 0
    assert details.launched is not None
    # it is ready when its keys are told, a moment before the last line
    until(lambda: "finished at" in store.read_log(server.id).result()[0])
    assert store.read_log(server.id).result()[1].login_user == "ubuntu"
    way = store.login_info(server.id).result()
    assert way.command == f"ssh -i PATH/TO/KEY ubuntu@{way.address}"
    assert "boots (SHA256:" in way.note  # its private half is not here
    assert way.known_hosts.startswith(way.address)
    diagnosis = store.doctor(server.id).result()
    assert diagnosis.cause.key == "address"
    assert "router" in [f.key for f in diagnosis.findings if f.state == "good"]
    cloud.terminate(server)
