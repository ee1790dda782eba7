"""A verb that is a row of the table and a line of Cloud, done to the demo cloud."""

import inspect

import pytest

from canfar_jupyter.cloud.cloud import Cloud, nova_action
from canfar_jupyter.errors import Conflict
from canfar_jupyter.live import Store
from canfar_jupyter.model.verbs import VERBS, Verb
from tests.support.waiting import until


def _pause_blocked(row):
    return "" if row["status"] == "ACTIVE" else f"It is {row['status']}: it cannot be paused."


ROWS = (
    Verb(
        "pause",
        "servers",
        "Pausing {name}",
        ("servers",),
        {"task": "pausing"},
        _pause_blocked,
        {"pause": None},
        "pause the instance",
        "Keep an instance in memory and stop its CPUs.",
        undo="unpause",
    ),
    Verb(
        "unpause",
        "servers",
        "Resuming {name}",
        ("servers",),
        {"task": "unpausing"},
        action={"unpause": None},
        what="unpause the instance",
        text="Let a paused instance go on.",
    ),
)


@pytest.fixture
def verbs(monkeypatch):
    """Two rows more, each with its line in Cloud."""
    for verb in ROWS:
        monkeypatch.setitem(VERBS, verb.name, verb)
        monkeypatch.setattr(Cloud, verb.name, nova_action(verb.name), raising=False)


@pytest.fixture
def server(cloud, verbs):
    image, flavor = "canfar-rocky-9", "c1-3.75gb-15"
    made = cloud.wait_until_active(cloud.launch("paused", image=image, flavor=flavor), timeout=60)
    yield made
    cloud.terminate(made)


def test_an_action_of_nova_is_done_by_its_row_alone(cloud, server):
    def status():
        return cloud.servers().loc[server.id, "status"]

    cloud.pause(server)
    until(lambda: status() == "PAUSED", "it is paused")
    with pytest.raises(Conflict, match="pause the instance"):
        cloud.pause(server.id)
    cloud.unpause(server.name)
    until(lambda: status() == "ACTIVE", "it goes on")
    assert inspect.getdoc(Cloud.pause) == "Keep an instance in memory and stop its CPUs."
    assert list(inspect.signature(cloud.pause).parameters) == ["server"]


def test_the_store_shows_its_cells_at_once_and_takes_back_nothing_that_was_done(cloud, server):
    store = Store(cloud)
    store.refresh().result(20)
    assert not VERBS["pause"].why_not(store.servers[server.id])
    tasks = []
    store.servers.observe(lambda delta: tasks.append(store.servers[server.id]["task"]))
    store.do("pause", server.id).result(20)
    until(lambda: "pausing" in tasks, "the row says so")

    def paused():
        store.refresh("servers").result(20)
        return store.servers[server.id]["status"] == "PAUSED"

    until(paused, "it is paused")
    assert VERBS["pause"].why_not(store.servers[server.id])
    assert [one.text for one in store.operations] == ["Pausing paused"]
    refused = store.do("pause", server.id).exception(20)
    assert isinstance(refused, Conflict)
    assert store.servers[server.id]["task"] == ""
    store.close()
