"""The lists of a scripted cloud, and how its verbs are noted, held back and refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import count
from threading import Event, Lock
from typing import Any

from canfar_jupyter.cloud import Identity, Reading
from canfar_jupyter.errors import CloudError
from canfar_jupyter.model.columns import SCHEMAS
from tests.support.rows import Row, blank, columns

IDENTITY = Identity(
    cloud="memory",
    auth_url="http://127.0.0.1/identity",
    user="ada",
    user_id="u1",
    project="lenses",
    project_id="p1",
    region="",
)


class ScriptedList(dict[str, Row]):
    """The rows of one list by id, as the cloud has them; who watches hears of each change.

    Attributes:
        error: What reading the list raises; None: it is read.
    """

    def __init__(self, name: str, changed: Callable[[str], None]) -> None:
        super().__init__()
        self.name, self._changed = name, changed
        self.error: CloudError | None = None

    def load(self, *rows: Row) -> None:
        """Have these rows, too, and let the list be read."""
        self.error = None
        self.update({row["id"]: blank(self.name, **row) for row in rows})
        self._changed(self.name)

    def change(self, id_: str, **cells: Any) -> None:
        self[id_] = self[id_] | cells
        self._changed(self.name)

    def drop(self, *ids: str) -> None:
        for id_ in ids:
            del self[id_]
        self._changed(self.name)

    def fail(self, error: CloudError) -> None:
        self.error = error
        self._changed(self.name)


class ScriptedProject:
    """The lists of a project, and verbs that are noted and held back as a test says.

    Attributes:
        settle: Waits until all that was begun is done, but for what is held back.
        asked: Names of the lists that were read.
        hold: Verbs are answered no sooner than at ``answer()``.
        held: How many wait for that.
        watchers: Called with the name of a list that changed by itself.
    """

    def __init__(self) -> None:
        self.identity = IDENTITY
        self.watchers: list[Callable[[str], None]] = []
        self.lists = {name: ScriptedList(name, self._changed) for name in SCHEMAS}
        self._sent: list[tuple[Any, ...]] = []
        self.settle: Callable[[], None] = lambda: None  # its stores put in how
        self.asked: list[str] = []
        self._refused: Exception | None = None
        self.hold, self.held = False, 0
        self._answered, self._lock = Event(), Lock()
        self._ids = count(1)

    def __getattr__(self, name: str) -> ScriptedList:
        if name in SCHEMAS:
            return self.lists[name]
        raise AttributeError(name)

    @property
    def sent(self) -> list[tuple[Any, ...]]:
        """Verbs in the order they came, by the user's word for each, with their arguments."""
        self.settle()
        return list(self._sent)

    @property
    def refuse(self) -> Exception | None:
        """Raised by the next verb; None: it is carried out."""
        return self._refused

    @refuse.setter
    def refuse(self, error: Exception | None) -> None:
        self.settle()  # what was begun before is not meant
        self._refused = error

    def answer(self) -> None:
        """Answer what was held back, and hold nothing any more."""
        with self._lock:
            self.hold, self.held = False, 0
        self._answered.set()
        self.settle()

    def _changed(self, name: str) -> None:
        for watcher in self.watchers:
            watcher(name)

    def _take(self, verb: str, *arguments: Any) -> None:
        """Note a verb; then refuse it, or go on once it may be answered."""
        self._sent.append((verb, *arguments))
        self._wait()

    def _wait(self) -> None:
        with self._lock:
            refused, self._refused = self._refused, None
            self.held += (held := self.hold)
        if held:
            self._answered.wait()
        if refused is not None:
            raise refused

    def _id(self, letter: str) -> str:
        return f"{letter}{next(self._ids)}"

    def _put(self, name: str, *rows: Row) -> None:
        self.lists[name].update({row["id"]: blank(name, **row) for row in rows})

    def _patch(self, name: str, id_: str, **cells: Any) -> None:
        self.lists[name][id_] |= cells

    def read(self, name: str, early: Callable[[Reading], None] | None = None) -> Reading:
        self.asked.append(name)
        rows = self.lists[name]
        if rows.error is not None:
            raise rows.error
        return Reading(columns(name, list(rows.values())))

    def read_changes(self, name: str, since: datetime) -> Reading:
        raise AssertionError("its readings have no date from which on changes could be asked for")

    def read_some(self, name: str, ids: Iterable[str]) -> Reading:
        rows = self.lists[name]
        return Reading(columns(name, [rows[id_] for id_ in ids if id_ in rows]))

    def read_ids(self, name: str) -> set[str]:
        return set(self.lists[name])

    def read_piece(self, name: str, behind: str, rows: int) -> Reading:
        raise AssertionError("no list here is read in pieces")
