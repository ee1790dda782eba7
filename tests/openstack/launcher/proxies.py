"""Nova's console proxies: nova-novncproxy and nova-serialproxy, each a process of its own.

A proxy imports most of nova (3 s, 130 MB), so it starts when somebody first connects to its
port; who connects waits until it answers.
"""

import os
import select
import subprocess
import sys
import threading

from tests.openstack.launcher.plan import PROXIES, Plan
from tests.openstack.places import PLUG, ROOT

PAGES = ROOT / "tests" / "openstack" / "pages"  # in place of noVNC's own


def start_when_called(plan: Plan) -> None:
    """Wait in threads of this process, which must know nova's configuration."""
    import wire

    threading.Thread(target=wire.serve, daemon=True).start()
    for name in PROXIES:
        threading.Thread(target=_start_when_called, args=(plan, name), daemon=True).start()


def _start_when_called(plan: Plan, name: str) -> None:
    listening = plan.sockets[name]
    select.select([listening], [], [])
    command = [sys.executable, "-m", __name__, name, str(listening.fileno())]
    for configuration in ("nova.conf", "proxy.conf"):
        command += ["--config-file", str(plan.etc / configuration)]
    with (plan.log / f"{name}.out").open("wb") as log:
        subprocess.run(
            # It dies with the thread that started it, which is this one.
            ["setpriv", "--pdeathsig", "KILL", *command],
            cwd=ROOT,
            env={**os.environ, "OS_NOVA_DISABLE_EVENTLET_PATCHING": "1"},
            pass_fds=[listening.fileno()],
            stdout=log,
            stderr=subprocess.STDOUT,
            check=False,
        )


def main(name: str, descriptor: int) -> None:
    """Run nova's own program on a socket that listens already."""
    from tests.openstack.launcher import sqlite

    sqlite.tune()
    sys.path.insert(0, str(PLUG))  # where `wire:/` is found
    if name == "novncproxy":
        from nova.cmd import novncproxy as program

        sys.argv += ["--web", str(PAGES)]
    else:
        from nova.cmd import serialproxy as program
    from nova.console.websocketproxy import NovaWebSocketProxy

    began = NovaWebSocketProxy.__init__

    def begin(self, **settings):
        began(self, listen_fd=descriptor, **settings)

    NovaWebSocketProxy.__init__ = begin
    program.main()


if __name__ == "__main__":
    name, descriptor = sys.argv[1], int(sys.argv[2])
    sys.argv = [f"nova-{name}", *sys.argv[3:]]
    main(name, descriptor)
