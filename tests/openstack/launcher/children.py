"""Child processes that never outlive the launcher."""

import os
import sys
import threading
import traceback
from collections.abc import Callable

from tests.openstack.launcher import sqlite
from tests.openstack.launcher.plan import Plan

# Nobody writes into this pipe. It ends when the launcher, which alone keeps the other end, dies.
_parent_lives, _launcher_end = os.pipe()


def fork(name: str, function: Callable[[Plan], None], plan: Plan) -> int:
    """Run a function in a child process with a log of its own; return its process id."""
    pid = os.fork()
    if pid:
        return pid
    os.close(_launcher_end)
    threading.Thread(target=_die_with_launcher, daemon=True).start()
    log = os.open(plan.log / f"{name}.out", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    sys.argv = [name]
    status = 1
    try:
        sqlite.tune()
        function(plan)
        status = 0
    except BaseException:  # noqa: BLE001  a child must not run on into the launcher's code
        traceback.print_exc()
    sys.stderr.flush()
    os._exit(status)


def wait_for(pids: dict[int, str]) -> list[str]:
    """Wait until these children have ended; return the names of those that failed."""
    return [name for pid, name in pids.items() if os.waitpid(pid, 0)[1]]


def _die_with_launcher() -> None:
    os.read(_parent_lives, 1)
    os._exit(0)
