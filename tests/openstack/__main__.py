"""`python -m tests.openstack install | up | down | status`."""

import sys
import time

from tests.openstack import cloud, locks, venv
from tests.openstack.places import Places, places


def main(arguments: list[str]) -> int:
    verbs = {"install": install, "up": up, "down": down, "status": status}
    if len(arguments) != 1 or arguments[0] not in verbs:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    return verbs[arguments[0]](places())


def install(here: Places) -> int:
    """Install the packages, if they are not there yet; `up` does it too."""
    if not venv.is_installed(here):
        _say("Installing OpenStack from PyPI (600 MB, some minutes)...")
        began = time.monotonic()
        venv.install(here)
        _say(f"  {time.monotonic() - began:6.1f} s  installed into {here.venv}")
    return 0


def up(here: Places) -> int:
    """Start the cloud, or find it running, and let it stay."""
    install(here)
    with locks.held(here.users_lock, shared=True):
        running = cloud.find(here)
        if running is None:
            running = cloud.find_or_start(here)
            for step, seconds in running.timings.items():
                _say(f"  {seconds:6.1f} s  {step}")
        here.stay.touch()
    return status(here)


def down(here: Places) -> int:
    _say("The real OpenStack has ended." if cloud.end(here) else "No real OpenStack is running.")
    return 0


def status(here: Places) -> int:
    running = cloud.find(here)
    if running is None:
        _say("No real OpenStack is running.")
        return 1
    _say(f"The real OpenStack runs at {running.auth_url} (pid {running.pid}). To use it:")
    _say(f"  OS_CLIENT_CONFIG_FILE={running.clouds_yaml} OS_CLOUD=real")
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
