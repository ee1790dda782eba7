"""A refresher on a cloud that a test scripts."""

from datetime import UTC, datetime
from threading import RLock

from canfar_jupyter.cloud import Identity, Reading
from canfar_jupyter.errors import Invalid
from canfar_jupyter.live.base.collection import Collection
from canfar_jupyter.live.base.refresher import Refresher
from canfar_jupyter.model.columns import SCHEMAS

BLANK = {"text": "", "category": "", "time": None, "int": 0, "float": 0.0, "bool": False}


def columns(name, *rows):
    """Lay out rows, blank where nothing is said."""
    return {c.name: [row.get(c.name, BLANK.get(c.kind)) for row in rows] for c in SCHEMAS[name]}


def server(id_, **more):
    return {"id": id_, "name": id_, "status": "ACTIVE", **more}


class ScriptedCloud:
    """Lists what it is told to, and notes what was asked."""

    identity = Identity("c", "http://c", "me", "u", "p", "p1", "")

    def __init__(self):
        self.asked = []
        self.date = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
        self.lists = {name: [] for name in SCHEMAS}
        self.changed, self.deleted, self.changes_partial = [], (), ""
        self.partial, self.error, self.purged = "", None, set()
        self.meanwhile = lambda: None

    def read(self, name, early=None):
        self.asked.append(name)
        rows = list(self.lists[name])
        if early and len(rows) > 100:
            early(Reading(columns(name, *rows[:100]), self.date, "There are more."))
        self.meanwhile()
        if self.error:
            raise self.error
        return Reading(columns(name, *rows), self.date, self.partial)

    def read_changes(self, name, since):
        self.asked.append(("changes", since))
        self.meanwhile()
        return Reading(columns(name, *self.changed), self.date, self.changes_partial, self.deleted)

    def read_ids(self, name):
        self.asked.append("ids")
        return {row["id"] for row in self.lists[name]}

    def read_some(self, name, ids):
        self.asked.append(("some", tuple(ids)))
        return Reading(columns(name, *(r for r in self.lists[name] if r["id"] in set(ids))))

    def read_piece(self, name, behind, rows):
        self.asked.append(("piece", behind))
        if behind in self.purged:
            raise Invalid("marker not found")
        ids = [row["id"] for row in self.lists[name]]
        start = ids.index(behind) + 1 if behind else 0
        piece = self.lists[name][start : start + rows]
        more = piece[-1]["id"] if len(piece) == rows else ""
        return Reading(columns(name, *piece), self.date, behind=more)


class State:
    """A refresher with its collections, a clock that stands still, and what was told."""

    def __init__(self):
        self.cloud, self.now, self.told = ScriptedCloud(), 0.0, []
        lock = RLock()
        self.collections = {n: Collection(n, s, lock) for n, s in SCHEMAS.items()}
        self.refresher = Refresher(
            self.cloud,
            self.collections,
            lock,
            lambda _, delta: self.told.append(delta) if delta is None or delta else None,
            lambda: self.now,
        )
        self.servers, self.images = self.collections["servers"], self.collections["images"]

    def read(self, name="servers", after=1.0):
        self.now += after
        return self.refresher.read(name)


def kinds(asked):
    return [a if isinstance(a, str) else a[0] for a in asked]
