"""Where to reach a machine: at its own address, or where the cloud's gateway says.

The entry of a cloud in clouds.yaml may have ``canfar_machines: URL``: then ``URL/ADDRESS`` is
asked for ``{"port": N}`` on the URL's own host.  The demo cloud has it, because its addresses are
not real.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import urlsplit

import requests

from canfar_jupyter.model.instances.steps import SshProbe

TIMEOUT = 5.0  # seconds


@dataclass(frozen=True, slots=True)
class Gateway:
    """Where to connect; ``refusal`` says why that would be useless."""

    host: str
    port: int = 22
    refusal: SshProbe | None = None


class Gateways:
    """Finds the gateway of an address.

    Args:
        machines: ``canfar_machines`` of the cloud; "": machines answer at their addresses.
    """

    def __init__(self, machines: str = "") -> None:
        self._machines = machines.rstrip("/")

    def of(self, address: str, *, public: bool) -> Gateway:
        """Return where to reach a machine with this address."""
        if not self._machines:
            return Gateway(address)
        silent = SshProbe("unreachable", address, f"{address} does not answer on port 22", public)
        try:
            told = requests.get(f"{self._machines}/{address}", timeout=TIMEOUT)
            port = int(json.loads(told.content)["port"]) if told.status_code == 200 else -1
        except (requests.RequestException, ValueError, KeyError, TypeError):
            port = -1
        if port < 0:
            return Gateway(address, 22, silent)
        if port == 0:
            said = f"{address} refuses port 22: no SSH server runs there yet"
            return Gateway(address, 22, SshProbe("closed", address, said, public))
        return Gateway(urlsplit(self._machines).hostname or address, port)
