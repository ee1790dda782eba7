"""How images are shown in a table: each row reads as a sentence."""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter
from typing import Any

from canfar_jupyter.model.verbs import VERBS
from canfar_jupyter.widgets.images.seen import NOTHING, Seen
from canfar_jupyter.widgets.images.state import SOURCES, image_state
from canfar_jupyter.widgets.table.row_format import (
    Action,
    ColumnSpec,
    Group,
    Row,
    RowFormat,
    seconds,
    verb_action,
)

LAUNCH, CANCEL, DETAILS, EDIT = "launch", "cancel", "details", "edit"
SHARE, DOWNLOAD, TURN_OFF, TURN_ON, DELETE = "share", "download", "deactivate", "reactivate", "del"
ACCEPT, DECLINE = "accept", "decline"

_WHY_NOT = {
    "queued": "Its data has not been uploaded yet: it can be launched once it is active.",
    "saving": "It is being saved: it can be launched once it is active.",
    "uploading": "It is being uploaded: it can be launched once it is active.",
    "importing": "It is being imported: it can be launched once it is active.",
    "killed": "Its upload failed: it cannot be launched. Add it again.",
    "deactivated": "The cloud's operators deactivated it: it cannot be launched.",
}
_TURNED_OFF = "It was deactivated: it can be launched once it is reactivated."
_NOT_OURS = "Only the project that owns it can change it."
_NOT_ACTIVE = "Only active images can be downloaded."
_NO_TURN = "Only active images can be deactivated."
_PROTECTED = "It is protected from deletion: remove the protection under Edit."
_ELSEWHERE = {
    "shared": "shared by {owner}",
    "pending": "offered by {owner}",
    "community": "community image of {owner}",
    "public": "public",
    "other": "of {owner}",
}
_NO_IMAGES = (
    "This project has no images of its own yet: add one, or take a snapshot of an instance."
)
_NONE_SHARED = (
    "No other project shares an image with this one. Its owner can share one with this project's "
    "name or id; it is offered here then."
)
_NO_PUBLIC = "This cloud has no public images: add one of your own."


def launch_blocked(row: Row) -> str:
    """Return why the image cannot be launched now; "" if it can."""
    if row["status"] == "active":
        return ""
    if row["status"] == "deactivated" and row["tab"] == "project":
        return _TURNED_OFF
    return _WHY_NOT.get(
        row["status"], f"It is {row['status']}: only active images can be launched."
    )


def seen_of(row: Row) -> Seen:
    """Return what is known of a row beside the list."""
    return row.get("seen") or NOTHING


def system_in_words(row: Row) -> str:
    """Return "Ubuntu 24.04", or "Ubuntu 24.04 (by its name)" where nothing else says so."""
    system = f"{row['os']} {row['os_version']}".strip()
    return f"{system} (by its name)" if system and row["os_by_name"] else system


def owner_in_words(row: Row) -> str:
    """Return the name of another project that an image belongs to, or its id."""
    if name := seen_of(row).owner:
        return name
    return f"project {row['owner'][:8]}" if row["owner"] else "another project"


def origin(row: Row) -> str:
    """Return where an image is from: "snapshot of lens", "shared by photometry"."""
    if row["tab"] in _ELSEWHERE:
        return _ELSEWHERE[row["tab"]].format(owner=owner_in_words(row))
    if not row["is_snapshot"]:
        return "uploaded"
    source = seen_of(row).source
    return f"snapshot of {source}" if source else "snapshot of a terminated instance"


def _origin(row: Row) -> tuple[str, str]:
    members = seen_of(row).members
    if members:
        more = f" and {len(members) - 2} more" if len(members) > 2 else ""
        return origin(row), f"shared with {', '.join(members[:2])}{more}"
    return origin(row), ""


def _name(row: Row) -> tuple[str, str]:
    disk = f"needs {row['min_disk_gib']} GiB disk" if row["min_disk_gib"] else ""
    return row["name"], " \u00b7 ".join(filter(None, (system_in_words(row), disk)))


def _badge(row: Row) -> tuple[Any, ...]:
    now = image_state(row)
    return now.text, now.tone, now.busy, now.why


def _group(row: Row) -> str:
    return "shared" if _is_offer(row) else str(row["tab"])


def is_own(row: Row) -> bool:
    """Return whether it belongs to this project."""
    return bool(row["tab"] == "project")


def _is_offer(row: Row) -> bool:
    return bool(row["tab"] == "pending")


def _not_offered(row: Row) -> bool:
    return not _is_offer(row)


def _of_others(row: Row) -> bool:
    return not is_own(row)


def _cannot_cancel(row: Row) -> bool:
    return not seen_of(row).can_cancel


def _primary(row: Row) -> str:
    if _is_offer(row):
        return ACCEPT
    return LAUNCH if _cannot_cancel(row) else CANCEL


def _possible(_row: Row) -> str:
    return ""


def _delete_blocked(row: Row) -> str:
    if not is_own(row):
        return _NOT_OURS
    return _PROTECTED if row["protected"] else ""


def _turn_blocked(row: Row) -> str:
    return "" if row["status"] in ("active", "deactivated") else _NO_TURN


def _turn_absent(status: str) -> Callable[[Row], bool]:
    def absent(row: Row) -> bool:
        off = row["status"] == "deactivated"
        return not is_own(row) or off != (status == "deactivated")

    return absent


def _rare() -> tuple[ColumnSpec, ...]:
    """Return the columns that are shown when the user asks for them."""

    def plain(key: str, title: str, source: str, *, choice: bool = False) -> ColumnSpec:
        return ColumnSpec(key, title, itemgetter(source), (source,), choice=choice, rare=True)

    return (
        ColumnSpec(
            "os",
            "OS",
            system_in_words,
            ("os", "os_version", "os_by_name"),
            width=112,
            choice=True,
            rare=True,
        ),
        plain("format", "Format", "disk_format", choice=True),
        ColumnSpec(
            "kind",
            "Kind",
            lambda r: "snapshot" if r["is_snapshot"] else "image",
            ("is_snapshot",),
            choice=True,
            rare=True,
        ),
        ColumnSpec(
            "cloud_init",
            "cloud-init",
            lambda r: r["cloud_init"] or "not known",
            ("cloud_init",),
            choice=True,
            rare=True,
        ),
        plain("status", "Status", "status", choice=True),
        plain("visibility", "Visibility", "visibility", choice=True),
        ColumnSpec(
            "min_disk",
            "Minimum disk (GiB)",
            itemgetter("min_disk_gib"),
            ("min_disk_gib",),
            "number",
            rare=True,
        ),
        ColumnSpec(
            "min_ram",
            "Minimum memory (MiB)",
            itemgetter("min_ram_mib"),
            ("min_ram_mib",),
            "number",
            rare=True,
        ),
        plain("owner", "Owner", "owner"),
        ColumnSpec("id", "ID", itemgetter("id"), ("id",), "code", 130, rare=True),
    )


def _actions() -> tuple[Action, ...]:
    return (
        Action(LAUNCH, "Launch", launch_blocked, absent=_is_offer),
        verb_action(VERBS["accept_image"], ACCEPT, _not_offered),
        verb_action(VERBS["decline_image"], DECLINE, _not_offered),
        Action(CANCEL, "Cancel", _possible, absent=_cannot_cancel),
        Action(DETAILS, "Details", _possible),
        Action(EDIT, "Edit", _possible, absent=_of_others),
        Action(SHARE, "Share", _possible, absent=_of_others),
        Action(
            DOWNLOAD,
            "Download",
            lambda row: "" if row["status"] == "active" else _NOT_ACTIVE,
            absent=_is_offer,
        ),
        Action(TURN_OFF, "Deactivate", _turn_blocked, absent=_turn_absent("active")),
        Action(TURN_ON, "Reactivate", _possible, absent=_turn_absent("deactivated")),
        Action(DELETE, "Delete", _delete_blocked, "danger", absent=_of_others),
    )


IMAGE_ROWS = RowFormat(
    columns=(
        ColumnSpec(
            "name",
            "Name",
            _name,
            ("name", "os", "os_version", "os_by_name", "min_disk_gib"),
            "lines",
            200,
            4,
            second="System",
        ),
        ColumnSpec("ready", "Ready to use?", _badge, SOURCES, "badge", 210, 4),
        ColumnSpec("size", "Size", lambda r: r["size"] or None, ("size",), "bytes", 80),
        ColumnSpec(
            "origin",
            "Origin",
            _origin,
            ("tab", "is_snapshot", "visibility", "owner", "server_id", "seen"),
            "lines",
            160,
            3,
            second="Shared with",
        ),
        ColumnSpec("age", "Age", lambda r: seconds(r["created"]), ("created",), "age", 80),
        *_rare(),
    ),
    actions=_actions(),
    groups=(
        Group("project", "Project", _NO_IMAGES),
        Group("shared", "Shared with me", _NONE_SHARED),
        Group("public", "Public", _NO_PUBLIC),
        Group("community", "Community", "No project offers a community image.", always=False),
        Group("other", "Other", "There are no other images.", always=False),
    ),
    group=_group,
    primary=_primary,
    state_sources=("status", "tab", "protected", "seen"),
)
