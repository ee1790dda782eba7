"""The unmodified ``openstack`` command, imported once: each call is a fork of that process.

Importing it takes two seconds of a core, longer than most of what the tests ask of it. A fork has
its own arguments, folder, environment, input and output, as any process has; only the imports are
shared, and it pauses for at most ``PAUSE`` where it would look again after seconds. The file
``openstack`` that is put on PATH hands all of that over and ends as the fork does. So does the file
``python``, for ``python -c``: it has the SDK and this package imported.

    python -m tests.support.openstack_client SOCKET
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.openstack.places import ROOT
from tests.support.waiting import until

PAUSE = 0.2  # seconds: the demo is done sooner
PROGRAMS = ("openstack", "python")
_ASK = """#!{python} -IS
import json, os, socket, sys
server = socket.socket(socket.AF_UNIX)
server.connect({address!r})
call = json.dumps([{program!r}, sys.argv[1:], os.getcwd(), dict(os.environ)]).encode()
socket.send_fds(server, [len(call).to_bytes(8, "big")], [0, 1, 2])
server.sendall(call)
status = server.recv(1)
sys.exit(status[0] if status else 70)
"""


@contextmanager
def on_path(folder: Path) -> Iterator[Path]:
    """Run that process while the block does; the folder for PATH with ``PROGRAMS`` in it."""
    address = folder / "client"
    command = [sys.executable, "-m", "tests.support.openstack_client", str(address)]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)
    try:
        until(lambda: address.exists() or server.poll() is not None, "the client is imported")
        assert server.poll() is None, (folder / "log").read_text()
        programs = folder / "bin"
        programs.mkdir()
        for name in PROGRAMS:
            text = _ASK.format(python=sys.executable, address=str(address), program=name)
            (programs / name).write_text(text)
            (programs / name).chmod(0o700)
        yield programs
    finally:
        server.terminate()
        server.wait(10)


def main(address: str) -> None:
    from importlib.metadata import entry_points

    from openstackclient import shell

    import canfar_jupyter.cloud.connection  # noqa: F401

    for service in ("compute", "image", "network", "identity", "volume"):
        for version in entry_points(group=f"openstack.{service}.v2"):
            version.load()
    for version in entry_points(group="openstack.identity.v3"):
        version.load()
    sleep = time.sleep
    time.sleep = lambda seconds: sleep(min(float(seconds), PAUSE))
    runs: dict[str, Callable[[], object]] = {"openstack": shell.main, "python": _run}
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
                status = _answer(caller, runs)
            finally:
                caller.send(bytes([status]))
                os._exit(0)
        caller.close()


def _run() -> None:
    """Do what ``python -c TEXT`` does."""
    option, text = sys.argv[1:]
    assert option == "-c"
    exec(text, {"__name__": "__main__"})


def _answer(caller: socket.socket, runs: dict[str, Callable[[], object]]) -> int:
    size, descriptors, _, _ = socket.recv_fds(caller, 8, 3)
    with caller.makefile("rb") as told:
        program, arguments, folder, environment = json.loads(told.read(int.from_bytes(size, "big")))
    for place, descriptor in enumerate(descriptors):
        os.dup2(descriptor, place)
        os.close(descriptor)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = [program, *arguments]
    try:
        status = runs[program]()
    except SystemExit as ended:
        status = ended.code
    except Exception:  # noqa: BLE001  printed, as Python does
        traceback.print_exc()
        status = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return status if isinstance(status, int) else int(status is not None)


if __name__ == "__main__":
    main(sys.argv[1])
