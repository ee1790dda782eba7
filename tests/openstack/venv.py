"""The virtual environment that holds OpenStack."""

import hashlib
import subprocess
import sys
import venv

from tests.openstack.places import HERE, Places

REQUIREMENTS = HERE / "requirements.txt"


class InstallFailed(RuntimeError):
    """Pip failed; the message holds the end of what it said."""


def is_installed(places: Places) -> bool:
    marker = places.venv / "installed"
    return marker.exists() and marker.read_text() == _wanted()


def install(places: Places) -> None:
    """Make the environment and install into it what requirements.txt pins (minutes; 600 MB)."""
    if not places.python.exists():
        venv.create(places.venv, with_pip=True, symlinks=True)
    log = places.cache / "install.log"
    with log.open("wb") as told:
        command = [places.python, "-m", "pip", "install", "-r", REQUIREMENTS]
        done = subprocess.run(command, stdout=told, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        tail = "".join(log.read_text(errors="replace").splitlines(keepends=True)[-15:])
        raise InstallFailed(f"OpenStack could not be installed. {log} ends with:\n{tail}")
    (places.venv / "installed").write_text(_wanted())


def _wanted() -> str:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return f"{version} {hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()}\n"
