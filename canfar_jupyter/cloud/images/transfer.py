"""Data in transfer: counted, hashed in parallel, and never sent twice."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from queue import Queue
from threading import Thread
from typing import Any

from canfar_jupyter.errors import CloudFailure, Invalid

BLOCK = 1 << 20  # bytes; http.client's own 16 KiB cost more CPU than sending does
SECONDS = 0.1  # seconds between two progress reports
AHEAD = 16  # blocks that may wait for the hash: memory stays bounded

Progress = Callable[[int, int | None], None]  # bytes done, total bytes (None: not known)


def silent(done: int, total: int | None) -> None:
    """Ignore the progress."""


class Pace:
    """Passes on at most ten reports per second, and always the first and the last."""

    def __init__(
        self, progress: Progress | None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._progress, self._clock = progress or silent, clock
        self._said = float("-inf")

    def say(self, done: int, total: int | None, last: bool = False) -> None:
        """Report the progress; whatever the listener raises ends the transfer."""
        now = self._clock()
        if last or now - self._said >= SECONDS:
            self._said = now
            self._progress(done, total)


class Hasher:
    """A hash that is computed on its own thread while the transfer continues."""

    def __init__(self, algorithm: str = "sha512") -> None:
        self._hash = hashlib.new(algorithm, usedforsecurity=False)
        self._blocks: Queue[bytes | None] = Queue(AHEAD)
        self._thread = Thread(target=self._work, name="canfar-hash", daemon=True)
        self._thread.start()

    def update(self, block: bytes) -> None:
        self._blocks.put(block)

    def hexdigest(self) -> str:
        """Return the hash of all blocks; no more can be added."""
        self.close()
        return self._hash.hexdigest()

    def close(self) -> None:
        """End the thread once it has hashed the blocks that it was given."""
        if self._thread.is_alive():
            self._blocks.put(None)
            self._thread.join()

    def _work(self) -> None:
        while (block := self._blocks.get()) is not None:
            self._hash.update(block)


class Body:
    """The body of an upload, which can be read once.

    keystoneauth sends a body again after a 401 or a redirect; a file that has been read is then
    sent as an empty body, which looks like a success.  Reading this one again raises.

    Args:
        blocks: The data.
        size: Total bytes; None: not known, the blocks are sent as chunks.
        tell: Called with the number of bytes sent so far.
    """

    def __init__(
        self, blocks: Iterator[bytes], size: int | None, tell: Callable[[int], None]
    ) -> None:
        self._blocks, self._size, self._tell = blocks, size, tell
        self._ended = False
        self._hasher = Hasher()
        self.sent = 0
        self.complete = False  # all of it was read

    def __iter__(self) -> Iterator[bytes]:
        while block := self.read():
            yield block

    def read(self, _size: int = -1) -> bytes:
        """Return the next block, whatever its size."""
        if self._ended:
            raise CloudFailure(
                "The upload was requested a second time, but its data have already been consumed.",
                hint="Nothing was kept. Try again.",
            )
        block = next(self._blocks, b"")
        if not block:
            self._ended = True
            if self._size is not None and self.sent < self._size:  # Glance would wait for the rest
                raise Invalid(
                    "The file became shorter during the upload.",
                    field="source",
                    hint="Wait until no program writes to it any more, then try again.",
                )
            self.complete = True
            return b""
        self.sent += len(block)
        self._hasher.update(block)
        self._tell(self.sent)
        return block

    def sha512(self) -> str:
        """Return the hash of what was sent."""
        return self._hasher.hexdigest()

    def close(self) -> None:
        self._ended = True
        self._hasher.close()

    def given(self) -> Any:
        """Return the body for ``requests``: with Content-Length if the size is known."""
        return self if self._size is None else _Sized(self, self._size)


class _Sized:
    """A body whose length is visible to ``requests``."""

    def __init__(self, body: Body, size: int) -> None:
        self._body, self._size = body, size

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._body)

    def read(self, size: int = -1) -> bytes:
        return self._body.read(size)
