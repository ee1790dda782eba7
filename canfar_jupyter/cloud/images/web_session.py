"""The way to the web: each connection goes to an address that was looked at, redirected or not."""

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

    There it uses no proxy, which would go on to addresses that nobody has looked at, and none of
    the owner's passwords in ~/.netrc.
    """
    made = requests.Session()
    if destinations.guarded():
        made.trust_env = False
        made.verify = os.environ.get("REQUESTS_CA_BUNDLE") or True
        for scheme in ("http://", "https://"):
            made.mount(scheme, _Guarded())
    return made


class _Looking(HTTPConnection):
    """Connects to the very numbers that were looked at.

    Asking for the name once more could give others.  The certificate is still compared with the
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
        Invalid: There is none; field "url".
        NameResolutionError: The name is not known.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as unknown:
        raise NameResolutionError(host, connection, socket.gaierror(str(unknown))) from unknown
    numbers = dict.fromkeys(str(place[0]) for *_, place in found)
    if allowed := [number for number in numbers if destinations.allows(number, port)]:
        return allowed
    raise Invalid(
        f"This page may not fetch from {host}, port {port}: it fetches from the ports "
        f"{' and '.join(map(str, destinations.PORTS))} of public addresses only.",
        field="url",
        hint=f"Who runs the page can name networks for it in {destinations.NAMED}.",
    )
