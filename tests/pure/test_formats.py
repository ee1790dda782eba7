import io

import pytest

from canfar_jupyter.errors import Invalid
from canfar_jupyter.model.images.formats import HEAD, Format, inspect, lacks_clusters
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
        (b"x", Format("raw", 1)),
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
        (b"QED\x00" + bytes(1000), "do not take this format"),
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
    with pytest.raises(Invalid, match="nope is no format"):
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
