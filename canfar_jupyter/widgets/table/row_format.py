"""How rows of a collection are shown in a table: columns, groups and actions, pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from canfar_jupyter.model.verbs import Verb

Row = Mapping[str, Any]  # of a collection, by column name
Kind = Literal["text", "lines", "badge", "code", "bytes", "age", "number"]
Tone = Literal["good", "busy", "bad", "warn", "quiet"]
Wire = list[Any]  # [id, groups, blocked actions or None, primary action, cell, cell...]

_FIRST = 4  # where the cells begin; table/view/cells.ts has the same number


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """One column as shown: ``value`` makes the cell from the columns named in ``sources``.

    The value of a "lines" cell is ``(first, second)``, the second one fainter; of a badge
    ``(text, tone, busy, detail)`` or ``(text, tone, busy, detail, action, label)``, where a link
    after the detail presses that action; of an age seconds since 1970.  A click on "code" copies
    it.
    """

    key: str
    title: str
    value: Callable[[Row], Any]
    sources: tuple[str, ...]
    kind: Kind = "text"
    width: int = 100  # px, the least
    grow: int = 1  # share of the room that is left
    choice: bool = False  # few different values: its filter offers them
    rare: bool = False  # not shown until the user asks for it
    keep: int = 1  # where there is no room for all, the columns with the smallest go first
    second: str = ""  # title of the second line of a "lines" cell, where it is exported

    def described(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "title": self.title,
            "kind": self.kind,
            "width": self.width,
            "grow": self.grow,
            "keep": 0 if self.rare else self.keep,
            "rare": self.rare,
            "choice": self.choice or self.kind == "badge",
            "second": self.second,
        }


def seconds(time: str | None) -> float | None:
    """Return an ISO 8601 time (UTC) as seconds since 1970; None if not known."""
    if not time:
        return None
    try:
        return datetime.fromisoformat(f"{time.rstrip('Z')}+00:00").timestamp()
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Action:
    """An action of a row; ``blocked`` says why it is not possible now, "" if it is.

    Rows for which ``absent`` is true do not have it.  It is in the row's menu, and a button if it
    is the row's primary action.
    """

    key: str
    label: str
    blocked: Callable[[Row], str]
    tone: Literal["plain", "primary", "danger"] = "plain"
    many: bool = False  # offered for several selected rows at once, too
    absent: Callable[[Row], bool] = lambda _row: False

    def described(self) -> dict[str, Any]:
        return {"key": self.key, "label": self.label, "tone": self.tone, "many": self.many}


def verb_action(
    verb: Verb, key: str = "", absent: Callable[[Row], bool] = lambda _row: False
) -> Action:
    """Return the button of a verb, as described in the table of verbs."""
    return Action(key or verb.name, verb.label, verb.why_not, verb.tone, verb.many, absent)


@dataclass(frozen=True, slots=True)
class Group:
    """One choice of the filter above a table; ``always``: shown even if empty.

    The group with the key "" has all rows.
    """

    key: str
    title: str
    empty: str
    always: bool = True

    def described(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "title": self.title,
            "empty": self.empty,
            "always": self.always,
        }


@dataclass(frozen=True, slots=True)
class RowFormat:
    """Everything specific to one kind of row.

    ``group`` returns the keys of the row's groups, separated by spaces; ``primary`` the key of
    the one action that the row shows as a button, "" if none.  ``state_sources`` names the columns
    that groups, the primary action and blocked actions depend on; ``with_state`` adds to a row
    what several of them are worked out from, so that it is worked out once.
    """

    columns: tuple[ColumnSpec, ...]
    actions: tuple[Action, ...] = ()
    groups: tuple[Group, ...] = ()
    group: Callable[[Row], str] = lambda _row: ""
    primary: Callable[[Row], str] = lambda _row: ""
    state_sources: tuple[str, ...] = ()
    with_state: Callable[[Row], Row] = lambda row: row

    def wire(self, row: Row) -> Wire:
        """Return the whole row as sent to the browser."""
        row = self.with_state(row)
        cells = [column.value(row) for column in self.columns]
        return [row["id"], self.group(row), self._blocked(row), self.primary(row), *cells]

    def cells(self, row: Row, changed: Iterable[str]) -> dict[int, Any]:
        """Return only the cells that depend on the ``changed`` columns, by position."""
        names = set(changed)
        moved = not names.isdisjoint(self.state_sources)
        row = self.with_state(row) if moved else row
        cells = {
            _FIRST + place: column.value(row)
            for place, column in enumerate(self.columns)
            if not names.isdisjoint(column.sources)
        }
        if moved:
            cells[2], cells[3] = self._blocked(row), self.primary(row)
            if self.groups:
                cells[1] = self.group(row)
        return cells

    def action(self, key: str) -> Action | None:
        return next((action for action in self.actions if action.key == key), None)

    def _blocked(self, row: Row) -> dict[str, str | None] | None:
        """Return why buttons cannot be pressed; None where the row does not have the button."""
        states = ((a.key, None if a.absent(row) else a.blocked(row)) for a in self.actions)
        return {key: why for key, why in states if why != ""} or None
