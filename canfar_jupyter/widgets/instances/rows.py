"""How instances are shown in a table: each row reads as a sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from canfar_jupyter.model.instances.row_state import (
    ASSOCIATE,
    CONNECT,
    DOCTOR,
    LOG,
    OPEN_PORT,
    RowState,
    row_state,
)
from canfar_jupyter.model.instances.states import ACTIVE, is_going, start_blocked
from canfar_jupyter.model.verbs import VERBS
from canfar_jupyter.widgets.table.row_format import (
    Action,
    ColumnSpec,
    Group,
    Row,
    RowFormat,
    seconds,
    verb_action,
)

_STATE = (
    "status",
    "task",
    "fault",
    "readiness",
    "floating_ip",
    "vcpus",
    "launched",
    "security_groups",
)


def _with_state(row: Row) -> Row:
    return {**row, "state": _state(row)}


def _state(row: Row) -> RowState:
    known: RowState | None = row.get("state")
    return known or row_state(row, row.get("readiness"))


def _badge(row: Row) -> tuple[Any, ...]:
    now = _state(row)
    return (now.text, now.tone, now.busy, now.why, *(now.fix or ()))


def _name(row: Row) -> tuple[str, str]:
    return row["name"], " \u00b7 ".join(filter(None, (_image(row), row["flavor"])))


def _image(row: Row) -> str:
    return row["image"] or row["image_id"] or "volume"


def _address(row: Row) -> str:
    """Return the address for logging in, else the first internal one."""
    return row["floating_ip"] or str(row["addresses"] or "").partition(", ")[0]


def _ssh(row: Row) -> str:
    return "" if is_going(row) else row.get("command", "")


def _groups(user_id: str) -> Callable[[Row], str]:
    def groups(row: Row) -> str:
        found = []
        if row["status"] == ACTIVE and not is_going(row):
            found.append("running")
        if _state(row).needs_attention:
            found.append("attention")
        if user_id and row.get("user_id") == user_id:
            found.append("mine")
        return " ".join(found)

    return groups


def _log_blocked(row: Row) -> str:
    return "It is being deleted." if is_going(row) else ""


def _console_blocked(row: Row) -> str:
    return "" if row["status"] == ACTIVE else f"It is {row['status']}: it has no console now."


def _possible(_row: Row) -> str:
    return ""


def _without(key: str) -> Callable[[Row], bool]:
    """Return what is true for rows that do not need the fix ``key`` now."""

    def absent(row: Row) -> bool:
        fix = _state(row).fix
        return fix is None or fix[0] != key

    return absent


def server_rows(user_id: str = "") -> RowFormat:
    """Return how instances are shown; ``user_id``: whose are "mine"."""
    return RowFormat(
        columns=(
            ColumnSpec(
                "name",
                "Name",
                _name,
                ("name", "image", "image_id", "flavor"),
                "lines",
                170,
                4,
                second="Image and flavor",
            ),
            ColumnSpec("state", "State", _badge, _STATE, "badge", 170, 4, keep=3),
            ColumnSpec("address", "Address", _address, ("addresses", "floating_ip"), "code", 142),
            ColumnSpec("ssh", "Log in", _ssh, _STATE, "code", 110, 3, keep=2),
            ColumnSpec("age", "Age", lambda r: seconds(r["created"]), ("created",), "age", 88),
            *_rare(user_id),
        ),
        actions=(
            Action(CONNECT, "Connect", _possible),
            Action(LOG, "Log", _log_blocked),
            Action("console", "Console", _console_blocked),
            Action(DOCTOR, "Why?", _log_blocked),
            verb_action(VERBS["snapshot"]),
            Action("again", "Launch another like this", _possible),
            Action(ASSOCIATE, "Associate a floating IP", _possible, absent=_without(ASSOCIATE)),
            Action(OPEN_PORT, "Open port 22", _possible, absent=_without(OPEN_PORT)),
            verb_action(VERBS["start"], absent=lambda row: bool(start_blocked(row))),
            *(
                verb_action(verb)
                for verb in VERBS.values()
                if verb.noun == "servers" and verb.on_rows
            ),
        ),
        groups=(
            Group("", "All", "No instances yet."),
            Group("running", "Running", "No instance is running."),
            Group("attention", "Need attention", "No instance needs attention."),
            Group("mine", "Mine", "You have launched none of these instances."),
        ),
        group=_groups(user_id),
        primary=lambda row: _state(row).primary,
        state_sources=(*_STATE, "user_id"),
        with_state=_with_state,
    )


def _owner(user_id: str) -> Callable[[Row], str]:
    return lambda row: "you" if user_id and row["user_id"] == user_id else row["user_id"]


def _rare(user_id: str) -> tuple[ColumnSpec, ...]:
    """Return the columns that are shown when the user asks for them."""
    return (
        ColumnSpec("image", "Image", _image, ("image", "image_id"), choice=True, rare=True),
        ColumnSpec("flavor", "Flavor", lambda r: r["flavor"], ("flavor",), choice=True, rare=True),
        ColumnSpec("status", "Status", lambda r: r["status"], ("status",), choice=True, rare=True),
        ColumnSpec(
            "addresses", "All addresses", lambda r: r["addresses"], ("addresses",), rare=True
        ),
        ColumnSpec("owner", "Owner", _owner(user_id), ("user_id",), choice=True, rare=True),
        ColumnSpec("key", "Key", lambda r: r["key"], ("key",), choice=True, rare=True),
        ColumnSpec("id", "ID", lambda r: r["id"], ("id",), rare=True),
    )
