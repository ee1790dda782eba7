"""Who looks at which machine; while somebody does, time passes on its terminal."""

from __future__ import annotations

import asyncio
from typing import Protocol

from canfar_jupyter.demo.core.cloud import DemoCloud
from canfar_jupyter.demo.core.records import Server
from canfar_jupyter.demo.guests.consoles.terminal import Terminal, runs

_KEPT = 50  # terminals of machines that nobody looks at now


class Visitor(Protocol):
    """A connection to a console."""

    def show(self) -> None: ...

    def end(self) -> None: ...


class Room:
    """One machine's terminal and those who look at it."""

    def __init__(self, cloud: DemoCloud, server: Server) -> None:
        self.terminal = Terminal(cloud, server)
        self.name = server.name
        self._cloud = cloud
        self._server = server
        self._visitors: set[Visitor] = set()
        self._woken = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def enter(self, visitor: Visitor) -> None:
        self._visitors.add(visitor)
        self.terminal.catch_up()
        self._cloud.watchers[self._server.id] = self.wake
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._pass_time())

    def leave(self, visitor: Visitor) -> None:
        self._visitors.discard(visitor)
        self.wake()

    @property
    def empty(self) -> bool:
        return not self._visitors

    def wake(self) -> None:
        """Have everybody shown what has changed."""
        self._woken.set()

    async def _pass_time(self) -> None:
        while self._visitors:
            self._woken.clear()
            self._cloud.advance()
            if not runs(self._server):
                for visitor in list(self._visitors):
                    visitor.end()
                break
            self.terminal.catch_up()
            for visitor in list(self._visitors):
                visitor.show()
            try:
                await asyncio.wait_for(self._woken.wait(), self.terminal.seconds_left())
            except TimeoutError:
                continue
        self._cloud.watchers.pop(self._server.id, None)


class Rooms:
    """The rooms of all machines that somebody has looked at."""

    def __init__(self, cloud: DemoCloud) -> None:
        self._cloud = cloud
        self._rooms: dict[str, Room] = {}

    def enter(self, server_id: str, visitor: Visitor) -> Room | None:
        """Let somebody look at a machine; None: it does not run."""
        self._cloud.advance()
        server = self._cloud.state.servers.get(server_id)
        if server is None or not runs(server):
            return None
        room = self._rooms.pop(server_id, None) or Room(self._cloud, server)
        self._rooms[server_id] = room  # the last one is the newest
        room.enter(visitor)
        self._forget()
        return room

    def _forget(self) -> None:
        for server_id in [s for s, room in self._rooms.items() if room.empty][:-_KEPT]:
            del self._rooms[server_id]
