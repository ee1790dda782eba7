"""How a collection is refreshed: whole, by changes, or only the rows in transition."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from threading import RLock
from typing import TYPE_CHECKING

from canfar_jupyter.errors import CloudError, Invalid
from canfar_jupyter.live.base.addresses import Addresses
from canfar_jupyter.live.base.collection import Collection, Delta
from canfar_jupyter.live.base.poller import Outcome
from canfar_jupyter.live.base.since import Since
from canfar_jupyter.model.instances.addresses import corrected
from canfar_jupyter.model.instances.states import DELETING, MOVING

if TYPE_CHECKING:
    from canfar_jupyter.cloud import Reading
    from canfar_jupyter.cloud.lists.frames import Lists

SWEEP = 300.0  # seconds: changes-since can miss what was purged, and does not tell all
STUCK = 5.0  # seconds: a server deleted before it was scheduled is gone without a DELETED
FEW = 200  # servers that are cheaper read whole than swept
PIECE, ROUND = 200, 30.0  # of more servers, so many are read whole every so many seconds
RETRY_DELAY = 15.0  # seconds until a reading that lacked rows twice is repeated; doubled each time
WHOLE_IMAGES = 45.0  # seconds between whole readings while only some images are looked at

MOVING_IMAGES = frozenset(
    {"queued", "saving", "importing", "uploading", "pending_delete", "deleting"}
)

ON_DEMAND = frozenset({"pending", "community"})  # tabs that a list by ids does not show


class Refresher:
    """Reads lists of a cloud into collections.

    Args:
        lists: Where to read.
        collections: What to refresh.
        lock: Guards the collections.
        tell: Takes each delta, None for a change of ``error`` or ``loaded``; the lock is held.
        deliver: Passes on what ``tell`` took; called without the lock.
        clock: Monotonic seconds.
    """

    def __init__(
        self,
        lists: Lists,
        collections: Mapping[str, Collection],
        lock: RLock,
        tell: Callable[[Collection, Delta | None], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._lists, self._collections, self._lock = lists, collections, lock
        self._tell, self._clock = tell, clock
        self._since = Since()
        self._swept = self._whole_at = self._rounded = float("-inf")
        self._behind = ""  # the id up to which the servers were read whole, piece by piece
        self._lacking = 0  # readings that lacked rows, in a row
        self._deleting: float | None = None  # since when some server has been on its way out
        self._images_read = float("-inf")
        self._addresses = Addresses(
            collections["servers"],
            collections["floating_ips"],
            lambda id_: collections["floating_ips"].pin([id_], self._clock()),
            tell,
        )

    def tell(self, collection: Collection, delta: Delta) -> None:
        """Tell what has changed, and change the addresses that follow from it; the lock is held."""
        self._tell(collection, delta)
        if collection.name == "servers":
            if delta.removed:
                self._addresses.free(delta.removed)
            if any("task" in names or "status" in names for names in delta.changed.values()):
                self._addresses.follow()
        elif collection.name == "floating_ips" and delta:
            self._addresses.follow()

    def read(self, name: str) -> Outcome:
        """Refresh one collection; a failure is noted there and raised."""
        collection = self._collections[name]
        before, known, partial = collection.generation, collection.loaded, collection.partial
        try:
            if name == "servers":
                self._servers(collection)
            elif name == "images":
                self._images(collection)
            else:
                self._whole(collection)
        except CloudError as failed:
            self._note(collection, failed)
            raise
        with self._lock:
            collection.loaded, collection.read_at = True, self._clock()
            if not known and name == "floating_ips":
                self._addresses.follow()
        self._note(collection, None, news=not known or collection.partial != partial)
        return Outcome(collection.generation != before, self._moving(collection))

    def _servers(self, servers: Collection) -> None:
        now = self._clock()
        sweep = self._needs_sweep(servers, now)
        few = len(servers) <= FEW
        since = self._since.moment(now)
        if since is None or self._lacks_rows(now) or (sweep and few):
            self._all_servers(servers)
            return
        self._changed_servers(servers, since)
        if sweep:
            self._sweep(servers)
        if not few and now - self._rounded > ROUND:
            self._piece_of_servers(servers)

    def _lacks_rows(self, now: float) -> bool:
        """Return whether to repeat a reading that lacked rows: at once, then more rarely."""
        pause = min(SWEEP, RETRY_DELAY * (2 ** (self._lacking - 1) - 1)) if self._lacking else 0.0
        return self._lacking > 0 and now - self._whole_at >= pause

    def _needs_sweep(self, servers: Collection, now: float) -> bool:
        if DELETING not in servers.column("task"):
            self._deleting = None
        elif self._deleting is None:
            self._deleting = now
        elif now - max(self._deleting, self._swept) > STUCK:
            return True
        return now - self._swept > SWEEP

    def _all_servers(self, servers: Collection) -> None:
        started = self._clock()
        early = None if servers.loaded else lambda page: self._take(servers, page, started)
        reading = self._lists.read("servers", early)
        self._take(servers, reading, started, whole=not reading.partial)
        self._since.note(reading.date, reading.newest, started, whole=True)
        self._lacking = self._lacking + 1 if reading.partial else 0
        self._swept = self._whole_at = self._rounded = started

    def _changed_servers(self, servers: Collection, since: datetime) -> None:
        started = self._clock()
        reading = self._lists.read_changes("servers", since)
        self._take(servers, reading, started)
        self._since.note(reading.date, reading.newest, started)
        if reading.partial and not self._lacking:
            self._lacking = 1

    def _piece_of_servers(self, servers: Collection) -> None:
        """Read some servers in full: Nova does not report new security groups as a change.

        Each has its turn: of 1,000 in two and a half minutes, of 10,000 in 25.
        """
        started, behind, self._behind = self._clock(), self._behind, ""
        try:
            reading = self._lists.read_piece("servers", behind, PIECE)
        except Invalid:
            if not behind:
                raise
            return  # that id was purged; the next round begins anew
        self._take(servers, reading, started)
        self._behind, self._rounded = reading.behind, started

    def _sweep(self, servers: Collection) -> None:
        """Compare ids: drop those that no longer exist, read all when some were missed."""
        started = self._clock()
        there = self._lists.read_ids("servers")
        with self._lock:
            keep = servers.pinned(started)
            gone = [id_ for id_ in servers if id_ not in there and id_ not in keep]
            self.tell(servers, servers.remove(gone))
            missed = there - set(servers)
        self._swept = started
        if missed:
            self._all_servers(servers)

    def _images(self, images: Collection) -> None:
        """Read only images in transition, and occasionally all of them."""
        started = self._clock()
        moving = self._moving_images(images)
        if not moving or not images.loaded or started - self._images_read > WHOLE_IMAGES:
            self._whole(images, early=not images.loaded)
            self._images_read = started
            return
        reading = self._lists.read_some("images", moving)
        self._take(images, reading, started)
        if not reading.partial:
            with self._lock:
                keep = images.pinned(started)
                gone = set(moving) - set(reading.columns["id"]) - keep
                self.tell(images, images.remove(gone))

    def _whole(self, collection: Collection, early: bool = False) -> None:
        started = self._clock()
        first = (lambda page: self._take(collection, page, started)) if early else None
        reading = self._lists.read(collection.name, first)
        self._take(collection, reading, started, whole=not reading.partial)

    def _take(
        self, collection: Collection, reading: Reading, started: float, whole: bool = False
    ) -> None:
        """Merge what was read, except where a verb was applied since the reading began."""
        with self._lock:
            keep = collection.pinned(started)
            if whole or reading.partial:  # a look at some rows says nothing of the others
                collection.partial = reading.partial
            columns = reading.columns
            ips = self._collections["floating_ips"]
            if collection.name == "servers" and (len(ips) or any(columns["floating_ip"])):
                columns = corrected(columns, ips.columns(), whole=ips.loaded and not ips.partial)
            merge = collection.replace if whole else collection.upsert
            delta = merge(columns, keep)
            gone = [id_ for id_ in reading.deleted if id_ not in keep]
            self.tell(collection, delta)
            self.tell(collection, collection.remove(gone))

    def _note(self, collection: Collection, error: CloudError | None, news: bool = False) -> None:
        """Note how the reading ended; observers are notified if that is a change."""
        with self._lock:
            news = news or str(collection.error) != str(error)
            collection.error = error
            if news:
                self._tell(collection, None)

    def _moving(self, collection: Collection) -> bool:
        if collection.name == "servers":
            return any(collection.column("task")) or not MOVING.isdisjoint(
                collection.column("status")
            )
        return collection.name == "images" and bool(self._moving_images(collection))

    def _moving_images(self, images: Collection) -> list[str]:
        """Return those in transition, except those that Glance lists only on request."""
        columns = images.columns()
        rows = zip(columns["id"], columns["status"], columns["tab"], strict=True)
        return [
            id_ for id_, status, tab in rows if status in MOVING_IMAGES and tab not in ON_DEMAND
        ]
