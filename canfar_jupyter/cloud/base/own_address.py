"""The address of this computer, as it leaves for the cloud."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit


def own_address(auth_url: str) -> str:
    """Return the address of this computer on its way to the cloud; "": there is no way.

    The cloud sees another one where something on the way replaces it (NAT, a proxy):
    ``ports.is_behind_nat`` says when that is likely.  Nothing is sent.
    """
    parts = urlsplit(auth_url)
    try:
        family, kind, _, _, where = socket.getaddrinfo(
            parts.hostname, parts.port or 443, type=socket.SOCK_DGRAM
        )[0]
        with socket.socket(family, kind) as way:
            way.connect(where)
            return str(way.getsockname()[0])
    except OSError:
        return ""
