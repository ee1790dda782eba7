"""What a page that is loading gets of a dashboard: all of it, once."""

from typing import ClassVar

import comm
import openstack
import pytest

import canfar_jupyter as cj
from tests.support.waiting import until


class Channel(comm.base_comm.BaseComm):
    """Remembers what the kernel says on it, and on all others."""

    said: ClassVar[list] = []

    def publish_msg(self, msg_type, data=None, **_more):
        self.said.append((msg_type, self.comm_id, data))


@pytest.fixture
def said(monkeypatch):
    """What is sent to a page: type, id of the widget, content."""
    monkeypatch.setattr(Channel, "said", [])
    monkeypatch.setattr(comm, "create_comm", Channel)
    return Channel.said


@pytest.fixture
def server(clouds):
    """An instance in the demo cloud; gives its id."""
    cloud = cj.connect("demo")
    server = cloud.launch("there-already", image="cirros-0.6.3", flavor="c1-3.75gb-15")
    yield server.id
    cloud.terminate(server.id)


def load_page():
    """Ask for all widgets, as a page that loads; return their states by id."""
    channel = Channel(target_name="jupyter.widget.control", primary=False)
    opened = comm.get_comm_manager().targets["jupyter.widget.control"]
    opened(channel, {"metadata": {"version": "1.0.0"}})
    channel.handle_msg({"content": {"data": {"method": "request_states"}}})
    answers = [data for _, id_, data in channel.said if id_ == channel.comm_id and data]
    return answers[-1]["states"]


def test_the_rows_are_among_what_a_loading_page_asks_for_and_told_once(server, said):
    app = cj.dashboard("demo")
    states = until(lambda: (found := load_page()) and app.content is not None and found)
    assert app.content.model_id in states
    table = app.content.instances.table
    rows = states[table.model_id]["state"]["_snapshot"]["rows"]
    assert len(rows) == len(app.store.servers) >= 1
    announced = [id_ for kind, id_, _ in said if kind == "comm_open"]
    assert app.model_id in announced
    assert not {app.content.model_id, table.model_id} & set(announced)


def test_a_widget_that_is_made_later_is_announced_again(clouds, said):
    app = cj.dashboard("demo")
    until(lambda: load_page() and app.content)
    images = app.content.images
    assert ("comm_open", images.model_id) in [(kind, id_) for kind, id_, _ in said]


def test_a_page_does_not_wait_for_a_cloud_that_refuses(clouds, said):
    app = cj.dashboard("refused")
    until(lambda: app.failed)
    states = load_page()
    assert states[app.messages.model_id]["state"]["items"]
    assert app.content is None


def test_a_dashboard_prepared_long_ago_is_read_again_when_a_page_asks_for_it(
    server, said, monkeypatch
):
    monkeypatch.setenv("CANFAR_JUPYTER_POLL_WATCHED", "2")
    monkeypatch.setenv("CANFAR_JUPYTER_POLL_SERVERS", "0.5")  # due again once nobody looks
    app = cj.dashboard("demo")
    until(lambda: app.store is not None and app.store.servers.loaded)
    poller = app.store._project.poller
    until(lambda: not poller._schedule.is_watched(poller._clock()), "it is silent")
    openstack.connect(cloud="demo").compute.update_server(server, name="renamed-meanwhile")
    load_page()
    until(lambda: app.store.servers[server]["name"] == "renamed-meanwhile")
