"""The size of user data, and Nova's limit."""

from __future__ import annotations

import gzip
from dataclasses import dataclass

LIMIT = 65535  # bytes of base64 that Nova accepts (nova/api/openstack/compute/schemas/servers.py)


def encoded_size(data: bytes) -> int:
    """Return its size in base64, which is what Nova counts."""
    return (len(data) + 2) // 3 * 4


def shrink(data: bytes) -> bytes:
    """Return it as gzip if only that fits; else unchanged, so that it stays readable."""
    if encoded_size(data) <= LIMIT:
        return data
    zipped = gzip.compress(data, mtime=0)  # equal input, equal bytes
    return zipped if len(zipped) < len(data) else data


@dataclass(frozen=True, slots=True)
class Size:
    """The size of the user data of one launch, in bytes."""

    plain: int  # as the machine reads it
    encoded: int  # base64, as Nova counts
    compressed: bool
    limit: int = LIMIT

    @property
    def fits(self) -> bool:
        """Whether Nova accepts it."""
        return self.encoded <= self.limit

    @property
    def text(self) -> str:
        """The text of the size meter."""
        packed = ", compressed" if self.compressed else ""
        return f"{self.encoded:,} of {self.limit:,} bytes encoded{packed}"
