"""Sources of a new image: a file, or the web."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import IO

from canfar_jupyter.cloud.images.checksums import Sum
from canfar_jupyter.cloud.images.compression import compression, unpacked
from canfar_jupyter.cloud.images.transfer import BLOCK, Hasher
from canfar_jupyter.cloud.images.web import Download
from canfar_jupyter.errors import Invalid
from canfar_jupyter.model.images import formats, qcow2


class Source:
    """The bytes of an image, unpacked; the first ones are available before the rest is read.

    Attributes:
        head: The first bytes, enough to detect the format.
        blocks: All bytes, including the first ones; can be read once.
        size: Their number; None: not known, being compressed or not reported by the web server.
        compressed: "gzip" or "xz" before unpacking; None: not compressed.
        total: Bytes to read from the source, still compressed; None: not known.
        taken: How many of these have been read.
    """

    def __init__(
        self,
        blocks: Iterator[bytes],
        total: int | None,
        close: Callable[[], None],
        expected: Sum | None = None,
    ) -> None:
        self.total, self.taken = total, 0
        self._close, self._expected = close, expected
        self._hasher = Hasher(expected.algorithm) if expected else None
        try:
            start, raw = _peeked(self._counted(blocks), 16)
            self.compressed = compression(start)
            if self.compressed:
                raw = unpacked(raw, self.compressed)
            self.head, self.blocks = _peeked(raw, formats.HEAD)
        except BaseException:
            self.close()
            raise
        self.size = None if self.compressed else total
        if len(self.head) < formats.HEAD:
            self.size = len(self.head)

    def verify(self) -> None:
        """Compare what was read with the published checksum.

        Raises:
            Invalid: They differ.
        """
        if self._expected is not None and self._hasher is not None:
            compare(self._expected, self._hasher.hexdigest())

    def close(self) -> None:
        if self._hasher is not None:
            self._hasher.close()
        self._close()

    def _counted(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        for block in blocks:
            self.taken += len(block)
            if self._hasher is not None:
                self._hasher.update(block)
            yield block


def compare(expected: Sum, hexdigest: str) -> None:
    """Compare two checksums.

    Raises:
        Invalid: They differ.
    """
    if hexdigest != expected.hexdigest:
        raise Invalid(
            f"The image is not what was published: {expected.where} has a different checksum.",
            field="source",
            hint="Nothing was kept. It may be damaged or just being replaced: try again later.",
        )


def of_file(path: str | Path, whole: int | None = None) -> Source:
    """Open a file.

    Args:
        path: Of the file.
        whole: Bytes it will have, of one that is still arriving: only its beginning is of use.

    Raises:
        Invalid: It is not a file, cannot be read, or is a truncated qcow2 image; field "path".
    """
    file, size = _opened(Path(path).expanduser())
    source = Source(_read(file, size), whole or size, file.close)
    if whole in (None, size) and source.compressed is None and source.head.startswith(b"QFI\xfb"):
        with _opened(Path(path).expanduser())[0] as again:
            if qcow2.lacks_clusters(again, size):
                source.close()
                raise formats.truncated()
    return source


def of_url(url: str, expected: Sum | None = None) -> Source:
    """Start the download; see ``Download`` for what it raises."""
    download = Download(url)
    return Source(download.blocks(), download.total, download.close, expected)


def _opened(path: Path) -> tuple[IO[bytes], int]:
    try:
        # a pipe without a writer would block here forever, and is refused below
        file = os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb", buffering=0)
    except FileNotFoundError as failed:
        raise Invalid(f"There is no file {path}.", field="path") from failed
    except IsADirectoryError as failed:
        raise Invalid(f"{path} is a folder.", field="path", hint="Choose a file in it.") from failed
    except (OSError, ValueError) as failed:
        why = getattr(failed, "strerror", None) or "the path is not valid"
        raise Invalid(f"{path} cannot be read: {why}.", field="path") from failed
    about = os.fstat(file.fileno())
    if not stat.S_ISREG(about.st_mode):
        file.close()
        raise Invalid(f"{path} is not a regular file.", field="path")
    return file, about.st_size


def _read(file: IO[bytes], size: int) -> Iterator[bytes]:
    """Yield the first ``size`` bytes: what is appended meanwhile is not sent."""
    left = size
    while left and (block := file.read(min(BLOCK, left))):
        left -= len(block)
        yield block


def _peeked(blocks: Iterator[bytes], wanted: int) -> tuple[bytes, Iterator[bytes]]:
    """Return the first bytes, and all blocks from the start."""
    taken: list[bytes] = []
    while sum(map(len, taken)) < wanted and (block := next(blocks, b"")):
        taken.append(block)
    return b"".join(taken)[:wanted], chain(_given_up(taken), blocks)


def _given_up(blocks: list[bytes]) -> Iterator[bytes]:
    """Yield blocks and drop each, so that they are not kept while the rest is sent."""
    while blocks:
        yield blocks.pop(0)
