"""Data that are not a disk, and raw disks that no computer boots from."""

from __future__ import annotations

from canfar_jupyter.errors import Invalid

_UNPACK = "First {}; .gz and .xz are unpacked automatically."
_CONVERT = "Convert it with: qemu-img convert -O qcow2 OLD NEW."
_CHOOSE = "Choose a disk image, such as a .qcow2, .img or .iso file."
_OTHERS = (  # offset, first bytes, what it is, what to do
    (0, b"PK\x03\x04", "a zip archive", _UNPACK.format("unzip it")),
    (0, b"PK\x05\x06", "an empty zip archive", _CHOOSE),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK.format("unpack it")),
    (0, b"BZh", "compressed with bzip2", _UNPACK.format("unpack it with bunzip2")),
    (0, b"\x28\xb5\x2f\xfd", "compressed with zstd", _UNPACK.format("unpack it with unzstd")),
    (0, b"\x04\x22\x4d\x18", "compressed with lz4", _UNPACK.format("unpack it with unlz4")),
    (0, b"LZIP", "compressed with lzip", _UNPACK.format("unpack it with lzip -d")),
    (0, b"\x1f\x9d", "compressed with compress", _UNPACK.format("unpack it with uncompress")),
    (0, b"\x1f\x8b", "compressed twice", _UNPACK.format("unpack it once with gunzip")),
    (0, b"\xfd7zXZ\x00", "compressed twice", _UNPACK.format("unpack it once with unxz")),
    (0, b"Rar!", "a rar archive", _UNPACK.format("unpack it")),
    (
        257,
        b"ustar",
        "a tar archive (an OVA, perhaps)",
        _UNPACK.format("unpack it and choose the disk in it"),
    ),
    (0, b"070701", "a cpio archive (an initrd, perhaps)", _CHOOSE),
    (0, b"MSWIM\0\0\0", "a Windows installation archive (WIM)", _CHOOSE),
    (0, b"!<arch>\n", "a package", _CHOOSE),
    (0, b"\xed\xab\xee\xdb", "a package", _CHOOSE),
    (0, b"\x7fELF", "a program", _CHOOSE),
    (0, b"%PDF-", "a PDF document", _CHOOSE),
    (0, b"\x89PNG\r\n\x1a\n", "a picture", _CHOOSE),
    (0, b"\xff\xd8\xff", "a picture", _CHOOSE),
    (0, b"GIF8", "a picture", _CHOOSE),
    (0, b"\x89HDF\r\n\x1a\n", "an HDF5 file", _CHOOSE),
    (0, b"SIMPLE  =", "a FITS file", _CHOOSE),
    (0, b"SQLite format 3\0", "a database", _CHOOSE),
    (0, b"COWD", "one part of a VMware disk", _CONVERT),
    (0, b"WithoutFreeSpace", "a Parallels disk", _CONVERT),
    (0, b"WithouFreSpacExt", "a Parallels disk", _CONVERT),
    (0, b"OOOM", "a user-mode Linux disk (COW)", _CONVERT),
    (0, b"Bochs Virtual HD Image", "a Bochs disk", _CONVERT),
)
_STARTS = (  # offset, bytes: a partition table, a file system, or the code of a boot sector
    (510, b"\x55\xaa"),
    (512, b"EFI PART"),
    (4096, b"EFI PART"),
    (0x438, b"\x53\xef"),  # ext2, ext3, ext4
    (0, b"XFSB"),
    (0x10040, b"_BHRfS_M"),  # btrfs
    (0x8001, b"CD001"),
    (512, b"LABELONE"),  # LVM
    (0, b"hsqs"),  # squashfs
    (1024, b"\x10\x20\xf5\xf2"),  # f2fs
    (512, b"\x57\x45\x56\x82"),  # BSD disk label
    (508, b"\xda\xbe"),  # Sun disk label
    (0, b"ER"),  # Apple partition map
    (0x402, b"H+"),
    (0xFF6, b"SWAPSPACE2"),
)
STARTS_WITHIN = max(offset + len(magic) for offset, magic in _STARTS)  # bytes
NO_START = (
    "These bytes have no partition table, file system or boot sector: an instance would not "
    "start from them."
)
EMPTY = (
    "The disk in this image begins with zeros only, with no partition table, file system or boot "
    "sector: an instance would not start from it."
)


def refuse(head: bytes) -> None:
    """Refuse data whose first bytes are known to be something else.

    Raises:
        Invalid: field "source".
    """
    if not head:
        raise Invalid("It is empty.", field="source", hint="Choose a disk image.")
    start = head[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<!--", b"<head", b"<body")):
        raise Invalid(
            "This is a web page, not a disk image.",
            field="source",
            hint="Copy the URL of the image file itself: the link that downloads it.",
        )
    if start.startswith(b"# disk descriptorfile"):
        raise Invalid(
            "This text describes a VMware disk; the disk itself is in other files.",
            field="source",
            hint="Choose the file that it names (...-flat.vmdk, as raw), or make one of all with: "
            "qemu-img convert -O qcow2 OLD.vmdk NEW.qcow2.",
        )
    for offset, magic, what, how in _OTHERS:
        if head[offset : offset + len(magic)] == magic:
            disk = how is _CONVERT
            why = ": clouds do not accept that format" if disk else ", not a disk image"
            raise Invalid(f"This is {what}{why}.", field="source", hint=how)


def refuse_text(head: bytes) -> None:
    """Refuse raw data that are only text.

    Raises:
        Invalid: field "source".
    """
    if _is_text(head):
        raise Invalid("This is text, not a disk image.", field="source", hint=_CHOOSE)


def _is_text(head: bytes) -> bool:
    """Return whether all of it is text, possibly padded with zeros."""
    body = head.rstrip(b"\0")
    if not 8 <= len(body) <= 1 << 20:  # less may be the magic bytes of a file system
        return False
    encoding = "utf-8"
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding, body = "utf-16", body + b"\0" * (len(body) % 2)
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError:
        return False
    return all(c.isprintable() or c in "\t\n\r\f" for c in text)


def starts(head: bytes) -> bool:
    """Return whether a raw disk has anything that a computer could boot from."""
    return any(head[offset : offset + len(magic)] == magic for offset, magic in _STARTS)
