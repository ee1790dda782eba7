"""What a page that has loaded gets of a dashboard, however long ago it was prepared."""

import openstack
import pytest

import canfar_jupyter as cj
from tests.support.waiting import until


@pytest.fixture
def server(clouds):
    """An instance in the demo cloud; gives its id."""
    cloud = cj.connect("demo")
    server = cloud.launch("there-already", image="cirros-0.6.3", flavor="c1-3.75gb-15")
    yield server.id
    cloud.terminate(server.id)


def test_a_dashboard_prepared_long_ago_is_read_again_when_a_page_shows_it(server, monkeypatch):
    monkeypatch.setenv("CANFAR_JUPYTER_POLL_WATCHED", "2")
    monkeypatch.setenv("CANFAR_JUPYTER_POLL_SERVERS", "0.5")  # due again once nobody looks
    app = cj.dashboard("demo")
    until(lambda: app.store is not None and app.store.servers.loaded)
    poller = app.store._project.poller
    until(lambda: not poller._schedule.is_watched(poller._clock()), "it is silent")
    openstack.connect(cloud="demo").compute.update_server(server, name="renamed-meanwhile")
    app.seen()
    until(lambda: app.store.servers[server]["name"] == "renamed-meanwhile")


def test_the_contents_are_created_once_a_page_shows_them(server):
    app = cj.dashboard("demo")
    until(lambda: app.store is not None and app.store.servers.loaded)
    assert app.content is None
    app.seen()
    assert until(lambda: app.content) is app.children[-1]
