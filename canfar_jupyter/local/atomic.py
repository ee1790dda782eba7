"""Write a file whole or not at all, for its owner only.

By hand because the standard library has no such function and atomicwrites is abandoned.
"""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

# What a file system says that cannot sync a file (some network and FUSE ones)
_NO_SYNC = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP)


def write(path: Path, content: bytes) -> None:
    """Replace a file atomically: a reader sees the old or the new one, never half of it.

    The new file is private from its first moment (mode 0600, where the file system has modes). It
    is written beside the old one, so that the replacement is a rename, and synced before that, so
    that a crash leaves one of the two.  No hard links are made.  A symbolic link is replaced, not
    followed: resolve the path first if the file behind it is meant.

    Raises:
        OSError: It could not be written; the old file is unchanged, and nothing is left beside it.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            _sync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _sync(handle: int) -> None:
    try:
        os.fsync(handle)
    except OSError as failed:
        if failed.errno not in _NO_SYNC:
            raise
