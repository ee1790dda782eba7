"""A file that arrives in pieces, kept until it has been passed on.

It is locked while its process lives, so that the next one can tell what a killed process left.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Lock

from canfar_jupyter.errors import Invalid
from canfar_jupyter.model.amounts import bytes_in_words

_PREFIX = "canfar-upload-"
_SPARE = 256 << 20  # bytes of the disk that are left to others
_NEW = 60.0  # seconds in which a file may not be locked yet
_open: set[Spool] = set()
_lock = Lock()


class Spool:
    """A private file that grows at its end, in a folder that only its owner can enter.

    Attributes:
        path: The file.
        size: Bytes of the whole.
        came: Bytes that are there.
    """

    def __init__(self, size: int) -> None:
        """Make an empty file where there is room for ``size`` bytes.

        Raises:
            Invalid: No disk has that room; the sentence says how much there is.
            OSError: Nothing can be written there.
        """
        self.size, self.came = size, 0
        with _lock:
            place = _place(size)
            _sweep(place)
            self._folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place))
            self.path = self._folder / "image"
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            with suppress(OSError):  # a file system without locks: nothing of it is swept either
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _open.add(self)

    @property
    def complete(self) -> bool:
        return self.came == self.size

    def add(self, piece: bytes | memoryview) -> None:
        """Write a piece at the end.

        Raises:
            OSError: It cannot be written, as when the disk has become full.
            ValueError: It is more than the whole has.
        """
        left = memoryview(piece).cast("B")
        if self.came + len(left) > self.size:
            raise ValueError("more bytes than were announced")
        while left:
            written = os.pwrite(self._file, left, self.came)
            self.came += written
            left = left[written:]

    def begins_with(self, start: bytes | memoryview) -> bool:
        """Return whether the file begins with these bytes."""
        return os.pread(self._file, len(start), 0) == bytes(start)

    def remove(self) -> None:
        """Remove the file; who has it open can still read it."""
        with _lock:
            if self not in _open:
                return
            _open.discard(self)
            shutil.rmtree(self._folder, ignore_errors=True)
            os.close(self._file)


def _place(size: int) -> Path:
    """Return the first folder whose disk has the room."""
    rooms = {place: _room(place) for place in _places()}
    for place, room in rooms.items():
        if size <= room:
            return place
    raise Invalid(
        f"The notebook server has room for {bytes_in_words(max(0, *rooms.values()))}, "
        f"and this file has {bytes_in_words(size)}.",
        field="upload",
        hint="Free some room there, or set TMPDIR to a folder on a larger disk before the kernel "
        "starts.",
    )


def _places() -> Iterator[Path]:
    from platformdirs import user_cache_path

    yield Path(tempfile.gettempdir())
    cache = user_cache_path("canfar-jupyter")
    with suppress(OSError):
        cache.mkdir(parents=True, exist_ok=True)
        yield cache


def _room(place: Path) -> int:
    """Return the free bytes of a disk, without those that other uploads are going to take."""
    try:
        disk, free = place.stat().st_dev, shutil.disk_usage(place).free
    except OSError:
        return 0
    promised = sum(s.size - s.came for s in _open if os.fstat(s._file).st_dev == disk)
    return free - promised - _SPARE


def _sweep(place: Path) -> None:
    """Remove what processes left that were killed: the lock of such a file is free."""
    for folder in place.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            file = os.open(folder / "image", os.O_RDWR | os.O_NOFOLLOW)
            try:
                about = os.fstat(file)
                if about.st_uid == os.getuid() and time.time() - about.st_mtime > _NEW:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(file)


@atexit.register
def _remove_all() -> None:
    for spool in tuple(_open):
        spool.remove()
