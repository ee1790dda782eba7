"""Bytes on their way: counted, hashed beside the sending, and never sent twice."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from queue import Queue
from threading import Thread
from typing import Any

from canfar_jupyter.errors import CloudFailure, Invalid

BLOCK = 1 << 20  # bytes; http.client's own 16 KiB cost more CPU than the sending
SECONDS = 0.1  # between two words on the progress
AHEAD = 16  # blocks that may wait for the hash: memory stays flat

Progress = Callable[[int, int | None], None]  # bytes done, bytes in all (None: not known)


def silent(done: int, total: int | None) -> None:
    """Take note of nothing."""


class Pace:
    """Passes on at most ten words a second, the first and the last always."""

    def __init__(
        self, progress: Progress | None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._progress, self._clock = progress or silent, clock
        self._said = float("-inf")

    def say(self, done: int, total: int | None, last: bool = False) -> None:
        """Say how far it is; whatever the listener raises ends the transfer."""
        now = self._clock()
        if last or now - self._said >= SECONDS:
            self._said = now
            self._progress(done, total)


class Hasher:
    """A hash that is worked out on a thread of its own while the bytes go on."""

    def __init__(self, algorithm: str = "sha512") -> None:
        self._hash = hashlib.new(algorithm, usedforsecurity=False)
        self._blocks: Queue[bytes | None] = Queue(AHEAD)
        self._thread = Thread(target=self._work, name="canfar-hash", daemon=True)
        self._thread.start()

    def update(self, block: bytes) -> None:
        self._blocks.put(block)

    def hexdigest(self) -> str:
        """Return the hash of all; nothing can follow."""
        self.close()
        return self._hash.hexdigest()

    def close(self) -> None:
        """End the thread once it has worked out what it was given."""
        if self._thread.is_alive():
            self._blocks.put(None)
            self._thread.join()

    def _work(self) -> None:
        while (block := self._blocks.get()) is not None:
            self._hash.update(block)


class Body:
    """The body of an upload, which can be read once.

    keystoneauth sends a body again when it was answered 401 or led elsewhere; a file that has
    been read is then sent as nothing, and taken for a success.  Reading this one again raises.

    Args:
        blocks: What is sent.
        size: Bytes of all of it; None: not known, the blocks are sent as chunks.
        tell: Called with the number of bytes that were taken so far.
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
        """Return the next block, of whatever size it has."""
        if self._ended:
            raise CloudFailure(
                "The upload was asked for a second time, and its data are gone by.",
                hint="Nothing was kept. Try again.",
            )
        block = next(self._blocks, b"")
        if not block:
            self._ended = True
            if self._size is not None and self.sent < self._size:  # Glance would wait for the rest
                raise Invalid(
                    "The file became shorter while it was sent.",
                    field="source",
                    hint="Wait until nothing writes to it any more, then try again.",
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
        """Return what ``requests`` is to send: with Content-Length where the size is known."""
        return self if self._size is None else _Sized(self, self._size)


class _Sized:
    """A body whose length ``requests`` sees."""

    def __init__(self, body: Body, size: int) -> None:
        self._body, self._size = body, size

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._body)

    def read(self, size: int = -1) -> bytes:
        return self._body.read(size)
