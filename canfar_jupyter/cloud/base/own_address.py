"""The address that this computer uses towards the cloud."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit


def own_address(auth_url: str) -> str:
    """Return the address that this computer uses towards the cloud; "" if there is no route.

    The cloud sees a different one if it is translated on the way (NAT, a proxy):
    ``rules.is_behind_nat`` tells when that is likely.  Nothing is sent.
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
