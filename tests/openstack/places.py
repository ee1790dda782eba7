"""Where the real OpenStack of the tests lives on disk."""

import os
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PLUG = HERE / "plug"


@dataclass(frozen=True)
class Places:
    """Everything below one cache directory; deleting that directory is always safe.

    `seed` is the state right after the first initialisation; each start copies it to `run`, so
    that every start finds the same cloud, whatever was done to the one before it.
    """

    cache: Path

    @property
    def venv(self) -> Path:
        return self.cache / "venv"

    @property
    def python(self) -> Path:
        return self.venv / "bin" / "python"

    @property
    def seed(self) -> Path:
        return self.cache / "seed"

    @property
    def run(self) -> Path:
        return self.cache / "run"

    @property
    def clouds_yaml(self) -> Path:
        return self.run / "clouds.yaml"

    @property
    def machines(self) -> Path:
        """What belongs to each QEMU: `ID.qmp`, a socket for the tests."""
        return self.run / "machines"

    @property
    def status(self) -> Path:
        """Pid, address and timings, written when the cloud is ready."""
        return self.run / "running.json"

    @property
    def log(self) -> Path:
        return self.cache / "launcher.log"

    @property
    def stay(self) -> Path:
        """While this file is there the cloud outlives those who use it."""
        return self.cache / "stay"

    @property
    def launcher_lock(self) -> Path:
        """Locked for as long as any process of the cloud lives."""
        return self.cache / "launcher.lock"

    @property
    def users_lock(self) -> Path:
        """Locked (shared) by everybody who uses the cloud; the kernel forgets the dead."""
        return self.cache / "users.lock"

    @property
    def start_lock(self) -> Path:
        """Locked by whoever looks for the cloud and starts it if there is none."""
        return self.cache / "start.lock"


def places() -> Places:
    """The cache directory: $OPENSTACK_CACHE, or .cache/openstack below the project's root."""
    cache = Path(os.environ.get("OPENSTACK_CACHE") or ROOT / ".cache" / "openstack").resolve()
    cache.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Places(cache)
