"""A console that nobody looks at, or on which nothing happens, costs nothing."""

import asyncio

import pytest
from tornado.httpclient import HTTPRequest
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from tornado.websocket import websocket_connect

from canfar_jupyter.demo.core.cloud import DemoCloud, Options
from canfar_jupyter.demo.growth import grow
from canfar_jupyter.demo.guests.consoles.proxy import make_proxy
from canfar_jupyter.demo.guests.consoles.rooms import Rooms
from canfar_jupyter.demo.nova import lifecycle
from canfar_jupyter.demo.nova.changes import SOFT
from canfar_jupyter.demo.seed import seed
from tests.support import loop


class Visitor:
    """Counts how often it is shown something."""

    def __init__(self):
        self.shown = 0
        self.ended = False

    def show(self):
        self.shown += 1

    def end(self):
        self.ended = True


@pytest.fixture
def cloud(tmp_path):
    made = DemoCloud(tmp_path, Options(speed=100), lifecycle.EFFECTS)
    seed(made)
    grow(made, 5, 0)
    made.index()
    return made


@pytest.fixture
def server(cloud):
    """A machine that booted long ago."""
    return next(s for s in cloud.state.servers.values() if s.status == "ACTIVE")


def test_time_passes_only_while_somebody_looks(cloud, server):
    async def run():
        rooms, visitor = Rooms(cloud), Visitor()
        room = rooms.enter(server.id, visitor)
        await asyncio.sleep(0.05)
        assert cloud.watchers == {server.id: room.wake}
        assert visitor.shown == 1
        assert room.terminal.screen.text()[0] or room.terminal.screen.row
        await asyncio.sleep(0.05)
        assert visitor.shown == 1, "nothing is due on it"
        room.leave(visitor)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert room.empty
        assert cloud.watchers == {}
        assert len(asyncio.all_tasks()) == 1, "only this one"
        assert rooms.enter(server.id, Visitor()) is room, "who comes back finds the same screen"

    loop.run(run())


def test_a_reboot_is_seen_line_by_line_and_then_it_rests(cloud, server):
    async def run():
        visitor = Visitor()
        room = Rooms(cloud).enter(server.id, visitor)
        await asyncio.sleep(0)
        lifecycle.change(cloud, server, SOFT)
        for _ in range(200):
            await asyncio.sleep(0.01)
            if any("login:" in row for row in room.terminal.screen.text()[-2:]):
                break
        assert visitor.shown > 10
        seen = visitor.shown
        await asyncio.sleep(0.05)
        assert visitor.shown == seen

    loop.run(run())


def test_a_machine_that_ends_shows_everybody_out(cloud, server):
    async def run():
        rooms, visitors = Rooms(cloud), [Visitor(), Visitor()]
        for visitor in visitors:
            rooms.enter(server.id, visitor)
        await asyncio.sleep(0)
        server.status, server.vm_state = "SHUTOFF", "stopped"
        cloud.touch(server, cloud.clock.now())
        await asyncio.sleep(0.01)
        assert [visitor.ended for visitor in visitors] == [True, True]
        assert rooms.enter(server.id, Visitor()) is None

    loop.run(run())


@pytest.mark.parametrize("origin", ["http://elsewhere", "null"])
def test_who_is_not_let_in_leaves_nothing_running(cloud, server, origin):
    async def run():
        proxy = HTTPServer(make_proxy(cloud.consoles, Rooms(cloud)))
        listening, port = bind_unused_port()
        proxy.add_socket(listening)
        cloud.consoles.base = f"127.0.0.1:{port}"
        where = cloud.consoles.url(server.id, "serial")
        websocket = await websocket_connect(HTTPRequest(where, headers={"Origin": origin}))
        assert await websocket.read_message() is None
        assert cloud.watchers == {}
        proxy.stop()

    loop.run(run())
