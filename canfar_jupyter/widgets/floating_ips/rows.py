"""How floating IPs are shown in a table."""

from __future__ import annotations

from operator import itemgetter

from canfar_jupyter.model.verbs import MOVE, VERBS
from canfar_jupyter.widgets.table.row_format import (
    Action,
    ColumnSpec,
    Row,
    RowFormat,
    Tone,
    seconds,
    verb_action,
)


def _is_free(row: Row) -> bool:
    return not row["port_id"]


def _is_associated(row: Row) -> bool:
    return bool(row["port_id"])


def _has_no_holder(row: Row) -> bool:
    return not row["holder"]


def _associated_with(row: Row) -> tuple[str, Tone, bool, str]:
    if _is_free(row):
        return "not associated", "warn", False, ""
    if _has_no_holder(row):  # its instance is being deleted
        return "being disassociated", "busy", True, ""
    return str(row["holder"]), "good", False, ""


def _idle_since(row: Row) -> float | None:
    """Return since when it is not associated: Neutron records the last change of a floating IP."""
    return seconds(row["updated"]) if _is_free(row) else None


FLOATING_IP_ROWS = RowFormat(
    columns=(
        ColumnSpec("address", "Address", itemgetter("name"), ("name",), width=120, grow=2),
        ColumnSpec(
            "holder", "Associated with", _associated_with, ("port_id", "holder"), "badge", 150, 4
        ),
        ColumnSpec(
            "internal",
            "Internal address",
            itemgetter("fixed_ip"),
            ("fixed_ip",),
            width=160,
            grow=2,
        ),
        ColumnSpec("idle", "Idle for", _idle_since, ("port_id", "updated"), "age", 100, 1),
        ColumnSpec("status", "Status", itemgetter("status"), ("status",), width=100, choice=True),
        ColumnSpec(
            "description",
            "Description",
            itemgetter("description"),
            ("description",),
            width=120,
            grow=2,
            rare=True,
        ),
        ColumnSpec(
            "created",
            "Created",
            lambda r: seconds(r["created"]),
            ("created",),
            "age",
            80,
            rare=True,
        ),
    ),
    actions=(
        verb_action(VERBS["associate_floating_ip"], "associate", _is_associated),
        Action("move", MOVE, lambda _row: "", absent=_is_free),
        verb_action(VERBS["disassociate_floating_ip"], "disassociate", _has_no_holder),
        verb_action(VERBS["release_floating_ip"], "release"),
    ),
    primary=lambda row: "associate" if _is_free(row) else "",
    state_sources=("port_id", "holder"),
)
