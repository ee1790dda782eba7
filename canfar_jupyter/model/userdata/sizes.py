"""How much user data there is, against what Nova takes."""

from __future__ import annotations

import gzip
from dataclasses import dataclass

LIMIT = 65535  # bytes of base64 that Nova takes (nova/api/openstack/compute/schemas/servers.py)


def encoded_size(data: bytes) -> int:
    """Return how many bytes of base64 these are, which is what Nova counts."""
    return (len(data) + 2) // 3 * 4


def shrink(data: bytes) -> bytes:
    """Return gzip of it, where only that fits; else it as it is, so that it stays readable."""
    if encoded_size(data) <= LIMIT:
        return data
    zipped = gzip.compress(data, mtime=0)  # equal input, equal bytes
    return zipped if len(zipped) < len(data) else data


@dataclass(frozen=True, slots=True)
class Size:
    """How large the user data of one launch is, in bytes."""

    plain: int  # as the machine reads it
    encoded: int  # base64, as Nova counts
    compressed: bool
    limit: int = LIMIT

    @property
    def fits(self) -> bool:
        """Whether Nova takes it."""
        return self.encoded <= self.limit

    @property
    def text(self) -> str:
        """One sentence for the size meter."""
        packed = ", compressed" if self.compressed else ""
        return f"{self.encoded:,} of {self.limit:,} bytes encoded{packed}"
