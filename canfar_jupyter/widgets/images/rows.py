"""How images are shown in a table, under the dashboard's tabs."""

from __future__ import annotations

from operator import itemgetter

from canfar_jupyter.model.verbs import VERBS
from canfar_jupyter.widgets.table.row_format import (
    Action,
    ColumnSpec,
    Group,
    Row,
    RowFormat,
    Tone,
    seconds,
    verb_action,
)

_TONES: dict[str, Tone] = {
    "active": "good",
    "queued": "busy",
    "saving": "busy",
    "uploading": "busy",
    "importing": "busy",
    "killed": "bad",
    "deactivated": "warn",
}

_WHY_NOT = {
    "queued": "Its data has not been uploaded yet: it can be launched once it is active.",
    "saving": "It is being saved: it can be launched once it is active.",
    "uploading": "It is being uploaded: it can be launched once it is active.",
    "importing": "It is being imported: it can be launched once it is active.",
    "killed": "Its upload failed: it cannot be launched. Create or upload it again.",
    "deactivated": "The cloud's operators deactivated it: it cannot be launched.",
}
_TURNED_OFF = "It was deactivated: it can be launched once it is reactivated (under Details)."


def launch_blocked(row: Row) -> str:
    """Return why the image cannot be launched now; "" if it can."""
    if row["status"] == "active":
        return ""
    if row["status"] == "deactivated" and row["tab"] == "project":
        return _TURNED_OFF
    return _WHY_NOT.get(
        row["status"], f"It is {row['status']}: only active images can be launched."
    )


def _status(row: Row) -> tuple[str, Tone, bool, str]:
    tone = _TONES.get(row["status"], "quiet")
    if row["tab"] == "pending":
        return "pending", "warn", False, "" if row["status"] == "active" else row["status"]
    return row["status"], tone, tone == "busy", ""


def _group(row: Row) -> str:
    return "shared" if row["tab"] == "pending" else row["tab"]


def system_in_words(row: Row) -> str:
    """Return "Ubuntu 24.04", or "Ubuntu 24.04 (by its name)" where nothing else says so."""
    system = f"{row['os']} {row['os_version']}".strip()
    return f"{system} (by its name)" if system and row["os_by_name"] else system


def _supported(row: Row) -> tuple[str, Tone, bool, str]:
    if row["supported"]:
        return "yes", "quiet" if row["os_by_name"] else "good", False, ""
    return ("no" if row["os"] else "not known"), "warn", False, row["supported_why"]


def _is_offer(row: Row) -> bool:
    return bool(row["tab"] == "pending")


def _not_offered(row: Row) -> bool:
    return not _is_offer(row)


IMAGE_ROWS = RowFormat(
    columns=(
        ColumnSpec("name", "Name", itemgetter("name"), ("name",), width=150, grow=4),
        ColumnSpec(
            "os",
            "OS",
            system_in_words,
            ("os", "os_version", "os_by_name"),
            width=112,
            grow=2,
            choice=True,
        ),
        ColumnSpec(
            "supported",
            "Supported",
            _supported,
            ("supported", "supported_why", "os", "os_by_name"),
            "badge",
            112,
            1,
        ),
        ColumnSpec("size", "Size", itemgetter("size"), ("size",), "bytes", 78, 1),
        ColumnSpec("status", "Status", _status, ("status", "tab"), "badge", 104, 1),
        ColumnSpec(
            "format",
            "Format",
            itemgetter("disk_format"),
            ("disk_format",),
            width=88,
            grow=1,
            choice=True,
        ),
        ColumnSpec(
            "kind",
            "Kind",
            lambda r: "snapshot" if r["is_snapshot"] else "image",
            ("is_snapshot",),
            width=82,
            grow=1,
            choice=True,
        ),
        ColumnSpec(
            "created", "Created", lambda r: seconds(r["created"]), ("created",), "age", 92, 1
        ),
        ColumnSpec(
            "cloud_init",
            "cloud-init",
            lambda r: r["cloud_init"] or "not known",
            ("cloud_init",),
            width=96,
            choice=True,
            rare=True,
        ),
    ),
    actions=(
        Action("launch", "Launch", launch_blocked, tone="primary", absent=_is_offer),
        verb_action(VERBS["accept_image"], "accept", _not_offered),
        verb_action(VERBS["decline_image"], "decline", _not_offered),
        Action("details", "Details", lambda _row: "", absent=_is_offer),
    ),
    groups=(
        Group(
            "project",
            "Project",
            "This project has no images of its own yet; snapshots of instances appear here.",
        ),
        Group("shared", "Shared with me", "No other project has shared an image with this one."),
        Group("public", "Public", "This cloud has no public images."),
        Group("community", "Community", "", always=False),
    ),
    group=_group,
    state_sources=("status", "tab"),
)
