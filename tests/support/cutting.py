"""A way to a server on loopback that can be cut: all connections end, and no new ones are made."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class CuttingProxy:
    """Passes bytes on to a port.

    Attributes:
        port: Where to connect to.
        passed: Bytes that went to the server.
    """

    def __init__(self, target: int) -> None:
        self._target, self.passed = target, 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._ends: set[socket.socket] = set()
        self._cut = False
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """End all connections; new ones are ended at once until ``mend``."""
        with self._lock:
            self._cut = True
            ends, self._ends = self._ends, set()
        for end in ends:
            _end(end)

    def mend(self) -> None:
        self._cut = False

    def close(self) -> None:
        self._listener.close()
        self.cut()

    def _accept(self) -> None:
        with suppress(OSError):  # it is closed
            while True:
                client, _ = self._listener.accept()
                with self._lock:
                    if self._cut:
                        client.close()
                        continue
                    server = socket.create_connection(("127.0.0.1", self._target))
                    self._ends |= {client, server}
                for one, other in ((client, server), (server, client)):
                    work = (one, other, one is client)
                    threading.Thread(target=self._pass_on, args=work, daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket, up: bool) -> None:
        with suppress(OSError):
            while data := one.recv(1 << 18):
                other.sendall(data)
                self.passed += len(data) if up else 0
        for end in (one, other):
            self._ends.discard(end)
            _end(end)


def _end(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@contextmanager
def cutting(target: int) -> Iterator[CuttingProxy]:
    """Have a way to a port of loopback while the block runs."""
    proxy = CuttingProxy(target)
    try:
        yield proxy
    finally:
        proxy.close()
