"""Probe whether SSH answers at an address, from this computer."""

from __future__ import annotations

import socket
import time
from datetime import UTC, datetime

from canfar_jupyter.model.instances.steps import PortState, SshProbe

TIMEOUT = 3.0  # seconds, for all of it
MAX_BYTES = 8192  # bytes before the banner; RFC 4253 lets a server say other lines first


def probe(
    address: str, port: int = 22, *, seconds: float = TIMEOUT, public: bool = False
) -> SshProbe:
    """Connect, read the banner, and return the result; never raises."""
    until = time.monotonic() + seconds

    def seen(state: PortState, text: str) -> SshProbe:
        return SshProbe(state, address, text, public, datetime.now(UTC))

    try:
        with socket.create_connection((address, port), timeout=seconds) as connection:
            return seen(*_banner(connection, until))
    except TimeoutError:
        return seen("unreachable", f"{address} does not answer on port {port}")
    except ConnectionRefusedError:
        return seen("closed", f"{address} refuses port {port}: no SSH server runs there yet")
    except OSError as error:
        return seen("unreachable", f"cannot reach {address}: {error.strerror or error}")


def _banner(connection: socket.socket, until: float) -> tuple[PortState, str]:
    """Read with a limit on bytes and time: the banner may never end."""
    got = b""
    while len(got) < MAX_BYTES and (left := until - time.monotonic()) > 0:
        connection.settimeout(left)
        try:
            part = connection.recv(1024)
        except TimeoutError:
            break
        except ConnectionResetError:
            return "closed", "the connection is reset: SSH is starting"
        if not part and got:
            break
        if not part:
            return "closed", "the connection is closed at once: SSH is starting"
        got += part
        for line in got.split(b"\n")[:-1]:
            if line.startswith(b"SSH-"):
                return "ssh", _printable(line)
    if got:
        return "other", "a service other than SSH answers there"
    return "closed", "port 22 is open, but SSH does not answer yet"


def _printable(line: bytes) -> str:
    return "".join(c for c in line[:120].decode("ascii", "replace") if c.isprintable())
