"""What format a disk image is in, seen from its bytes, and whether it is safe and whole.

Names of formats are Glance's.  The inspectors are those of oslo.utils, which Glance itself
uses: what passes here passes there.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from typing import IO, Any

from canfar_jupyter.errors import Invalid

HEAD = 4 << 20  # bytes of the beginning that tell every format
GIB = 1 << 30
UNSEEN = ("ami", "ari", "aki", "ploop", "docker")  # formats that no bytes tell
KNOWN = ("qcow2", "raw", "iso", "vmdk", "vhd", "vhdx", "vdi", *UNSEEN)

_ARCHIVES = (  # offset, first bytes, what it is, how it is opened
    (0, b"PK\x03\x04", "a zip archive", "unzip it"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it"),
    (0, b"BZh", "compressed with bzip2", "unpack it with bunzip2"),
    (0, b"\x28\xb5\x2f\xfd", "compressed with zstd", "unpack it with unzstd"),
    (0, b"Rar!", "a rar archive", "unpack it"),
    (257, b"ustar", "a tar archive (an OVA, perhaps)", "unpack it and take the disk inside"),
)
_UNSAFE = {
    "backing_file": "it refers to another file (a backing file): its data are not all in it",
    "data_file": "it keeps its data in another file",
    "unknown_features": "it uses features that are not known to be safe",
    "descriptor": "its descriptor refers to other files, or is damaged",
    "banned": "clouds do not take this format",
}
_FLATTEN = "Make it whole with: qemu-img convert -O qcow2 OLD NEW."


@dataclass(frozen=True, slots=True)
class Format:
    """What the bytes are.

    Attributes:
        disk_format: Glance's name.
        virtual_size: Bytes of the disk it unfolds to; None: not known.
    """

    disk_format: str
    virtual_size: int | None

    @property
    def min_disk_gib(self) -> int:
        """The smallest root disk that holds it, GiB; 0: not known."""
        return -(-(self.virtual_size or 0) // GIB)


def inspect(head: bytes, size: int | None = None, wanted: str | None = None) -> Format:
    """Say what an image is by its beginning.

    Args:
        head: The first ``HEAD`` bytes, or all if there are fewer.
        size: Bytes of the whole; None: not known yet.
        wanted: The format somebody says it has; None: whichever it has.

    Raises:
        Invalid: It is no image, not of the format ``wanted``, not whole, or not safe.
    """
    if wanted is not None and wanted not in KNOWN:
        raise Invalid(f"{wanted} is no format of images.", field="disk_format", hint=_ONE_OF)
    _refuse_other_things(head)
    found, virtual_size = _found(head, size)
    if wanted and not _agree(wanted, found):
        raise Invalid(
            f"The bytes are {found}, not {wanted}.",
            field="disk_format",
            hint=f"Choose {found}, or let the format be detected.",
        )
    if size is not None and (
        (found == "iso" and virtual_size > size)
        or (found == "qcow2" and lacks_clusters(io.BytesIO(head), size))
    ):
        raise truncated()
    if wanted in (None, found):
        whole = size if found == "raw" else virtual_size
        return Format(found, whole)
    return Format(str(wanted), size)


_ONE_OF = f"Choose one of {', '.join(KNOWN)}, or let the format be detected."


def truncated() -> Invalid:
    """Return the error for an image whose end is missing."""
    return Invalid(
        "The image ends too early: it was not copied or downloaded whole.",
        field="source",
        hint="Get it again, and compare its size with what its makers say.",
    )


def _refuse_other_things(head: bytes) -> None:
    if not head:
        raise Invalid("It is empty.", field="source", hint="Choose a disk image.")
    start = head[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<?xml")):
        raise Invalid(
            "This is a web page, not a disk image.",
            field="source",
            hint="Copy the address of the image file itself: the link that downloads it.",
        )
    for offset, magic, what, how in _ARCHIVES:
        if head[offset : offset + len(magic)] == magic:
            raise Invalid(
                f"This is {what}, not a disk image.",
                field="source",
                hint=f"First {how}; .gz and .xz are unpacked by themselves.",
            )


def _found(head: bytes, size: int | None) -> tuple[str, int]:
    """Return format and virtual size; a raw disk with a partition table is raw for Glance."""
    from oslo_utils.imageutils import format_inspector  # late: 0.3 s, and seldom needed

    wrapper = format_inspector.InspectWrapper(io.BytesIO(head))
    while wrapper.read(1 << 20):
        pass
    wrapper.close()
    found = {str(inspector): inspector for inspector in wrapper.formats or ()}
    if found.keys() == {"iso", "gpt"}:  # an installer that starts from a USB stick, too
        del found["gpt"]
    if len(found) > 1:
        raise Invalid(
            f"It looks like several formats at once ({', '.join(sorted(found))}).",
            field="source",
            hint="Clouds refuse such files: one may be hidden in the other.",
        )
    [(name, inspector)] = found.items()
    if name == "raw" and head.startswith(b"QFI\xfb"):
        raise truncated()
    if name in ("raw", "gpt"):
        return "raw", size or 0
    _refuse_unsafe(name, inspector, format_inspector)
    return name, int(inspector.virtual_size)


def _refuse_unsafe(name: str, inspector: Any, oslo: Any) -> None:
    try:
        inspector.safety_check()
    except oslo.SafetyCheckFailed as failed:
        reasons = [_UNSAFE[check] for check in failed.failures if check in _UNSAFE]
        if reasons:  # others need the end of the file: Glance looks at them when it has come
            raise Invalid(
                f"This {name} image is refused because {' and '.join(reasons)}.",
                field="source",
                hint=_FLATTEN,
            ) from failed
    except oslo.ImageFormatError as failed:
        raise truncated() from failed
    if name not in KNOWN:
        raise Invalid(f"Clouds do not take {name} images.", field="source", hint=_FLATTEN)


def _agree(wanted: str, found: str) -> bool:
    """Say whether Glance takes one for the other; an iso is a fine raw disk."""
    return (
        wanted == found
        or (found == "raw" and wanted in UNSEEN)
        or (wanted, found) == ("raw", "iso")
    )


# A qcow2 file names the places of its clusters; one beyond its end tells that the end is missing.
# Source: https://gitlab.com/qemu-project/qemu/-/blob/master/docs/interop/qcow2.txt
_OFFSET = 0x00FF_FFFF_FFFF_FE00
_COMPRESSED = 1 << 62
_MOST_TABLES = 1 << 16  # of 64 KiB each: an image of 32 TiB


def lacks_clusters(file: IO[bytes], size: int) -> bool:
    """Say whether a qcow2 file is shorter than its own tables say; reads only the tables.

    Args:
        file: The image, or its beginning: then only the tables in it tell.
        size: Bytes of the whole.
    """
    file.seek(0)
    header = file.read(104)
    if len(header) < 72 or not header.startswith(b"QFI\xfb"):
        return False
    bits, entries, table = (
        *struct.unpack(">I", header[20:24]),
        *struct.unpack(">IQ", header[36:48]),
    )
    if not 9 <= bits <= 21 or entries > _MOST_TABLES:
        return False
    return any(
        offset >= size
        for l1 in _entries(file, table, entries)
        for offset in _places(file, l1 & _OFFSET, bits)
    )


def _places(file: IO[bytes], table: int, bits: int) -> list[int]:
    """Return where one table is, and where the clusters are that it names."""
    if not table:
        return []
    places = [table]
    for entry in _entries(file, table, 1 << (bits - 3)):
        if entry & _COMPRESSED:
            places.append(entry & ((1 << (62 - (bits - 8))) - 1))
        elif entry & _OFFSET:
            places.append(entry & _OFFSET)
    return places


def _entries(file: IO[bytes], offset: int, count: int) -> tuple[int, ...]:
    file.seek(offset)
    content = file.read(8 * count)
    whole = len(content) // 8
    return struct.unpack(f">{whole}Q", content[: 8 * whole])
