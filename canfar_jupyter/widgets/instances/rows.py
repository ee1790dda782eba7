"""How instances are shown in a table."""

from __future__ import annotations

from operator import itemgetter
from typing import Any

from canfar_jupyter.model.instances.addresses import listed
from canfar_jupyter.model.instances.states import (
    ERROR,
    TONES,
    is_going,
    task_in_words,
)
from canfar_jupyter.model.verbs import VERBS
from canfar_jupyter.widgets.table.row_format import (
    Action,
    ColumnSpec,
    Row,
    RowFormat,
    Tone,
    seconds,
    verb_action,
)


def _status(row: Row) -> tuple[str, Tone, bool, str]:
    tone = TONES.get(row["status"], "quiet")
    detail = row["fault"] if row["status"] == ERROR else ""
    if row["task"]:
        return row["status"], "busy", True, task_in_words(row["task"])
    return row["status"], tone, tone == "busy", detail


def _addresses(row: Row) -> str:
    """Put the address for logging in first."""
    addresses = listed(str(row["addresses"] or ""))
    outside = row["floating_ip"]
    if outside:
        addresses = [outside, *(a for a in addresses if a != outside)]
    return ", ".join(addresses)


def _ready(row: Row) -> tuple[str, Tone, bool, str]:
    """Return its readiness; empty for an instance whose readiness is not watched."""
    now = row.get("readiness")
    if now is None or is_going(row):
        return "", "quiet", False, ""
    step = now.current
    if now.ready:
        closed = step.state == "unknown"
        return (
            ("Booted", "warn", False, "no floating IP") if closed else ("Ready", "good", False, "")
        )
    if now.failed:
        return "Failed", "bad", False, f"{step.title}: {step.evidence}"
    return "Booting", "busy", True, f"next: {step.title}"


def _image(row: Row) -> str:
    return row["image"] or row["image_id"] or "(volume)"


def _created(row: Row) -> Any:
    return seconds(row["created"])


def _log_blocked(row: Row) -> str:
    return "It is being deleted." if is_going(row) else ""


SERVER_ROWS = RowFormat(
    columns=(
        ColumnSpec("name", "Name", itemgetter("name"), ("name",), width=130, grow=3),
        ColumnSpec("status", "Status", _status, ("status", "task", "fault"), "badge", 115, 2),
        ColumnSpec("ready", "Ready", _ready, ("readiness", "task"), "badge", 125, 4),
        ColumnSpec("image", "Image", _image, ("image", "image_id"), width=120, grow=3, choice=True),
        ColumnSpec(
            "flavor",
            "Flavor",
            itemgetter("flavor"),
            ("flavor",),
            width=100,
            grow=2,
            choice=True,
        ),
        ColumnSpec(
            "addresses", "Addresses", _addresses, ("addresses", "floating_ip"), width=110, grow=3
        ),
        ColumnSpec("key", "Key", itemgetter("key"), ("key",), width=90, grow=1, choice=True),
        ColumnSpec("age", "Age", _created, ("created",), "age", 80, 1),
    ),
    actions=(
        Action("overview", "Overview", lambda _row: ""),
        Action("log", "Log", _log_blocked),
        verb_action(VERBS["snapshot"]),
        Action("again", "Launch another like this", lambda _row: ""),
        *(verb_action(verb) for verb in VERBS.values() if verb.noun == "servers" and verb.on_rows),
    ),
    state_sources=("status", "task"),
)
