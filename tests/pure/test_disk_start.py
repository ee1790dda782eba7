"""What an image's own first bytes tell of the disk in it: made as qemu-img lays images out."""

from __future__ import annotations

import struct
import zlib

import pytest

from canfar_jupyter.model.images import disk_start
from canfar_jupyter.model.images.formats import inspect
from tests.images.files import RAW, with_data
from tests.openstack.launcher.image import qcow2

CLUSTER = 1 << 16
MIB = 1 << 20
NOISE = bytes(range(1, 256)) * 300
EMPTY, NO_START = "begins with zeros only", "These bytes have no partition table"


def of_qcow2(data, entry=None):
    """A qcow2 image whose first cluster is ``data``; None: an L2 table that has ``entry``."""
    image = bytearray(qcow2(1))
    second = len(image)
    image[2 * CLUSTER : 2 * CLUSTER + 8] = struct.pack(">Q", second | 1 << 63)
    first = entry if data is None else (second + CLUSTER) | 1 << 63
    image += struct.pack(">Q", first).ljust(CLUSTER, b"\0")
    return bytes(image + (data or b"")[:CLUSTER].ljust(CLUSTER, b"\0"))


def compressed_qcow2(data):
    packer = zlib.compressobj(wbits=-12)
    packed = packer.compress(data[:CLUSTER]) + packer.flush()
    at = len(qcow2(1)) + CLUSTER
    image = of_qcow2(None, 1 << 62 | (len(packed) // 512) << 54 | at)
    return image[:at] + packed.ljust(CLUSTER, b"\0")


def of_vdi(data):
    image = bytearray(2 * MIB + MIB)
    image[0x40:0x44] = struct.pack("<I", 0xBEDA107F)
    image[0x154:0x15C] = struct.pack("<II", MIB, 2 * MIB)
    image[0x170:0x188] = struct.pack("<QIIII", 8 * MIB, MIB, 0, 8, int(bool(data)))
    image[MIB : MIB + 4] = struct.pack("<I", 0 if data else 0xFFFF_FFFF)
    image[2 * MIB : 2 * MIB + len(data)] = data
    return bytes(image)


def of_vhd(data):
    image = bytearray(4 * MIB)
    image[:8], image[16:24] = b"conectix", struct.pack(">Q", 512)
    image[40:56], image[60:64] = struct.pack(">QQ", 8 * MIB, 8 * MIB), struct.pack(">I", 3)
    image[512:520] = b"cxsparse"
    image[528:544] = struct.pack(">QIII", 1536, 1 << 16, 4, 2 * MIB)[:16]
    image[540:548] = struct.pack(">II", 4, 2 * MIB)
    image[1536:1552] = struct.pack(">I", 4 if data else 0xFFFF_FFFF) + b"\xff" * 12
    image[2048 + 512 : 2048 + 512 + len(data)] = data
    return bytes(image[: 4 * MIB])


def of_vmdk(data):
    text = b"# Disk DescriptorFile\nversion=1\nCID=1\nparentCID=ffffffff\n"
    text += b'createType="monolithicSparse"\nRW 16384 SPARSE "a.vmdk"\n'
    image = bytearray(MIB)
    image[:4] = b"KDMV"
    image[4:12] = struct.pack("<II", 1, 3)
    image[12:44] = struct.pack("<QQQQ", 16384, 128, 1, 20)
    image[44:72] = struct.pack("<IQQQ", 512, 0, 26, 128)
    image[512 : 512 + len(text)] = text
    image[26 * 512 : 26 * 512 + 4] = struct.pack("<I", 27)
    if data:
        image[27 * 512 : 27 * 512 + 4] = struct.pack("<I", 128)
        image[128 * 512 : 128 * 512 + len(data)] = data[: MIB - CLUSTER]
    return bytes(image)


def of_vhdx(present):
    image = bytearray(4 * MIB)
    image[:8] = b"vhdxfile"
    entry = bytes.fromhex("6677c22d23f600429d64115e9bfd4a08") + struct.pack("<QII", 3 * MIB, MIB, 1)
    image[192 << 10 : (192 << 10) + 16] = struct.pack("<4sIII", b"regi", 0, 1, 0)
    image[(192 << 10) + 16 : (192 << 10) + 48] = entry
    image[3 * MIB : 3 * MIB + 8] = struct.pack("<Q", 8 << 20 | 6 if present else 0)
    return bytes(image)


@pytest.mark.parametrize(
    ("image", "words"),
    [
        (qcow2(1), EMPTY),
        (of_qcow2(None, 1), EMPTY),  # a cluster that is said to be zeros
        (of_qcow2(bytes(CLUSTER)), EMPTY),
        (of_qcow2(NOISE), NO_START),
        (compressed_qcow2(NOISE), NO_START),
        (of_vdi(b""), EMPTY),
        (of_vdi(NOISE), NO_START),
        (of_vhd(b""), EMPTY),
        (of_vhd(NOISE), NO_START),
        (of_vmdk(b""), EMPTY),
        (of_vmdk(NOISE), NO_START),
        (bytes(MIB), NO_START),
    ],
)
def test_an_image_of_a_disk_that_nothing_starts_from_is_warned_of(image, words):
    assert words in inspect(image, len(image)).warning


@pytest.mark.parametrize(
    "image",
    [
        with_data(1),
        of_qcow2(RAW),
        compressed_qcow2(RAW),
        of_vdi(RAW[:MIB]),
        of_vhd(RAW[:MIB]),
        of_vmdk(RAW[: MIB // 2]),
    ],
)
def test_an_image_of_a_disk_with_a_partition_table_is_not_warned_of(image):
    assert inspect(image, len(image)).warning == ""


def test_the_start_of_a_disk_is_read_from_its_image():
    for image in (of_qcow2(RAW), compressed_qcow2(RAW)):
        assert disk_start.of("qcow2", image)[:512] == RAW[:512]
    assert disk_start.of("vdi", of_vdi(RAW[:MIB])) == RAW[:65608]
    assert not any(disk_start.of("vhdx", of_vhdx(present=False)))


@pytest.mark.parametrize("version", [2, 3])
def test_what_a_qcow2_image_does_not_tell_by_its_beginning_is_not_guessed(version):
    far = bytearray(of_qcow2(None, 8 * MIB))
    far[4:8] = struct.pack(">I", version)
    assert disk_start.of("qcow2", bytes(far)) is None
    damaged = bytearray(compressed_qcow2(NOISE))
    damaged[len(qcow2(1)) + CLUSTER :] = b"\xff" * CLUSTER
    assert disk_start.of("qcow2", bytes(damaged)) is None
    assert disk_start.of("vhdx", of_vhdx(present=True)) is None


@pytest.mark.parametrize("kind", ["qcow2", "vdi", "vhd", "vhdx", "vmdk"])
@pytest.mark.parametrize("image", [qcow2(1), of_vdi(b""), of_vhd(b""), of_vmdk(b""), of_vhdx(True)])
def test_bytes_of_another_kind_or_cut_short_raise_nothing(kind, image):
    for end in (0, 10, 100, 600, 70_000, len(image)):
        disk_start.of(kind, image[:end])
        disk_start.of(kind, b"\xff" * end)
