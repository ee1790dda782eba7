"""What every part of the launcher has to know about the cloud that is to run."""

import socket
import sys
from dataclasses import dataclass, field
from pathlib import Path

SERVICES = ("keystone", "glance", "placement", "neutron", "cinder", "nova")
PROXIES = ("novncproxy", "serialproxy")
TYPES = {
    "glance": "image",
    "placement": "placement",
    "neutron": "network",
    "cinder": "volumev3",
    "nova": "compute",
}
PATHS = {"keystone": "/v3", "cinder": "/v3/%(project_id)s", "nova": "/v2.1"}


def listening() -> socket.socket:
    """A socket on a free port; who connects waits in its queue until the service answers."""
    opened = socket.socket()
    opened.bind(("127.0.0.1", 0))
    opened.listen(128)
    return opened


@dataclass(frozen=True)
class Plan:
    """One cloud.

    Attributes:
        run: Its state directory.
        password: Of every user in it.
        sockets: Where each service and console proxy listens; opened before any is started, so
            that none has to wait for another and no port can be taken in between.
    """

    run: Path
    password: str
    sockets: dict[str, socket.socket] = field(
        default_factory=lambda: {name: listening() for name in (*SERVICES, *PROXIES)}
    )

    @property
    def venv(self) -> Path:
        return Path(sys.prefix)

    @property
    def etc(self) -> Path:
        return self.run / "etc"

    @property
    def log(self) -> Path:
        return self.run / "log"

    def root(self, service: str) -> str:
        """Address of a service without a path."""
        return f"http://127.0.0.1:{self.sockets[service].getsockname()[1]}"

    def url(self, service: str) -> str:
        """Address of a service as the catalog has it."""
        return self.root(service) + PATHS.get(service, "")

    def database(self, name: str) -> str:
        return f"sqlite:///{self.run}/db/{name}.db?timeout=60"
