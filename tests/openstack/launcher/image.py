"""Bytes of a disk image: glance looks into them and refuses what they are not."""

import struct

CLUSTER = 1 << 16


def qcow2(gib: int) -> bytes:
    """An empty, well-formed qcow2 disk (256 KiB) of so many GiB."""
    size = gib << 30
    table_entries = -(-size // (CLUSTER * CLUSTER // 8))
    header = struct.pack(
        ">4sIQIIQIIQQIIQQQQII",
        *(b"QFI\xfb", 3),  # magic, version
        *(0, 0),  # no backing file
        *(16, size, 0),  # cluster bits, size of the disk, no encryption
        *(table_entries, 2 * CLUSTER),  # L1 table: all clusters unallocated
        *(CLUSTER, 1),  # reference counts: table of one cluster
        *(0, 0),  # no snapshots
        *(0, 0, 0),  # no features
        *(4, 104),  # 16-bit reference counts, length of this header
    )
    reference_table = struct.pack(">Q", 3 * CLUSTER)
    reference_counts = struct.pack(">4H", 1, 1, 1, 1)
    clusters = (header, reference_table, b"", reference_counts)
    return b"".join(cluster.ljust(CLUSTER, b"\0") for cluster in clusters)


def raw() -> bytes:
    """A disk of 1 MiB that looks like no other format."""
    return b"\0" * (1 << 20)
