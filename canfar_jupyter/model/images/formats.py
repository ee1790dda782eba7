"""What format a disk image is in, seen from its bytes, and whether it is safe and whole.

Names of formats are Glance's.  The inspectors are those of oslo.utils, which Glance itself
uses: what passes here passes there.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

from canfar_jupyter.errors import Invalid
from canfar_jupyter.model.images import not_disks, qcow2

HEAD = 4 << 20  # bytes of the beginning that tell every format
GIB = 1 << 30
OF_AMAZON = ("ami", "ari", "aki")  # no bytes tell them; Glance keeps each in a container so named
# Glance's schema has ploop and docker, too: no file that an instance starts from is in them.
KNOWN = ("qcow2", "raw", "iso", "vmdk", "vhd", "vhdx", "vdi", *OF_AMAZON)

_UNSAFE = {
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
        warning: Why it may be of no use although it can be sent; "": nothing is known.
    """

    disk_format: str
    virtual_size: int | None
    warning: str = field(default="", compare=False)

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
    if found == "raw" and not not_disks.starts(head):
        warning = not_disks.NO_START
    if wanted in (None, found):
        whole = size if found == "raw" else virtual_size
        return Format(found, whole, warning)
    return Format(str(wanted), size, warning)


_ONE_OF = f"Choose one of {', '.join(KNOWN)}, or let the format be detected."


def truncated() -> Invalid:
    """Return the error for an image whose end is missing."""
    return Invalid(
        "The image ends too early: it was not copied or downloaded whole.",
        field="source",
        hint="Get it again, and compare its size with what its makers say.",
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
        or (found == "raw" and wanted in OF_AMAZON)
        or (wanted, found) == ("raw", "iso")
    )
