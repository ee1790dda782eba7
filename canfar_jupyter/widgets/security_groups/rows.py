"""How security groups are shown in a table."""

from __future__ import annotations

from canfar_jupyter.model.verbs import VERBS
from canfar_jupyter.widgets.keys.rows import used_by
from canfar_jupyter.widgets.table.row_format import Action, ColumnSpec, Row, RowFormat, verb_action


def _name(row: Row) -> tuple[str, str]:
    return row["name"], row["description"]


def _allows(row: Row) -> str:
    return row["open_ports"] or "no incoming traffic"


def _number(row: Row) -> int:
    return sum(1 for rule in row["rules"] if rule.direction == "ingress")


GROUP_ROWS = RowFormat(
    columns=(
        ColumnSpec("name", "Name", _name, ("name", "description"), "lines", 160, 3,
                   second="Description"),
        ColumnSpec("allows", "Allows in", _allows, ("open_ports",), width=220, grow=5),
        ColumnSpec("used_by", "Used by", used_by, ("used_by",), width=150, grow=3),
        ColumnSpec("rules", "Rules", _number, ("rules",), "number", 90),
    ),
    actions=(
        Action("edit", "Edit rules", lambda _row: ""),
        verb_action(VERBS["delete_security_group"]),
    ),
    primary=lambda _row: "edit",
    state_sources=("name", "used_by"),
)  # fmt: skip
