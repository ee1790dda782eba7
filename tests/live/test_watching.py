"""Polling on the demo cloud: silent when nobody looks, patient when the cloud asks for it."""

import time

import pytest

from canfar_jupyter.cloud import connect, service_of
from canfar_jupyter.errors import Busy
from canfar_jupyter.live import Store
from canfar_jupyter.live.base import schedule
from canfar_jupyter.live.base.schedule import SLOW, WATCHED, Schedule
from tests.support.demo_faults import DemoFaults
from tests.support.waiting import until

PACE = 0.05  # seconds between readings here
LOOKED = 0.6  # seconds that a look lasts here, for the 45 of real life


@pytest.fixture
def store(demo, monkeypatch):
    """A store that polls very fast; ``store.requests`` are the times of what it sent."""
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(demo.clouds_yaml))
    cloud = connect("demo")
    store = Store(cloud, Schedule(dict.fromkeys(SLOW, PACE), {}, LOOKED))
    store.requests, send = [], service_of(cloud).client.send

    def noted(service, method, path, **more):
        store.requests.append((time.monotonic(), path))
        return send(service, method, path, **more)

    monkeypatch.setattr(service_of(cloud).client, "send", noted)
    yield store
    store.close()


@pytest.fixture
def fail(demo):
    """Let the demo cloud fail: see demo/faults.py."""
    faults = DemoFaults(demo)
    yield faults.add
    faults.clear()


def change_the_cloud(store):
    """Make something new that every reading would find."""
    name = f"group-{time.monotonic_ns()}"
    store.cloud.create_security_group(name)
    return name


def test_nothing_is_sent_and_nobody_is_woken_once_nobody_looks_and_a_look_resumes_at_once(store):
    woken = []
    for collection in store.collections.values():
        collection.observe(woken.append)
    looked = time.monotonic()
    store.look()
    until(lambda: all(collection.loaded for collection in store.collections.values()))
    until(lambda: time.monotonic() > looked + LOOKED + 2 * PACE)  # what was under way is over
    polled = len(store.requests)
    name = change_the_cloud(store)
    sent, told = len(store.requests), len(woken)
    time.sleep(20 * PACE)  # nothing must happen, which no condition tells
    assert (len(store.requests), len(woken)) == (sent, told)
    assert max(at for at, _ in store.requests[:polled]) < looked + LOOKED + 2 * PACE
    again = time.monotonic()
    store.look()
    until(lambda: name in store.security_groups.column("name"))
    assert min(at for at, _ in store.requests[sent:]) - again < 2 * PACE


def test_a_look_lasts_45_seconds():
    plan = Schedule()
    plan.look(0.0)
    assert WATCHED == 45.0
    assert plan.due(44.9)
    assert not plan.due(45.1)
    assert plan.wait(45.1) is None


def test_a_cloud_that_asks_for_patience_is_given_it_and_then_asked_again(store, fail, monkeypatch):
    monkeypatch.setattr(schedule, "FIRST_BACKOFF", 0.5)  # what is waited where nothing is asked
    store.refresh().result(20)
    fail(path=".*/servers/detail.*", status=503, headers={"Retry-After": "2"})
    with pytest.raises(Busy) as caught:
        store.refresh("servers").result(20)
    assert caught.value.retry_after == 2.0
    assert isinstance(store.servers.error, Busy)
    store.requests.clear()
    started = time.monotonic()

    def asked_again():
        store.look()
        return [at for at, path in store.requests if "/servers" in path]

    assert until(asked_again)[0] - started >= 1.9
    until(lambda: store.servers.error is None)
    assert any("/security-groups" in path for _, path in store.requests)  # others went on
