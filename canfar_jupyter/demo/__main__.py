"""``python -m canfar_jupyter.demo``: serve a demo cloud until it is told to end."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import socket
import sys
from pathlib import Path

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from canfar_jupyter.demo import people
from canfar_jupyter.demo.app import make_app
from canfar_jupyter.demo.cinder import backups, server_volumes, volumes
from canfar_jupyter.demo.core.cloud import DemoCloud, Options
from canfar_jupyter.demo.core.state import write_private
from canfar_jupyter.demo.glance import imports
from canfar_jupyter.demo.growth import grow
from canfar_jupyter.demo.guests.consoles.proxy import make_proxy
from canfar_jupyter.demo.guests.consoles.rooms import Rooms
from canfar_jupyter.demo.keystone.identity import REGION
from canfar_jupyter.demo.neutron.routers import join
from canfar_jupyter.demo.nova import lifecycle, snapshots
from canfar_jupyter.demo.people import Person
from canfar_jupyter.demo.running import DemoFailed, default_state, hold
from canfar_jupyter.demo.seed import BATCH, LENSING, PHOTOMETRY, limit_projects, seed

_ENTRIES = (
    ("demo", "mlopez", LENSING),
    ("demo-batch", "mlopez", BATCH),
    ("demo-canfar", "kwong", PHOTOMETRY),
)


def _arguments(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m canfar_jupyter.demo", description=__doc__)
    parser.add_argument(
        "--state", type=Path, default=None, metavar="DIR", help="where it keeps all"
    )
    parser.add_argument("--port", type=int, default=0, help="0: the last one, or any that is free")
    parser.add_argument("--latency-ms", type=float, default=0, help="added to each answer")
    parser.add_argument("--scale", type=_scale, default={}, metavar="servers=N,images=N")
    parser.add_argument("--idle-minutes", type=float, default=0, help="end when so long unused")
    parser.add_argument("--speed", type=float, default=1, help="how much faster things happen")
    parser.add_argument("--token-seconds", type=float, default=3600, help="how long a token lasts")
    parser.add_argument(
        "--volumes", choices=("yes", "no"), default="yes", help="no: a cloud without Cinder"
    )
    parser.add_argument(
        "--nova-lag",
        type=float,
        default=0,
        metavar="SECONDS",
        help="how long Nova does not know of a changed floating IP; 2 is usual",
    )
    parser.add_argument(
        "--users", type=_people, default=[], metavar="FILE", help="more people; see people.py"
    )
    parser.add_argument(
        "--console-seconds", type=float, default=600, help="how long a console's address is good"
    )
    return parser.parse_args(words)


def _people(path: str) -> list[Person]:
    try:
        return people.read(Path(path))
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _scale(text: str) -> dict[str, int]:
    pairs = [part.partition("=") for part in text.split(",") if part]
    if any(name not in ("servers", "images") or not n.isdigit() for name, _, n in pairs):
        raise argparse.ArgumentTypeError(f"{text!r} is not like servers=10000,images=10000")
    return {name: int(number) for name, _, number in pairs}


def _listen(wanted: int, last: int) -> list[socket.socket]:
    """Bind to loopback: the port asked for, or the last one so that clients find it again."""
    if not wanted and last:
        try:
            return bind_sockets(last, "127.0.0.1")
        except OSError:
            pass  # somebody else has it by now
    return bind_sockets(wanted, "127.0.0.1")


def clouds_yaml(cloud: DemoCloud) -> bytes:
    """Return the file that tells clients of this cloud."""
    lines = ["# Written by the demo cloud at each start.", "clouds:"]
    for entry, user_name, project_name in _ENTRIES:
        user = next(u for u in cloud.state.users.values() if u.name == user_name)
        domain = cloud.state.domains[user.domain].name
        lines += [
            f"  {entry}:",
            "    auth:",
            f"      auth_url: {cloud.base}/identity/v3",
            f"      username: {user.name}",
            f'      password: "{user.password}"',
            f"      project_name: {project_name}",
            f"      user_domain_name: {domain}",
            f"      project_domain_name: {domain}",
            f"    region_name: {REGION}",
            "    interface: public",
            "    identity_api_version: 3",
            "    # where canfar_jupyter asks how its machines are reached by SSH",
            f"    canfar_machines: {cloud.base}/demo/machines",
        ]
    return "\n".join([*lines, ""]).encode()


async def serve(folder: Path, options: Options, newcomers: list[Person]) -> None:
    """Serve until SIGTERM, SIGINT, or until nobody has asked for the idle time."""
    effects = {**volumes.EFFECTS, **backups.EFFECTS, **server_volumes.EFFECTS, **imports.EFFECTS}
    effects |= {**lifecycle.EFFECTS, **snapshots.EFFECTS}
    cloud = DemoCloud(folder, options, effects)
    if cloud.file.load():
        join(cloud)  # a state of a former version
        limit_projects(cloud.state)
    else:
        seed(cloud)
    people.welcome(cloud, newcomers)
    if options.scale:
        grow(cloud, options.scale.get("servers", 0), options.scale.get("images", 0))
    cloud.index()
    sockets = _listen(options.port, cloud.state.port)
    cloud.state.port = sockets[0].getsockname()[1]
    cloud.base = f"http://127.0.0.1:{cloud.state.port}"
    end = asyncio.Event()
    server = HTTPServer(make_app(cloud, os.getpid()), max_body_size=64 << 20)
    server.add_sockets(sockets)
    proxy = HTTPServer(make_proxy(cloud.consoles, Rooms(cloud)))
    proxy.add_sockets(proxy_sockets := bind_sockets(0, "127.0.0.1"))
    cloud.consoles.base = f"127.0.0.1:{proxy_sockets[0].getsockname()[1]}"
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, end.set)
    cloud.file.save()
    write_private(folder / "clouds.yaml", clouds_yaml(cloud))
    told = {
        "pid": os.getpid(),
        "auth_url": cloud.base + "/identity/v3",
        "secret": cloud.state.secret,
    }
    write_private(folder / "demo.json", json.dumps(told).encode())
    print(f"The demo cloud listens on {cloud.base}; {folder / 'clouds.yaml'} has it.", flush=True)  # noqa: T201
    try:
        await _until_idle(cloud, options.idle, end)
    finally:
        (folder / "demo.json").unlink(missing_ok=True)
        server.stop()
        proxy.stop()
        cloud.file.save()


async def _until_idle(cloud: DemoCloud, idle: float, end: asyncio.Event) -> None:
    while True:
        left = cloud.asked + idle - cloud.clock.now() if idle else None
        if left is not None and left <= 0:
            return
        try:
            await asyncio.wait_for(end.wait(), left)
            return
        except TimeoutError:
            continue


def main(words: list[str] | None = None) -> int:
    """Run from the command line; return the exit status."""
    told = _arguments(words)
    folder = (told.state or default_state()).absolute()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    options = Options(
        told.port,
        told.latency_ms / 1000,
        told.scale,
        told.idle_minutes * 60,
        told.speed,
        told.token_seconds,
        told.console_seconds,
        told.volumes == "yes",
        told.nova_lag,
    )
    try:
        with hold(folder):
            asyncio.run(serve(folder, options, told.users))
    except DemoFailed as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
