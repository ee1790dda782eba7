"""How key pairs are shown in a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from canfar_jupyter.local import home
from canfar_jupyter.model.verbs import VERBS
from canfar_jupyter.widgets.table.row_format import (
    Action,
    ColumnSpec,
    Row,
    RowFormat,
    Tone,
    verb_action,
)

NOT_HERE = "Not on this computer"
MOST_NAMED = 3  # instances that a cell names; more are counted


def used_by(row: Row) -> str:
    """Name the instances that use it: "lens, mars and 2 more"; "not used"."""
    return named(row["used_by"]) if row["used_by"] else "not used"


def named(names: Sequence[str]) -> str:
    """Return "lens, mars and 2 more"."""
    more = len(names) - MOST_NAMED
    shown = ", ".join(names[:MOST_NAMED])
    return f"{shown} and {more} more" if more > 0 else shown


def key_rows(path_of: Callable[[str], str]) -> RowFormat:
    """Return how key pairs are shown.

    Args:
        path_of: Returns the path of the private key with a fingerprint; "": not on this computer.
    """

    def here(row: Row) -> tuple[str, Tone, bool, str]:
        path = path_of(row["fingerprint"])
        return ("Here", "good", False, home.shown(path)) if path else (NOT_HERE, "quiet", False, "")

    return RowFormat(
        columns=(
            ColumnSpec("name", "Name", lambda r: (r["name"], r["type"]), ("name", "type"), "lines",
                       160, 2, second="Type"),
            ColumnSpec("here", "Private key", here, ("fingerprint",), "badge", 190, 1),
            ColumnSpec("used_by", "Used by", used_by, ("used_by",), width=150, grow=2),
            ColumnSpec("fingerprint", "Fingerprint", lambda r: r["fingerprint"], ("fingerprint",),
                       "code", 220, 6),
            ColumnSpec("number", "Instances", lambda r: len(r["used_by"]), ("used_by",), "number",
                       80, rare=True),
        ),
        actions=(
            Action("copy", "Show public key", lambda _row: ""),
            verb_action(VERBS["delete_key"]),
        ),
        state_sources=("name",),
    )  # fmt: skip


def loss(row: Row) -> str:
    """Return what deleting a key pair means for the instances that were launched with it."""
    if not row["used_by"]:
        return "No instance was launched with it. Its private key stays where it is."
    several = len(row["used_by"]) > 1
    keep, to = ("keep it", "them") if several else ("keeps it", "it")
    return (
        f"{used_by(row)}, launched with it, {keep}: you can still log in to {to}. "
        "New instances cannot be launched with it. Its private key stays where it is."
    )
