"""The SSH servers of the demo's machines: real ones, on loopback.

A machine's floating IP leads nowhere, for no packet leaves this computer.  So
``/demo/machines/{address}`` tells at which port of 127.0.0.1 the machine with that address
answers: once it has booted, and only if its security groups let tcp port 22 in.
"""

from __future__ import annotations

import asyncio
import socket
from typing import Any

from tornado.web import RequestHandler

from canfar_jupyter.demo.core.cloud import DemoCloud
from canfar_jupyter.demo.core.network_records import Port
from canfar_jupyter.demo.core.records import Server
from canfar_jupyter.demo.guests.distros import distro_of
from canfar_jupyter.demo.guests.host_keys import private_key

_SSHD_UP = 8.0  # seconds of uptime; ``boot_log`` says so at the same time
_BANNER = (
    "This is {host}, a machine of the demo cloud: there is nothing behind it.\r\n"
    'It knows "hostname", "whoami" and "exit".\r\n'
)


class Machines:
    """Starts the SSH server of a machine when somebody asks where it is."""

    def __init__(self, cloud: DemoCloud) -> None:
        self._cloud = cloud
        self._listening: dict[str, tuple[int, asyncio.Task[Any]]] = {}  # by server

    def port_of(self, address: str) -> int | None:
        """Return the port of the machine with this floating IP; 0: it is not up; None: no way."""
        found = self._reached(address)
        if found is None:
            return None
        server, port = found
        if not self._is_open(port):
            return None
        if server.booted is None or self._cloud.clock.since(server.booted) < _SSHD_UP:
            return 0
        if server.id not in self._listening:
            self._listening[server.id] = self._start(server)
        return self._listening[server.id][0]

    def _reached(self, address: str) -> tuple[Server, Port] | None:
        """Return the running machine that a floating IP leads to."""
        state = self._cloud.state
        for floating in state.floating_ips.values():
            port = state.ports.get(floating.port or "")
            if floating.address == address and port is not None:
                server = state.servers.get(port.device)
                return (server, port) if server and server.status == "ACTIVE" else None
        return None

    def _is_open(self, port: Port) -> bool:
        """Say whether a rule lets tcp port 22 in from anywhere at all."""
        return not port.port_security or any(
            rule.direction == "ingress"
            and rule.remote_group is None
            and rule.ethertype == "IPv4"
            and rule.protocol in (None, "any", "tcp", "6")
            and (rule.low or 0) <= 22 <= (rule.high or 65535)
            for rule in self._cloud.state.rules.values()
            if rule.group in port.security_groups
        )

    def _start(self, server: Server) -> tuple[int, asyncio.Task[Any]]:
        import asyncssh

        listener = socket.create_server(("127.0.0.1", 0))
        user = distro_of(server.image_properties).user
        key = asyncssh.import_private_key(private_key(f"{self._cloud.state.secret}/{server.id}"))

        async def listen() -> None:
            await asyncssh.listen(
                sock=listener,
                server_factory=lambda: _door(user, server.public_key or ""),
                server_host_keys=[key],
                process_factory=lambda process: _inside(process, user, server.hostname),
                agent_forwarding=False,
                allow_scp=False,
            )

        task = asyncio.get_running_loop().create_task(listen())
        return listener.getsockname()[1], task


def _door(user: str, public_key: str) -> Any:
    """Return what lets in whoever has the machine's key, as its user or as root."""
    import asyncssh

    class Door(asyncssh.SSHServer):
        def begin_auth(self, username: str) -> bool:
            return True

        def public_key_auth_supported(self) -> bool:
            return True

        def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
            shown = key.export_public_key().decode().split()[:2]
            return username in (user, "root") and shown == public_key.split()[:2]

    return Door()


async def _inside(process: Any, user: str, host: str) -> None:
    """Be the machine: refuse root as cloud-init does, tell others that this is the demo."""
    if process.get_extra_info("username") == "root":
        process.stdout.write(f'Please login as the user "{user}" rather than the user "root".\n\n')
        await asyncio.sleep(10)
        process.exit(142)
        return
    answers = {"hostname": host, "whoami": user, "true": "", "": ""}
    if (command := process.command) is not None:
        said = answers.get(command.strip())
        process.stdout.write(f"{said}\n" if said else "")
        process.exit(0 if said is not None else 127)
        return
    process.stdout.write(_BANNER.format(host=host) + f"{user}@{host}:~$ ")
    async for line in process.stdin:
        word = line.strip()
        if word in ("exit", "logout"):
            break
        said = answers.get(word, f"{word[:40]}: command not found")
        process.stdout.write((f"{said}\r\n" if said else "") + f"{user}@{host}:~$ ")
    process.exit(0)


class Where(RequestHandler):
    """``/demo/machines/{address}``: ``{"port": N}``; 0: it is still booting; 404: no way there."""

    def initialize(self, cloud: DemoCloud, machines: Machines) -> None:
        self.cloud, self.machines = cloud, machines

    def get(self, address: str) -> None:
        self.cloud.advance()
        port = self.machines.port_of(address)
        if port is None:
            self.set_status(404)
            self.finish({"message": f"Nothing answers at {address}."})
        else:
            self.finish({"port": port})
