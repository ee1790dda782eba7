import io
import struct

import pytest

from canfar_jupyter.errors import Invalid
from canfar_jupyter.model.images.formats import HEAD, KNOWN, Format, inspect
from canfar_jupyter.model.images.qcow2 import lacks_clusters
from tests.images.files import GIB, RAW, backed, iso, vdi, vhd, with_data, with_data_file
from tests.openstack.launcher.image import qcow2


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (qcow2(5), Format("qcow2", 5 * GIB)),
        (RAW, Format("raw", len(RAW))),
        (bytes(510) + b"\x55\xaa" + RAW, Format("raw", len(RAW) + 512)),
        (iso(), Format("iso", 64 * 2048)),
        (vdi(3 * GIB), Format("vdi", 3 * GIB)),
        (vhd(2 * GIB), Format("vhd", 2 * GIB)),
        (b"\x80", Format("raw", 1)),
    ],
)
def test_the_bytes_tell_the_format_and_the_disk_it_unfolds_to(content, found):
    assert inspect(content[:HEAD], len(content)) == found


@pytest.mark.parametrize(("size", "gib"), [(1, 1), (GIB, 1), (GIB + 1, 2), (None, 0)])
def test_the_smallest_disk_is_whole_gibibytes(size, gib):
    assert Format("raw", size).min_disk_gib == gib


def test_what_is_not_known_until_the_end_is_said_so():
    assert inspect(RAW, None) == Format("raw", None)
    assert inspect(qcow2(5), None) == Format("qcow2", 5 * GIB)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "It is empty"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b"\xef\xbb\xbf  <HTML>", "web page"),
        (b"PK\x03\x04rest", "zip archive"),
        (bytes(257) + b"ustar\x0000", "tar archive"),
        (b"\x28\xb5\x2f\xfdrest", "zstd"),
        (qcow2(1)[:300], "ends too early"),
        (backed(), "backing file"),
        (with_data_file(), "another file"),
        (iso()[:70_000], "ends too early"),
        (b"QED\x00" + bytes(1000), "do not accept this format"),
        (qcow2(1)[:510] + b"\x55\xaa" + qcow2(1)[512:], "several formats at once"),
    ],
)
def test_what_cannot_be_an_image_is_said_in_a_sentence(content, words):
    with pytest.raises(Invalid, match=words) as caught:
        inspect(content[:HEAD], len(content))
    assert caught.value.field == "source"


@pytest.mark.parametrize("wanted", ["raw", "vmdk", "iso"])
def test_another_format_than_that_of_the_bytes_is_refused(wanted):
    with pytest.raises(Invalid, match=f"The bytes are qcow2, not {wanted}") as caught:
        inspect(qcow2(1), 262144, wanted)
    assert caught.value.field == "disk_format"


def test_a_format_that_nobody_knows_is_refused():
    with pytest.raises(Invalid, match="nope is not an image format"):
        inspect(RAW, len(RAW), "nope")


def test_an_installer_may_be_called_raw_and_a_kernel_aki():
    assert inspect(iso(), len(iso()), "raw").disk_format == "raw"
    assert inspect(RAW, len(RAW), "aki").disk_format == "aki"


def test_a_qcow2_image_without_its_end_is_seen_by_its_own_tables():
    whole = with_data()
    assert not lacks_clusters(io.BytesIO(whole), len(whole))
    cut = whole[: -(1 << 16)]
    assert lacks_clusters(io.BytesIO(cut), len(cut))
    assert not lacks_clusters(io.BytesIO(RAW), len(RAW))
    assert not lacks_clusters(io.BytesIO(b"QFI\xfb" + b"\xff" * 200), 204)


def qcow2_with(bits, encrypted=0, version=3):
    """A qcow2 image with some bits of incompatible features set."""
    image = bytearray(qcow2(1))
    image[4:8], image[32:36] = struct.pack(">I", version), struct.pack(">I", encrypted)
    image[72:80], image[100:104] = struct.pack(">Q", bits), struct.pack(">I", 104)
    return bytes(image)


@pytest.mark.parametrize(
    ("image", "words"),
    [
        (qcow2_with(1 << 1), "marked as damaged"),
        (qcow2_with(1 << 2), "keeps its data in another file"),
        (qcow2_with(1 << 5), "not known to be safe"),
        (qcow2_with(1 << 63), "not known to be safe"),
        (qcow2_with(0, encrypted=1), "encrypted, and clouds do not have the key"),
        (qcow2_with(0, encrypted=2), "encrypted, and clouds do not have the key"),
        (qcow2_with(0, version=1), "its version, 1,"),
        (qcow2_with(0, version=4), "its version, 4,"),
    ],
)
def test_features_of_qcow2_that_no_cloud_can_use_are_named(image, words):
    with pytest.raises(Invalid, match=words) as caught:
        inspect(image, len(image))
    assert "qemu-img" in caught.value.hint


@pytest.mark.parametrize(
    ("bits", "words"),
    [(0, ""), (1, "not closed cleanly"), (1 << 3, "zstd"), (1 << 4, "subclusters")],
)
def test_features_of_qcow2_that_some_clouds_refuse_are_warned_of(bits, words):
    image = qcow2_with(bits)
    found = inspect(image, len(image))
    assert found == Format("qcow2", GIB)
    assert words in found.warning
    assert bool(words) == (not found.warning.startswith("The disk in this image begins with zeros"))


def test_the_tables_of_an_image_with_subclusters_are_read_two_words_at_a_time():
    cluster, bits = 1 << 16, qcow2_with(1 << 4)
    image = bytearray(bits)
    second, data = len(image), len(image) + cluster
    image[2 * cluster : 2 * cluster + 8] = struct.pack(">Q", second | 1 << 63)
    pair = struct.pack(">QQ", data | 1 << 63, 0xFFFF_FFFF)  # the map reads like a far cluster
    image += pair.ljust(cluster, b"\0") + b"x" * cluster
    assert not lacks_clusters(io.BytesIO(image), len(image))
    assert lacks_clusters(io.BytesIO(image[:-cluster]), len(image) - cluster)


DESCRIPTOR = b'# Disk DescriptorFile\nversion=1\ncreateType="monolithicFlat"\n'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (DESCRIPTOR, "describes a VMware disk"),
        (DESCRIPTOR.replace(b"\n", b"\r\n") + bytes(400), "describes a VMware disk"),
        (b"\xef\xbb\xbf\n" + DESCRIPTOR.ljust(1 << 16, b"\0"), "describes a VMware disk"),
        (b"COWD" + bytes(600), "VMware disk: clouds do not accept"),
        (b"WithoutFreeSpace" + bytes(600), "Parallels disk: clouds do not accept"),
        (b"WithouFreSpacExt" + bytes(600), "Parallels disk: clouds do not accept"),
        (b'{"error": {"code": 404}}', "This is text"),
        ("caf\xe9 \u2022 list".encode(), "This is text"),
        ("text".encode("utf-16"), "This is text"),
        (b"a line\n" * 900 + bytes(5000), "This is text"),
        (b"<!-- moved --><html>", "web page"),
        (b"PK\x05\x06" + bytes(18), "empty zip archive"),
        (b"\x1f\x8b\x08" + bytes(30), "compressed twice"),
        (b"\x7fELF" + bytes(900), "a program"),
        (b"SIMPLE  =                    T" + b" " * 2851, "a FITS file"),
        (b"070701" + bytes(100), "cpio archive"),
        (b"%PDF-1.7\n\x80\x81", "a PDF document"),
    ],
)
def test_what_is_no_disk_at_all_is_refused_as_what_it_is(content, words):
    for wanted in (None, "raw") if "text" not in words else (None,):
        with pytest.raises(Invalid, match=words) as caught:
            inspect(content, len(content), wanted)
        assert caught.value.field == "source"


@pytest.mark.parametrize(
    ("offset", "magic"),
    [
        (510, b"\x55\xaa"),
        (512, b"EFI PART"),
        (0x438, b"\x53\xef"),
        (0, b"XFSB"),
        (512, b"LABELONE"),
        (0x10040, b"_BHRfS_M"),
    ],
)
def test_a_raw_disk_that_may_start_is_not_warned_of(offset, magic):
    disk = bytearray(1 << 20)
    disk[offset : offset + len(magic)] = magic
    assert inspect(bytes(disk), len(disk)).warning == ""


@pytest.mark.parametrize("content", [bytes(1 << 20), bytes(range(256)) * 4096])
def test_bytes_that_nothing_starts_from_are_warned_of(content):
    assert "no partition table, file system or boot sector" in inspect(content, 1 << 20).warning


def test_no_format_is_offered_that_no_cloud_takes():
    assert not {"docker", "ploop"} & set(KNOWN)
