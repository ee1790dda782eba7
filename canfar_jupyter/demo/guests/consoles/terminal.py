"""The terminal of one machine: its boot as it comes, then a login."""

from __future__ import annotations

from collections.abc import Callable

from canfar_jupyter.demo.core.cloud import DemoCloud
from canfar_jupyter.demo.core.records import Server
from canfar_jupyter.demo.guests.boot_log import Boot
from canfar_jupyter.demo.guests.consoles.screen import Screen
from canfar_jupyter.demo.guests.consoles.shell import Guest, Shell
from canfar_jupyter.demo.guests.distros import distro_of

RUNNING = ("ACTIVE", "PAUSED", "REBOOT", "HARD_REBOOT", "RESCUE", "VERIFY_RESIZE")
_RESTARTING = ("REBOOT", "HARD_REBOOT")


def runs(server: Server) -> bool:
    """Say whether the machine of a server has a console now."""
    return server.booted is not None and server.deleted is None and server.status in RUNNING


class Terminal:
    """What a machine shows, on a screen and as text; ``listeners`` get the text as it comes.

    Time is the machine's uptime.  Nothing happens here unless ``catch_up`` or ``typed`` is called.
    """

    def __init__(self, cloud: DemoCloud, server: Server) -> None:
        self._cloud = cloud
        self._server = server
        self.screen = Screen()
        self.listeners: set[Callable[[str], None]] = set()
        self._boots = -1
        self._lines: list[tuple[float, str]] = []
        self._shown = 0  # how many of the lines
        self._shell: Shell | None = None
        self._leaving = False

    def catch_up(self) -> None:
        """Show what has happened since the last time."""
        if self._server.boots != self._boots:
            self._begin()
        if self._server.status in _RESTARTING and not self._leaving:
            self._leaving, self._shell = True, None
            self._write("\r\nThe system will reboot now!\r\n")
        if self._leaving:
            return
        uptime = self._cloud.clock.since(self._server.booted or 0)
        first = self._shown
        while self._shown < len(self._lines) and self._lines[self._shown][0] <= uptime:
            self._shown += 1
        text = "".join(f"{line}\r\n" for _, line in self._lines[first : self._shown])
        if self._shown == len(self._lines) and self._shell is None:
            self._shell = Shell(self._guest())
            text += self._shell.greeting()
        if text:
            self._write(text)

    def seconds_left(self) -> float | None:
        """Return in how many seconds something happens by itself; None: nothing does."""
        clock = self._cloud.clock
        moments = [step.due for step in self._server.steps[:1]]
        if not self._leaving and self._shown < len(self._lines):
            booted = self._server.booted or 0
            moments.append(booted + self._lines[self._shown][0] / clock.speed)
        return max(0.0, min(moments) - clock.now()) if moments else None

    def typed(self, text: str) -> None:
        """Type something on the machine; while it boots nobody listens."""
        if self._shell is not None and self._server.status != "PAUSED":
            self._write(self._shell.typed(text))

    def reset(self) -> None:
        """Press Ctrl-Alt-Del: the machine restarts, as after a soft reboot."""
        self._cloud.cause("restart", self._server)

    def _begin(self) -> None:
        """Start with the first line of a boot."""
        boot = Boot(self._cloud, self._server)
        boot.write()
        self._lines = sorted(boot.lines, key=lambda line: line[0])
        self._boots, self._shown = self._server.boots, 0
        self._shell, self._leaving = None, False
        self.screen.clear()

    def _write(self, text: str) -> None:
        self.screen.write(text)
        for listener in self.listeners:
            listener(text)

    def _guest(self) -> Guest:
        cloud, server = self._cloud, self._server
        distro = distro_of(server.image_properties)
        return Guest(
            host=server.hostname,
            title=distro.title,
            kernel=distro.kernel,
            addresses=lambda: [port.address for port in cloud.ports_of.get(server.id, ())],
            uptime=lambda: cloud.clock.since(server.booted or 0),
            boot_log=lambda: "".join(f"{line}\n" for _, line in self._lines),
            reboot=lambda: cloud.cause("restart", server),
            power_off=lambda: cloud.cause("power off", server),
        )
