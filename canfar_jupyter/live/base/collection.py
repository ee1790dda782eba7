"""A list of the cloud that is kept fresh: its columns, its rows by id, and its changes."""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterable, Iterator, Mapping, ValuesView
from collections.abc import Collection as Ids
from dataclasses import dataclass, field
from threading import RLock
from typing import TYPE_CHECKING, Any

from canfar_jupyter.model.columns import Schema, blank, frame

if TYPE_CHECKING:
    import pandas as pd

    from canfar_jupyter.errors import CloudError

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Delta:
    """What one reading or verb changed.

    Attributes:
        generation: The collection's generation afterwards; each change adds one.
        added: Ids of new rows.
        changed: Id -> names of the columns whose value changed.
        removed: Ids of rows that have gone.
    """

    generation: int
    added: tuple[str, ...] = ()
    changed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


Observer = Callable[[Delta], None]


class Collection(Mapping[str, Row]):
    """Rows by id, as last seen.  Read-only: only readings and the store's verbs change it.

    Rows keep their place, new ones come last.  Safe to read from any thread.

    Attributes:
        name: A name of ``columns.SCHEMAS``.
        schema: The name and meaning of each column.
        generation: Increases with each change; equal generations mean equal rows.
        loaded: Whether the whole list has been read once.
        error: Why the last reading failed; None if it did not.
        read_at: Monotonic seconds at which a reading last ended well; None: none has yet.
        partial: One sentence about rows that the last reading could not show; empty: all are here.
    """

    def __init__(self, name: str, schema: Schema, lock: RLock | None = None) -> None:
        self.name, self.schema = name, schema
        self.generation = 0
        self.loaded = False
        self.error: CloudError | None = None
        self.read_at: float | None = None
        self.partial = ""
        self._lock = lock or RLock()
        self._columns: dict[str, list[Any]] = {column.name: [] for column in schema}
        self._place: dict[str, int] = {}  # id -> place of its row in the columns
        self._observers: list[Observer] = []
        self._frame: tuple[int, pd.DataFrame] | None = None
        self._blank = blank(schema)
        self._pins: dict[str, float] = {}  # id -> when a verb last changed its row

    def __getitem__(self, id_: str) -> Row:
        with self._lock:
            place = self._place[id_]
            return {name: values[place] for name, values in self._columns.items()}

    def __iter__(self) -> Iterator[str]:
        with self._lock:
            return iter(list(self._columns["id"]))

    def __len__(self) -> int:
        return len(self._place)

    def __contains__(self, id_: object) -> bool:
        return id_ in self._place

    def values(self) -> ValuesView[Row]:
        """Return a consistent snapshot of all rows; one by one they could vanish in between."""
        return self._rows().values()

    def items(self) -> ItemsView[str, Row]:
        """Return a consistent snapshot of all ids and rows."""
        return self._rows().items()

    def _rows(self) -> dict[str, Row]:
        with self._lock:
            names = tuple(self._columns)
            rows = zip(*self._columns.values(), strict=True)
            made = [dict(zip(names, row, strict=True)) for row in rows]
            return dict(zip(self._columns["id"], made, strict=True))

    def __repr__(self) -> str:
        return f"<{self.name}: {len(self)} rows, generation {self.generation}>"

    def columns(self) -> dict[str, list[Any]]:
        """Return a consistent snapshot of all rows as columns; the caller owns the lists."""
        with self._lock:
            return {name: list(values) for name, values in self._columns.items()}

    def column(self, name: str) -> list[Any]:
        """Return a consistent snapshot of one column."""
        with self._lock:
            return list(self._columns[name])

    def frame(self) -> pd.DataFrame:
        """Return all rows as a DataFrame with index ``id``, built once per generation."""
        with self._lock:
            if self._frame is None or self._frame[0] != self.generation:
                self._frame = (self.generation, frame(self.schema, self._columns))
            return self._frame[1].copy(deep=False)

    def observe(self, callback: Observer) -> Callable[[], None]:
        """Call ``callback`` with each delta, on a worker thread; return a function that stops it.

        A reading that fails, or works again, is reported as an empty delta: see ``error``.
        """
        with self._lock:
            self._observers.append(callback)

        def stop() -> None:
            with self._lock:
                if callback in self._observers:
                    self._observers.remove(callback)

        return stop

    # For the state layer only ----------------------------------------------------------

    def observers(self) -> tuple[Observer, ...]:
        """Return the observers."""
        with self._lock:
            return tuple(self._observers)

    def replace(self, columns: Mapping[str, list[Any]], keep: Ids[str] = ()) -> Delta:
        """Replace all rows by a whole reading: rows that it lacks no longer exist.

        Args:
            columns: All rows.
            keep: Ids for which the reading is too old: left as they are.
        """
        with self._lock:
            present = set(columns["id"])
            gone = [id_ for id_ in self._columns["id"] if id_ not in present and id_ not in keep]
            removed = self._drop(gone)
            added, changed = self._merge(columns, keep)
            return self._delta(added, changed, removed)

    def upsert(self, columns: Mapping[str, list[Any]], keep: Ids[str] = ()) -> Delta:
        """Merge rows that are new or may have changed; others are kept."""
        with self._lock:
            return self._delta(*self._merge(columns, keep), ())

    def put(self, *rows: Row) -> Delta:
        """Merge rows; columns that a row lacks are blank."""
        whole = [{**self._blank, **row} for row in rows]
        return self.upsert({name: [row[name] for row in whole] for name in self._blank})

    def patch(self, id_: str, **values: Any) -> Delta:
        """Change some cells of one row, if it exists."""
        with self._lock:
            if id_ not in self._place:
                return Delta(self.generation)
            return self.put({**self[id_], **values})

    def pin(self, ids: Iterable[str], now: float) -> None:
        """Protect rows that a verb changes from readings that began before ``now``."""
        with self._lock:
            self._pins.update(dict.fromkeys(ids, now))

    def pinned(self, since: float) -> set[str]:
        """Return the rows that a reading which began at ``since`` must leave as they are."""
        with self._lock:
            self._pins = {id_: at for id_, at in self._pins.items() if at >= since}
            return set(self._pins)

    def remove(self, ids: Iterable[str]) -> Delta:
        """Drop rows."""
        with self._lock:
            return self._delta((), {}, self._drop(list(ids)))

    def _delta(
        self, added: Iterable[str], changed: dict[str, tuple[str, ...]], removed: tuple[str, ...]
    ) -> Delta:
        delta = Delta(self.generation, tuple(added), changed, removed)
        if not delta:
            return delta
        self.generation += 1
        return Delta(self.generation, delta.added, changed, removed)

    def _merge(
        self, columns: Mapping[str, list[Any]], keep: Ids[str]
    ) -> tuple[list[str], dict[str, tuple[str, ...]]]:
        """Insert rows, column by column: this handles 10,000 rows at each whole reading."""
        incoming = columns["id"]
        if incoming == self._columns["id"] and not keep:
            known = None  # the usual case: the same rows in the same places
        else:
            place = self._place
            known = [
                (at, place[id_])
                for at, id_ in enumerate(incoming)
                if id_ in place and id_ not in keep
            ]
        changed: dict[str, list[str]] = {}
        for name, ours in self._columns.items():
            theirs = columns[name]
            for at, where in _differences(theirs, ours, known):
                ours[where] = theirs[at]
                changed.setdefault(incoming[at], []).append(name)
        fresh = [] if known is None else self._append(columns, keep)
        return fresh, {id_: tuple(names) for id_, names in changed.items()}

    def _append(self, columns: Mapping[str, list[Any]], keep: Ids[str]) -> list[str]:
        new: dict[str, int] = {}
        for at, id_ in enumerate(columns["id"]):
            if id_ not in self._place and id_ not in keep:
                new[id_] = at
        start = len(self._place)
        self._place.update({id_: start + i for i, id_ in enumerate(new)})
        for name, ours in self._columns.items():
            theirs = columns[name]
            ours.extend([theirs[at] for at in new.values()])
        return list(new)

    def _drop(self, ids: Iterable[str]) -> tuple[str, ...]:
        gone = tuple(dict.fromkeys(id_ for id_ in ids if id_ in self._place))
        if gone:
            dead = {self._place[id_] for id_ in gone}
            stay = [at for at in range(len(self._place)) if at not in dead]
            for values in self._columns.values():
                values[:] = [values[at] for at in stay]
            self._place = {id_: at for at, id_ in enumerate(self._columns["id"])}
        return gone


def _differences(
    theirs: list[Any], ours: list[Any], known: list[tuple[int, int]] | None
) -> list[tuple[int, int]]:
    """Return (their position, our position) of cells that differ."""
    if known is None:
        if theirs == ours:
            return []
        known = [(at, at) for at in range(len(ours))]
    return [
        (at, where)
        for at, where in known
        if theirs[at] is not ours[where] and not _equal(theirs[at], ours[where])
    ]


def _equal(one: Any, other: Any) -> bool:
    """Compare two cells; NaN is equal to itself here."""
    return bool(one == other or (one != one and other != other))
