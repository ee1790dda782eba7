"""How activity is shown in a table, and its words."""

from __future__ import annotations

from collections.abc import Callable

from canfar_jupyter.widgets.status.transfers import in_words
from canfar_jupyter.widgets.table.row_format import (
    Action,
    ColumnSpec,
    Group,
    Row,
    RowFormat,
    Tone,
    seconds,
)

CANCEL, RETRY, DETAILS = "cancel", "retry", "details"
EMPTY = "Nothing is under way, and nothing was done yet."
READING = "Reading what is under way..."
_STATES: dict[str, tuple[str, Tone]] = {
    "running": ("Under way", "busy"),
    "done": ("Done", "good"),
    "failed": ("Failed", "bad"),
    "unknown": ("Not known", "warn"),
}
_WHO = {"you": "You", "other": "Another user"}


def badge(row: Row) -> tuple[str, Tone, bool, str]:
    """Return the state of a row; while bytes are moved with how far it is."""
    text, tone = _STATES[row["state"]]
    return text, tone, row["state"] == "running", progress(row)


def progress(row: Row) -> str:
    """Return "41 %, 412 MiB of 1.3 GiB, 87 MiB/s, 10 s left" of bytes that are moved, else ""."""
    operation = row["operation"]
    if not operation or not operation.is_transfer or operation.state != "running":
        return ""
    share = f"{operation.done / operation.total:.0%}" if operation.total else ""
    return ", ".join(part for part in (share.replace("%", " %"), in_words(operation)) if part)


def who(row: Row) -> str:
    return _WHO.get(row["who"], "")


def facts(row: Row) -> list[tuple[str, str]]:
    """Return all that is known of a row, for the panel; without the request id."""
    said = [
        ("Progress", progress(row)),
        ("Reason" if row["state"] in ("failed", "unknown") else "Now", row["detail"]),
        ("What to do", row["hint"]),
        ("Started", _when(row["started"])),
        ("Ended", _when(row["ended"])),
        ("By", who(row)),
    ]
    return [(label, text) for label, text in said if text]


def _when(time: str | None) -> str:
    return time.replace("T", " ").replace("Z", " UTC") if time else ""


def _absent(has: Callable[[Row], bool]) -> Callable[[Row], bool]:
    return lambda row: not has(row)


def _can_cancel(row: Row) -> bool:
    return bool(row["operation"]) and row["operation"].can_cancel


def _can_retry(row: Row) -> bool:
    return bool(row["retry"])


def _possible(_row: Row) -> str:
    return ""


def _primary(row: Row) -> str:
    return CANCEL if _can_cancel(row) else RETRY if _can_retry(row) else ""


def _groups(row: Row) -> str:
    mine = " mine" if row["who"] == "you" else ""
    return f"{row['state']}{mine}"


ACTIVITY_ROWS = RowFormat(
    columns=(
        ColumnSpec("what", "What", lambda r: (r["what"], r["detail"]), ("what", "detail"), "lines",
                   240, 5, second="Detail"),
        ColumnSpec("state", "State", badge, ("state", "operation"), "badge", 240, 4),
        ColumnSpec("started", "Started", lambda r: seconds(r["started"]), ("started",), "age", 110),
        ColumnSpec("who", "By", who, ("who",), width=110, grow=1, choice=True),
        ColumnSpec("request_id", "Request id", lambda r: r["request_id"], ("request_id",), "code",
                   220, 2, rare=True),
    ),
    actions=(
        Action(CANCEL, "Cancel", _possible, absent=_absent(_can_cancel)),
        Action(RETRY, "Retry", _possible, absent=_absent(_can_retry)),
        Action(DETAILS, "Details", _possible),
    ),
    groups=(
        Group("", "All", EMPTY),
        Group("running", "Under way", "Nothing is under way."),
        Group("failed", "Failed", "Nothing has failed."),
        Group("mine", "Mine", "You have done nothing yet."),
    ),
    group=_groups,
    primary=_primary,
    state_sources=("state", "operation", "retry", "who"),
)  # fmt: skip
