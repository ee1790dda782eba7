"""Disk images to make images of: small, well-formed, or wrong in one way."""

import gzip
import lzma
import struct

from tests.openstack.launcher.image import qcow2

GIB = 1 << 30
_BYTES = bytes(range(256))
# A disk with one partition of Linux, 1 MiB: Glance looks whether a partition table makes sense
_PARTITION = bytes([0x80, 0, 2, 0, 0x83, 0, 0, 0]) + (1).to_bytes(4, "little")
_PARTITION += (2047).to_bytes(4, "little")
_SECTOR = (_BYTES * 2)[:446] + _PARTITION + bytes(48) + b"\x55\xaa"
RAW = _SECTOR + _BYTES * 4094


def backed(gib=1):
    """A qcow2 image that refers to another file."""
    image = bytearray(qcow2(gib))
    image[8:20] = struct.pack(">QI", 1024, 11)
    image[1024:1035] = b"/etc/passwd"
    return bytes(image)


def with_data_file(gib=1):
    """A qcow2 image that keeps its data in another file."""
    image = bytearray(qcow2(gib))
    image[72:80] = struct.pack(">Q", 4)
    return bytes(image)


def with_data(gib=1):
    """A qcow2 image with one cluster of data, which starts with a partition table."""
    cluster = 1 << 16
    image = bytearray(qcow2(gib))
    second, data = len(image), len(image) + cluster
    image[2 * cluster : 2 * cluster + 8] = struct.pack(">Q", second | 1 << 63)
    image += struct.pack(">Q", data | 1 << 63).ljust(cluster, b"\0") + _SECTOR.ljust(cluster, b"x")
    return bytes(image)


def iso(sectors=64):
    """An empty installer CD."""
    image = bytearray(sectors * 2048)
    image[0x8000:0x8007] = b"\x01CD001\x01"
    image[0x8000 + 80 : 0x8000 + 84] = struct.pack("<I", sectors)
    image[0x8000 + 84 : 0x8000 + 88] = struct.pack(">I", sectors)
    image[0x8000 + 128 : 0x8000 + 132] = struct.pack("<H", 2048) + struct.pack(">H", 2048)
    return bytes(image)


def vdi(size=GIB):
    image = bytearray(4096)
    image[0x40:0x44] = struct.pack("<I", 0xBEDA107F)
    image[0x170:0x178] = struct.pack("<Q", size)
    return bytes(image)


def vhd(size=GIB):
    image = bytearray(4096)
    image[:8] = b"conectix"
    image[40:48] = struct.pack(">Q", size)
    return bytes(image)


PACKERS = {"gz": gzip.compress, "xz": lzma.compress}
