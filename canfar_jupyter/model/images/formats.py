"""The format of a disk image, detected from its bytes, and whether it is safe and complete.

Format names are Glance's.  The inspectors are those of oslo.utils, which Glance uses too: what
passes here passes there.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

from canfar_jupyter.errors import Invalid
from canfar_jupyter.model.images import disk_start, not_disks, qcow2

HEAD = 4 << 20  # first bytes, which are enough to detect every format
GIB = 1 << 30
OF_AMAZON = ("ami", "ari", "aki")  # not detectable; Glance stores each in a container of that name
# Glance's schema also has ploop and docker, but no instance boots from such a file.
KNOWN = ("qcow2", "raw", "iso", "vmdk", "vhd", "vhdx", "vdi", *OF_AMAZON)

_UNSAFE = {
    "descriptor": "its descriptor refers to other files, or is damaged",
    "banned": "clouds do not accept this format",
}
_FLATTEN = "Convert it with: qemu-img convert -O qcow2 OLD NEW."


@dataclass(frozen=True, slots=True)
class Format:
    """The format of the bytes.

    Attributes:
        disk_format: Glance's name.
        virtual_size: Bytes of the disk that it contains; None: not known.
        warning: Why it may not work although it can be uploaded; "": no problem is known.
    """

    disk_format: str
    virtual_size: int | None
    warning: str = field(default="", compare=False)

    @property
    def min_disk_gib(self) -> int:
        """The smallest root disk that holds it, GiB; 0: not known."""
        return -(-(self.virtual_size or 0) // GIB)


def inspect(head: bytes, size: int | None = None, wanted: str | None = None) -> Format:
    """Detect the format of an image from its first bytes.

    Args:
        head: The first ``HEAD`` bytes, or all if there are fewer.
        size: Total bytes; None: not known yet.
        wanted: The format it should have; None: any.

    Raises:
        Invalid: It is not an image, not of the format ``wanted``, truncated, or not safe.
    """
    if wanted is not None and wanted not in KNOWN:
        raise Invalid(f"{wanted} is not an image format.", field="disk_format", hint=_ONE_OF)
    not_disks.refuse(head)
    found, virtual_size = _found(head, size)
    if found == "raw" and wanted is None:
        not_disks.refuse_text(head)
    if wanted and not _agree(wanted, found):
        raise Invalid(
            f"The bytes are {found}, not {wanted}.",
            field="disk_format",
            hint=f"Choose {found}, or let the format be detected.",
        )
    if size is not None and (
        (found == "iso" and virtual_size > size)
        or (found == "qcow2" and qcow2.lacks_clusters(io.BytesIO(head), size))
    ):
        raise truncated()
    warning = qcow2.look(head) if found == "qcow2" else ""
    start = disk_start.of(found, head)
    if start is not None and not not_disks.starts(start):
        empty = found != "raw" and not any(start)
        warning = f"{warning} {not_disks.EMPTY if empty else not_disks.NO_START}".strip()
    if wanted in (None, found):
        whole = size if found == "raw" else virtual_size
        return Format(found, whole, warning)
    return Format(str(wanted), size, warning)


_ONE_OF = f"Choose one of {', '.join(KNOWN)}, or let the format be detected."


def truncated() -> Invalid:
    """Return the error for a truncated image."""
    return Invalid(
        "The image ends too early: its copy or download was not complete.",
        field="source",
        hint="Get it again, and compare its size with the published one.",
    )


def _found(head: bytes, size: int | None) -> tuple[str, int]:
    """Return format and virtual size; a raw disk with a partition table is raw for Glance."""
    from oslo_utils.imageutils import format_inspector  # imported late: 0.3 s, and rarely needed

    wrapper = format_inspector.InspectWrapper(io.BytesIO(head))
    while wrapper.read(1 << 20):
        pass
    wrapper.close()
    found = {str(inspector): inspector for inspector in wrapper.formats or ()}
    if found.keys() == {"iso", "gpt"}:  # an installer that also boots from a USB stick
        del found["gpt"]
    if len(found) > 1:
        raise Invalid(
            f"It looks like several formats at once ({', '.join(sorted(found))}).",
            field="source",
            hint="Clouds refuse such files: one format may be hidden in the other.",
        )
    [(name, inspector)] = found.items()
    if name == "qcow2" or (name == "raw" and head.startswith(qcow2.MAGIC)):
        qcow2.look(head)
    if name == "raw" and head.startswith(qcow2.MAGIC):
        raise truncated()
    if name in ("raw", "gpt"):
        return "raw", size or 0
    if name != "qcow2":
        _refuse_unsafe(name, inspector, format_inspector)
    return name, int(inspector.virtual_size)


def _refuse_unsafe(name: str, inspector: Any, oslo: Any) -> None:
    try:
        inspector.safety_check()
    except oslo.SafetyCheckFailed as failed:
        reasons = [_UNSAFE[check] for check in failed.failures if check in _UNSAFE]
        if reasons:  # the other checks need the end of the file: Glance does them after the upload
            raise Invalid(
                f"This {name} image is refused because {' and '.join(reasons)}.",
                field="source",
                hint=_FLATTEN,
            ) from failed
    except oslo.ImageFormatError as failed:
        raise truncated() from failed
    if name not in KNOWN:
        raise Invalid(f"Clouds do not accept {name} images.", field="source", hint=_FLATTEN)


def _agree(wanted: str, found: str) -> bool:
    """Return whether Glance accepts one as the other; an iso is also a valid raw disk."""
    return (
        wanted == found
        or (found == "raw" and wanted in OF_AMAZON)
        or (wanted, found) == ("raw", "iso")
    )
