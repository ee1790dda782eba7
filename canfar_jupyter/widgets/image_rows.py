"""How images are shown in a table, under the tabs of the dashboard."""

from __future__ import annotations

from canfar_jupyter.widgets.row_format import Action, Group, Row, RowFormat, Shown, Tone
from canfar_jupyter.widgets.words import seconds, system_in_words

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
    "queued": "Its data have not arrived yet: it can be launched once it is active.",
    "saving": "It is being saved: it can be launched once it is active.",
    "uploading": "It is being uploaded: it can be launched once it is active.",
    "importing": "It is being imported: it can be launched once it is active.",
    "killed": "Its upload failed: it cannot be launched. Make or upload it again.",
    "deactivated": "The cloud's operators have deactivated it: it cannot be launched.",
}


def launch_blocked(row: Row) -> str:
    """Say why the image cannot be launched now; "": it can."""
    if row["status"] == "active":
        return ""
    return _WHY_NOT.get(row["status"], f"It is {row['status']}: only active images launch.")


def _status(row: Row) -> tuple[str, Tone, bool, str]:
    tone = _TONES.get(row["status"], "quiet")
    if row["tab"] == "pending":
        return "pending", "warn", False, "" if row["status"] == "active" else row["status"]
    return row["status"], tone, tone == "busy", ""


def _group(row: Row) -> str:
    return "shared" if row["tab"] == "pending" else row["tab"]


IMAGE_ROWS = RowFormat(
    columns=(
        Shown("name", "Name", lambda r: r["name"], ("name",), width=160, grow=4),
        Shown(
            "os",
            "OS",
            system_in_words,
            ("os_distro", "os_version", "name"),
            width=116,
            grow=2,
            choice=True,
        ),
        Shown("size", "Size", lambda r: r["size"], ("size",), "bytes", 84, 1),
        Shown("status", "Status", _status, ("status", "tab"), "badge", 106, 1),
        Shown(
            "format",
            "Format",
            lambda r: r["disk_format"],
            ("disk_format",),
            width=86,
            grow=1,
            choice=True,
        ),
        Shown("created", "Created", lambda r: seconds(r["created"]), ("created",), "age", 100, 1),
    ),
    actions=(Action("launch", "Launch", launch_blocked, tone="primary"),),
    groups=(
        Group(
            "project",
            "Project",
            "This project has no image of its own yet: a snapshot of an instance turns up here.",
        ),
        Group("shared", "Shared with me", "No other project shares an image with this one."),
        Group("public", "Public", "This cloud has no public images."),
        Group("community", "Community", "", always=False),
    ),
    group=_group,
    state_sources=("status", "tab"),
)
