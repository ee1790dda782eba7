"""What format an image's bytes are in, seen from their beginning."""

from __future__ import annotations

import struct

HEAD = 40 * 1024  # bytes needed to tell

_MAGIC = [
    (0, b"QFI\xfb", "qcow2"),
    (0, b"KDMV", "vmdk"),
    (0, b"# Disk DescriptorFile", "vmdk"),
    (0, b"vhdxfile", "vhdx"),
    (0, b"conectix", "vhd"),
    (0x40, b"\x7f\x10\xda\xbe", "vdi"),
    (0x8001, b"CD001", "iso"),
]


def detect(head: bytes) -> str:
    """Return Glance's name of the format; ``raw`` when it is none of the known ones."""
    for offset, magic, name in _MAGIC:
        if head[offset : offset + len(magic)] == magic:
            return name
    return "raw"


def virtual_size(head: bytes, size: int) -> int:
    """Return the bytes of disk an image needs once unpacked."""
    if detect(head) == "qcow2" and len(head) >= 32:
        return int(struct.unpack(">Q", head[24:32])[0])
    return size


def unsafe(head: bytes) -> bool:
    """Say whether a qcow2 image takes its data from other files."""
    if detect(head) != "qcow2" or len(head) < 80:
        return False
    version, backing = struct.unpack(">IQ", head[4:16])
    features = struct.unpack(">Q", head[72:80])[0] if version >= 3 else 0
    return bool(backing or features & 4)
