"""The header and the tables of a qcow2 image.

Source: https://gitlab.com/qemu-project/qemu/-/blob/master/docs/interop/qcow2.txt
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import IO

from canfar_jupyter.errors import Invalid

MAGIC = b"QFI\xfb"
_DIRTY, _CORRUPT, _DATA_FILE, _COMPRESSION, _EXTENDED_L2 = (1 << bit for bit in range(5))
_KNOWN_BITS = _DIRTY | _CORRUPT | _DATA_FILE | _COMPRESSION | _EXTENDED_L2
_FLATTEN = "Convert it with: qemu-img convert -O qcow2 OLD NEW."
_OFFSET = 0x00FF_FFFF_FFFF_FE00
_COMPRESSED = 1 << 62
_MAX_TABLES = 1 << 16  # of 64 KiB each: an image of 32 TiB


@dataclass(frozen=True, slots=True)
class _Header:
    version: int
    backing: int
    cluster_bits: int
    encrypted: int
    entries: int
    table: int
    incompatible: int


def _header(start: bytes) -> _Header | None:
    if len(start) < 72 or not start.startswith(MAGIC):
        return None
    version, backing = struct.unpack(">IQ", start[4:16])
    bits, _, encrypted, entries, table = struct.unpack(">IQIIQ", start[20:48])
    features = 0
    if version >= 3 and len(start) >= 80:
        [features] = struct.unpack(">Q", start[72:80])
    return _Header(version, backing, bits, encrypted, entries, table, features)


def look(head: bytes) -> str:
    """Return a warning about features that some clouds do not support; "": none.

    Raises:
        Invalid: No cloud could use it; the message says why, the hint what to do.
    """
    header = _header(head)
    if header is None:
        raise _truncated()
    if reasons := _reasons(header):
        raise Invalid(
            f"This qcow2 image is refused because {' and '.join(reasons)}.",
            field="source",
            hint=_FLATTEN,
        )
    if header.incompatible & _CORRUPT:
        raise Invalid(
            "This qcow2 image is marked as damaged.",
            field="source",
            hint="Get it again, or repair a copy with: qemu-img check -r all COPY.",
        )
    newer = [words for bit, words in _NEWER.items() if header.incompatible & bit]
    return f"The image {' and '.join(newer)}. {_FLATTEN}" if newer else ""


_NEWER = {
    _EXTENDED_L2: "has subclusters (extended_l2), which many clouds refuse",
    _COMPRESSION: "may be compressed with zstd, which older clouds cannot read",
    _DIRTY: "was not closed cleanly, for example because of a crash",
}


def _reasons(header: _Header) -> list[str]:
    found = []
    if header.version not in (2, 3):
        found.append(f"its version, {header.version}, is not supported by clouds")
    if header.backing and header.version in (2, 3):
        found.append("it refers to another file (a backing file), so it does not contain all data")
    if header.encrypted:
        found.append("it is encrypted, and clouds do not have the key")
    if header.incompatible & _DATA_FILE:
        found.append("it keeps its data in another file")
    if header.incompatible & ~_KNOWN_BITS:
        found.append("it uses features that are not known to be safe")
    return found


def _truncated() -> Invalid:
    return Invalid(
        "The image ends too early: its copy or download was not complete.",
        field="source",
        hint="Get it again, and compare its size with the published one.",
    )


def lacks_clusters(file: IO[bytes], size: int) -> bool:
    """Return whether a qcow2 file is shorter than its own tables say; reads only the tables.

    Args:
        file: The image, or its beginning: then only the tables in it are read.
        size: Total bytes.
    """
    file.seek(0)
    header = _header(file.read(104))
    if header is None or header.version not in (2, 3) or header.incompatible & _DATA_FILE:
        return False
    if not 9 <= header.cluster_bits <= 21 or header.entries > _MAX_TABLES:
        return False
    words = 2 if header.incompatible & _EXTENDED_L2 else 1  # the second is a bitmap of subclusters
    return any(
        offset >= size
        for l1 in _entries(file, header.table, header.entries)
        for offset in _places(file, l1 & _OFFSET, header.cluster_bits, words)
    )


def first_bytes(head: bytes, wanted: int) -> bytes | None:
    """Return the first bytes of the disk in a qcow2 image; None: ``head`` does not tell them.

    Raises:
        struct.error, zlib.error: Its tables are not in ``head``, or its data are damaged.
    """
    header = _header(head)
    if header is None or header.incompatible & ~_DIRTY or not 9 <= header.cluster_bits <= 21:
        return None
    size = 1 << header.cluster_bits
    number = -(-wanted // size)
    [first] = struct.unpack_from(">Q", head, header.table) if header.entries else (0,)
    if number > size // 8:
        return None
    entries: tuple[int, ...] = (0,) * number
    if table := first & _OFFSET:
        entries = struct.unpack_from(f">{number}Q", head, table)
    clusters = [_cluster(head, entry, header) for entry in entries]
    known = [cluster for cluster in clusters if cluster is not None]
    return b"".join(known)[:wanted] if len(known) == number else None


def _cluster(head: bytes, entry: int, header: _Header) -> bytes | None:
    """Return a cluster as the guest reads it; None: it is not in ``head``."""
    size = 1 << header.cluster_bits
    if entry & _COMPRESSED:
        start = _compressed_at(entry, header.cluster_bits)
        content = zlib.decompressobj(-12).decompress(head[start : start + 2 * size], size)
        return content if len(content) == size else None
    start = entry & _OFFSET
    if not start or (entry & 1 and header.version >= 3):  # never written, or zeros
        return bytes(size)
    content = head[start : start + size]
    return content if len(content) == size else None


def _compressed_at(entry: int, bits: int) -> int:
    return entry & ((1 << (62 - (bits - 8))) - 1)


def _places(file: IO[bytes], table: int, bits: int, words: int) -> list[int]:
    """Return where one table is, and where the clusters are that it lists."""
    if not table:
        return []
    places = [table]
    for entry in _entries(file, table, 1 << (bits - 3))[::words]:
        if entry & _COMPRESSED:
            places.append(_compressed_at(entry, bits))
        elif entry & _OFFSET:
            places.append(entry & _OFFSET)
    return places


def _entries(file: IO[bytes], offset: int, count: int) -> tuple[int, ...]:
    file.seek(offset)
    content = file.read(8 * count)
    whole = len(content) // 8
    return struct.unpack(f">{whole}Q", content[: 8 * whole])
