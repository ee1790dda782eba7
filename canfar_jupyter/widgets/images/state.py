"""One state of an image: can an instance start from it now, and why not?  Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from canfar_jupyter.model.images.systems import System, last_updates
from canfar_jupyter.widgets.images.seen import COMING, NOTHING, Seen
from canfar_jupyter.widgets.table.row_format import Tone

Row = Mapping[str, Any]
SOURCES = (  # the columns that the state is worked out from
    *("status", "tab", "supported", "supported_why", "os", "os_distro", "os_version"),
    *("os_by_name", "cloud_init", "disk_format", "size", "is_snapshot", "seen"),
)

_NO_DISK = ("aki", "ari")  # a kernel, a ramdisk
_WHILE_COMING = {
    "queued": ("Waiting", "none of its data has arrived yet"),
    "saving": ("Saving", "its data is being saved"),
    "uploading": ("Uploading", "its data is being uploaded"),
    "importing": ("Importing", "the cloud is importing it"),
}
_OFFERED = "accept it to launch instances from it"
_SNAPSHOT_COMING = "the snapshot is being saved"
_FAILED = "its upload failed: delete it and add it again"
_OFF_BY_US = "reactivate it to launch instances from it"
_OFF = "it was deactivated by its owner or the cloud's operators"
_NOT_A_DISK = "it is a kernel or a ramdisk, not an image an instance can start from"
_NO_CLOUD_INIT = "no cloud-init: an instance of it does not get your key"
_NO_BYTES = "nothing is known of its data"
_VOLUMES = "a snapshot of volumes: nothing is known of its data"
_NO_SYSTEM = "Its system is not known: set the property os_distro."
_BY_NAME = "only its name says which system it is"
_UPDATES = "security updates until {last}"


@dataclass(frozen=True, slots=True)
class ImageState:
    """``text`` in a word or two, ``why`` it is so."""

    text: str
    tone: Tone
    busy: bool = False
    why: str = ""


def image_state(row: Row) -> ImageState:
    """Return the state of a row of images; its column "seen" may be missing."""
    if row["tab"] == "pending":
        return ImageState("Offered", "warn", why=_OFFERED)
    status = row["status"]
    if status in COMING:
        return _coming(row, row.get("seen") or NOTHING)
    if status == "killed":
        return ImageState("Failed", "bad", why=_FAILED)
    if status == "deactivated":
        return ImageState(
            "Deactivated", "warn", why=_OFF_BY_US if row["tab"] == "project" else _OFF
        )
    if status != "active":
        return ImageState(str(status), "quiet", why="only active images can be launched")
    return _active(row)


def _coming(row: Row, seen: Seen) -> ImageState:
    text, why = _WHILE_COMING[row["status"]]
    if row["is_snapshot"]:
        return ImageState("Saving", "busy", busy=True, why=_SNAPSHOT_COMING)
    if seen.transfer is not None:
        share = "" if seen.share is None else f" {seen.share:.0%}".replace("%", " %")
        text = f"Uploading{share}" if seen.can_cancel else "Cancelling"
        return ImageState(text, "busy", busy=True, why=seen.words)
    return ImageState(text, "busy", busy=True, why=why)


def _active(row: Row) -> ImageState:
    if row["disk_format"] in _NO_DISK:
        return ImageState("Not bootable", "bad", why=_NOT_A_DISK)
    if not row["supported"]:
        text = "Not supported" if row["os"] else "Not known"
        return ImageState(text, "warn", why=row["supported_why"])
    if row["cloud_init"] == "no":
        return ImageState("Not supported", "warn", why=_NO_CLOUD_INIT)
    if not row["size"]:
        return ImageState("Not known", "quiet", why=_VOLUMES if row["is_snapshot"] else _NO_BYTES)
    if not row["os"]:
        return ImageState("Not known", "quiet", why=_NO_SYSTEM)
    if row["os_by_name"]:
        return ImageState("Probably", "quiet", why=_BY_NAME)
    last = last_updates(System(row["os_distro"], row["os"], row["os_version"]))
    return ImageState("Yes", "good", why=_UPDATES.format(last=last[:7]) if last else "")
