"""`python -m tests.openstack.launcher CACHE`: run the cloud until nobody uses it or SIGTERM."""

import json
import os
import secrets
import shutil
import signal
import sys
import threading
import time
import traceback
from pathlib import Path

from tests.openstack import locks
from tests.openstack.launcher import children, config, databases, keep, readiness, seed, services
from tests.openstack.launcher.plan import Plan
from tests.openstack.places import Places

WATCH = 0.5  # s between two looks whether anybody uses the cloud


class Steps:
    """Seconds that each step took, for those who wait."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._since = time.monotonic()

    def done(self, name: str) -> None:
        now = time.monotonic()
        self.seconds[name] = round(now - self._since, 1)
        self._since = now
        sys.stdout.write(f"{self.seconds[name]:6.1f} s  {name}\n")
        sys.stdout.flush()


def main(places: Places) -> None:
    # Inherited by every child, never closed: it is held until the last of them is gone.
    locks.take(places.launcher_lock)
    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    threading.Thread(target=end_when_unused, args=(places,), daemon=True).start()
    shutil.rmtree(places.run, ignore_errors=True)
    try:
        run(places, Steps())
    except BaseException:  # noqa: BLE001  told here, for end() leaves no time for it
        traceback.print_exc()
    end()


def run(places: Places, steps: Steps) -> None:
    plan = restart(places, steps) if keep.is_kept(places) else first_start(places, steps)
    write_status(places, plan, steps)
    pid, _ = os.wait()
    sys.stdout.write(f"Process {pid} ended, so all do.\n")


def first_start(places: Places, steps: Steps) -> Plan:
    """Make everything, and keep a copy of it."""
    places.run.mkdir(mode=0o700)
    plan = Plan(places.run, secrets.token_urlsafe(12))
    password = os.open(places.run / "password", os.O_WRONLY | os.O_CREAT, 0o600)
    os.write(password, plan.password.encode())
    config.write(plan)
    creating = {children.fork(f"create-{n}", f, plan): n for n, f in databases.CREATE.items()}
    if failed := children.wait_for(creating):
        raise databases.InitialisationFailed(f"see {plan.log}: {', '.join(failed)}")
    steps.done("first initialisation: databases")
    children.fork("keystone", services.keystone, plan)
    seed.identity(plan)
    start(plan, but="keystone")
    readiness.wait_until_computing(plan)
    seed.resources(plan)
    readiness.wait_until_answering(plan)
    keep.keep(places)
    steps.done("first initialisation: start and contents")
    return plan


def restart(places: Places, steps: Steps) -> Plan:
    keep.unpack(places)
    plan = Plan(places.run, (places.run / "password").read_text())
    config.write(plan)
    databases.move_endpoints(plan)
    start(plan)
    readiness.wait_until_computing(plan)
    readiness.wait_until_answering(plan)
    steps.done("start")
    return plan


def start(plan: Plan, but: str = "") -> None:
    for name, function in services.RUN.items():
        if name != but:
            children.fork(name, function, plan)


def write_status(places: Places, plan: Plan, steps: Steps) -> None:
    status = {
        "pid": os.getpid(),
        "auth_url": plan.url("keystone"),
        "timings": steps.seconds,
    }
    unfinished = places.status.with_suffix(".part")
    unfinished.write_text(json.dumps(status))
    unfinished.rename(places.status)


def end_when_unused(places: Places) -> None:
    """End when the last user is gone, however it went, unless the cloud is to stay."""
    while True:
        time.sleep(WATCH)
        if not places.stay.exists() and locks.take(places.users_lock, wait=False) is not None:
            end()  # the lock goes with this process: who comes now waits until all is gone


def end(*_: object) -> None:
    """End this process and all it started: they are one process group. Nothing needs saving."""
    sys.stdout.flush()
    sys.stderr.flush()
    os.killpg(os.getpgrp(), signal.SIGKILL)


if __name__ == "__main__":
    if os.getpgrp() != os.getpid():
        os.setpgrp()
    main(Places(Path(sys.argv[1])))
