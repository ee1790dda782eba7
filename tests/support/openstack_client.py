"""The unmodified ``openstack`` command, imported once: each call is a fork of that process.

Importing it takes two seconds of a core, longer than most of what the tests ask of it. A fork has
its own arguments, folder, environment, input and output, as any process has; only the imports are
shared. The file ``openstack`` that is put on PATH hands all of that over and ends as the fork does.

    python -m tests.support.openstack_client SOCKET
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.openstack.places import ROOT
from tests.support.waiting import until

_ASK = """#!{python} -IS
import json, os, socket, sys
server = socket.socket(socket.AF_UNIX)
server.connect({address!r})
call = json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]).encode()
socket.send_fds(server, [len(call).to_bytes(8, "big")], [0, 1, 2])
server.sendall(call)
status = server.recv(1)
sys.exit(status[0] if status else 70)
"""


@contextmanager
def on_path(folder: Path) -> Iterator[Path]:
    """Run that process while the block does; the folder for PATH with ``openstack`` in it."""
    address = folder / "client"
    command = [sys.executable, "-m", "tests.support.openstack_client", str(address)]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)
    try:
        until(lambda: address.exists() or server.poll() is not None, "the client is imported")
        assert server.poll() is None, (folder / "log").read_text()
        program = folder / "bin" / "openstack"
        program.parent.mkdir()
        program.write_text(_ASK.format(python=sys.executable, address=str(address)))
        program.chmod(0o700)
        yield program.parent
    finally:
        server.terminate()
        server.wait(10)


def main(address: str) -> None:
    from importlib.metadata import entry_points

    import openstack.connection  # noqa: F401
    from openstackclient import shell

    for service in ("compute", "image", "network", "identity", "volume"):
        for version in entry_points(group=f"openstack.{service}.v2"):
            version.load()
    for version in entry_points(group="openstack.identity.v3"):
        version.load()
    ready = socket.socket(socket.AF_UNIX)
    ready.bind(f"{address}.new")
    ready.listen()
    Path(f"{address}.new").rename(address)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the forks
    while True:
        caller, _ = ready.accept()
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            ready.close()
            status = 70
            try:
                status = _answer(caller, shell.main)
            finally:
                caller.send(bytes([status]))
                os._exit(0)
        caller.close()


def _answer(caller: socket.socket, run: object) -> int:
    size, descriptors, _, _ = socket.recv_fds(caller, 8, 3)
    with caller.makefile("rb") as told:
        arguments, folder, environment = json.loads(told.read(int.from_bytes(size, "big")))
    for place, descriptor in enumerate(descriptors):
        os.dup2(descriptor, place)
        os.close(descriptor)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["openstack", *arguments]
    try:
        status = run()  # type: ignore[operator]
    except SystemExit as ended:
        status = ended.code
    sys.stdout.flush()
    sys.stderr.flush()
    return status if isinstance(status, int) else int(status is not None)


if __name__ == "__main__":
    main(sys.argv[1])
