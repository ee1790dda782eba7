"""Connections to the web, each to an address that was checked, even after a redirect."""

from __future__ import annotations

import os
import socket
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import NameResolutionError, NewConnectionError
from urllib3.util.connection import create_connection

from canfar_jupyter.errors import Invalid
from canfar_jupyter.local import destinations


def session() -> requests.Session:
    """Return a session; on a page for others it connects only where ``destinations`` allows.

    Such a session uses no proxy, which could connect to addresses that were not checked, and no
    passwords in ~/.netrc, which are the owner's.
    """
    made = requests.Session()
    if destinations.guarded():
        made.trust_env = False
        made.verify = os.environ.get("REQUESTS_CA_BUNDLE") or True
        for scheme in ("http://", "https://"):
            made.mount(scheme, _Guarded())
    return made


class _Looking(HTTPConnection):
    """Connects to exactly the addresses that were checked.

    Resolving the name again could return others.  The certificate is still compared with the
    name.
    """

    def _new_conn(self) -> socket.socket:
        port = self.port or self.default_port
        failed: Exception | None = None
        for number in _allowed(self, self.host, port):
            try:
                return create_connection(
                    (number, port), self.timeout, socket_options=self.socket_options
                )
            except OSError as nobody:
                failed = nobody
        raise NewConnectionError(self, f"{self.host} does not answer") from failed


class _LookingSecurely(HTTPSConnection, _Looking):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls: Any = _Looking


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls: Any = _LookingSecurely


class _Guarded(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **more: Any) -> None:
        super().init_poolmanager(*args, **more)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}


def _allowed(connection: Any, host: str, port: int) -> list[str]:
    """Return the addresses of a host that may be connected to.

    Raises:
        Invalid: There is no such address; field "url".
        NameResolutionError: The name cannot be resolved.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as unknown:
        raise NameResolutionError(host, connection, socket.gaierror(str(unknown))) from unknown
    numbers = dict.fromkeys(str(place[0]) for *_, place in found)
    if allowed := [number for number in numbers if destinations.allows(number, port)]:
        return allowed
    raise Invalid(
        f"This page may not fetch from {host}, port {port}, but only from the ports "
        f"{' and '.join(map(str, destinations.PORTS))} of public addresses.",
        field="url",
        hint=f"The operator of this page can allow networks in {destinations.NAMED}.",
    )
