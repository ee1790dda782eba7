"""The first bytes of the disk that an image contains, as far as its own first bytes tell."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable

from canfar_jupyter.model.images import qcow2
from canfar_jupyter.model.images.not_disks import STARTS_WITHIN

_SECTOR = 512
_MIB = 1 << 20
_VHDX_REGIONS = 192 << 10
_VHDX_BAT = bytes.fromhex("6677c22d23f600429d64115e9bfd4a08")  # GUID of the region with the blocks
_VHDX_PRESENT = (6, 7)  # states of a block that is in the file: wholly, or in part
_FLAG_COMPRESSED = 1 << 16  # of a VMDK


def of(disk_format: str, head: bytes) -> bytes | None:
    """Return the first ``STARTS_WITHIN`` bytes of the disk; None: they cannot be told.

    Args:
        disk_format: Glance's name.
        head: The first bytes of the image.
    """
    if disk_format == "raw":
        return head
    read = _READ.get(disk_format)
    try:
        return read(head) if read else None
    except (struct.error, IndexError, ValueError, zlib.error):
        return None  # its tables are further back, or are damaged: others say so


def _qcow2(head: bytes) -> bytes | None:
    return qcow2.first_bytes(head, STARTS_WITHIN)


def _vdi(head: bytes) -> bytes | None:
    """Return the first block of a dynamic or fixed disk.

    Source: https://forums.virtualbox.org/viewtopic.php?t=8046
    """
    table, data = struct.unpack_from("<II", head, 0x154)
    size, _, blocks = struct.unpack_from("<III", head, 0x178)
    if not blocks or size < STARTS_WITHIN:
        return None
    [block] = struct.unpack_from("<I", head, table)
    absent = block >= 0xFFFF_FFFE  # never written, or zeros
    return _at(head, None if absent else data + block * size)


def _vhd(head: bytes) -> bytes | None:
    """Return the first block of a dynamic disk.

    Source: Virtual Hard Disk Image Format Specification, Microsoft, 2006
    """
    [header] = struct.unpack_from(">Q", head, 16)
    [kind] = struct.unpack_from(">I", head, 60)
    if kind != 3 or head[header : header + 8] != b"cxsparse":
        return None  # not a dynamic one
    table, _, entries, size = struct.unpack_from(">QIII", head, header + 16)
    if not entries or size < STARTS_WITHIN:
        return None
    [sector] = struct.unpack_from(">I", head, table)
    bitmap = -(-size // _SECTOR // 8 // _SECTOR) * _SECTOR
    return _at(head, None if sector == 0xFFFF_FFFF else sector * _SECTOR + bitmap)


def _vhdx(head: bytes) -> bytes | None:
    """Return the first block, where it is near.

    Source: https://learn.microsoft.com/openspecs/windows_protocols/ms-vhdx
    """
    signature, _, count = struct.unpack_from("<4sII", head, _VHDX_REGIONS)
    if signature != b"regi":
        return None
    for at in range(_VHDX_REGIONS + 16, _VHDX_REGIONS + 16 + 32 * min(count, 2047), 32):
        if head[at : at + 16] == _VHDX_BAT:
            [table] = struct.unpack_from("<Q", head, at + 16)
            [block] = struct.unpack_from("<Q", head, table)
            there = block & 7 in _VHDX_PRESENT
            return _at(head, (block >> 20) * _MIB if there else None)
    return None


def _vmdk(head: bytes) -> bytes | None:
    """Return the first grains of one that is not compressed.

    Source: Virtual Disk Format 5.0, VMware, 2011
    """
    magic, _, flags = struct.unpack_from("<4sII", head)
    grain, *_, per_table = struct.unpack_from("<QQQI", head, 20)
    [directory] = struct.unpack_from("<Q", head, 56)
    if magic != b"KDMV" or flags & _FLAG_COMPRESSED or not per_table:
        return None
    [table] = struct.unpack_from("<I", head, directory * _SECTOR)
    needed = -(-STARTS_WITHIN // (grain * _SECTOR)) if grain else 0
    if not 1 <= needed <= per_table:
        return None
    grains = struct.unpack_from(f"<{needed}I", head, table * _SECTOR) if table else (0,) * needed
    pieces = [_at(head, at * _SECTOR if at > 1 else None, grain * _SECTOR) for at in grains]
    if any(piece is None for piece in pieces):
        return None
    return b"".join(piece for piece in pieces if piece is not None)


def _at(head: bytes, offset: int | None, size: int = STARTS_WITHIN) -> bytes | None:
    """Return bytes of the image, zeros for what is not in it (None)."""
    if offset is None:
        return bytes(size)
    found = head[offset : offset + size]
    return found if len(found) == size else None


_READ: dict[str, Callable[[bytes], bytes | None]] = {
    "qcow2": _qcow2,
    "vdi": _vdi,
    "vhd": _vhd,
    "vhdx": _vhdx,
    "vmdk": _vmdk,
}
