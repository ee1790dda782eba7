"""The readiness of each instance, kept fresh while a page is visible.

Instances that are young or watched are checked, ever more rarely while nothing changes, and no
longer once they are ready.  Older ones that have a floating IP are checked once, and again for a
while after something was done to them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Condition, Thread
from typing import TYPE_CHECKING, Any

from canfar_jupyter.cloud.http.executor import DaemonExecutor
from canfar_jupyter.errors import CloudError
from canfar_jupyter.live.base.callbacks import Callbacks
from canfar_jupyter.live.base.collection import Collection, Delta
from canfar_jupyter.model.columns import TIME
from canfar_jupyter.model.instances.readiness import Readiness, readiness
from canfar_jupyter.model.instances.states import ACTIVE, ANOTHER_BOOT, REBUILD, SETTLED
from canfar_jupyter.model.instances.steps import SshProbe

if TYPE_CHECKING:
    from canfar_jupyter.cloud import Service

YOUNG = 1800.0  # seconds after the launch in which readiness is worked out unasked
MAX_UNASKED = 20  # instances that are asked about unasked, the newest
FOLLOWED = 60.0  # seconds in which an older one is checked after something was done to it
LOOKED = 45.0  # seconds after the last look
WATCHED = 20.0  # seconds after the last ``watch``
LINGER = 30.0  # seconds in which the log of an instance that boots again tells so
FASTEST, SLOWEST = 1.0, 20.0  # seconds between two readings of one instance

# A reboot, rebuild or resize may be over between two looks at the list: "updated" tells.
_MAY_BOOT = frozenset({"status", "task", "updated"})
_MATTERS = _MAY_BOOT | {"floating_ip", "addresses", "fault"}

Observer = Callable[[tuple[str, ...]], None]


@dataclass(slots=True)
class _Entry:
    due: float = 0.0
    changed: float = 0.0  # when something was found that was new
    watched: float = float("-inf")  # until when
    under_way: bool = False
    over: bool = False  # ready, or failed permanently
    followed: float = float("-inf")  # until when, although it is old
    former: int | None = None  # boots in its log before the one that is awaited
    lingering: float = float("-inf")  # until when another boot may show in its log
    now: Readiness | None = None
    command: str = ""  # how to log in
    port: SshProbe | None = None
    error: CloudError | None = None


class ReadinessWatch:
    """The readiness of instances: ``of(id)``, ``observe``, ``watch``.

    Args:
        service: Where they are.
        servers: Their rows.
        clock: Monotonic seconds.
    """

    def __init__(
        self,
        service: Service,
        servers: Collection,
        callbacks: Callbacks,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._service, self._servers, self._clock = service, servers, clock
        self._callbacks = callbacks
        self._workers = DaemonExecutor(4, "canfar-boots")
        self._entries: dict[str, _Entry] = {}
        self._observers: list[Observer] = []
        self._changed = Condition()
        self._thread: Thread | None = None
        self._looked = float("-inf")
        self._keys: dict[str, str] = {}
        self._closed = False
        servers.observe(self._on_delta)

    def of(self, id_: str) -> Readiness | None:
        """Return the readiness of an instance; None if it is not watched."""
        entry = self._entries.get(id_)
        return entry.now if entry else None

    def command(self, id_: str) -> str:
        """Return how to log in to an instance that answers; "" if that is not known."""
        entry = self._entries.get(id_)
        return entry.command if entry else ""

    def observe(self, callback: Observer) -> Callable[[], None]:
        """Call ``callback(ids)`` with those whose readiness changed; return what stops it."""
        with self._changed:
            self._observers.append(callback)

        def stop() -> None:
            with self._changed:
                if callback in self._observers:
                    self._observers.remove(callback)

        return stop

    def look(self) -> None:
        """Report that the list is visible: its instances are checked for a while."""
        with self._changed:
            asleep = self._looked < self._clock()
            self._looked = self._clock() + LOOKED
            if asleep:
                self._begin()
                self._changed.notify_all()

    def watch(self, id_: str) -> None:
        """Report that this one is visible, young or not; to be repeated every ten seconds."""
        with self._changed:
            entry = self._entries.setdefault(id_, _Entry())
            if entry.watched < self._clock():
                entry.due = min(entry.due, self._clock())
            entry.watched = self._clock() + WATCHED
            self._begin()
            self._changed.notify_all()

    def again(self, id_: str) -> None:
        """Restart with one: it was rebooted, or a floating IP or open port was added."""
        with self._changed:
            entry = self._entries.setdefault(id_, _Entry())
            self._restart(entry)
            self._changed.notify_all()

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._workers.close()

    # Inside -----------------------------------------------------------------------------

    def _restart(self, entry: _Entry) -> None:
        entry.over, entry.port, entry.due = False, None, 0.0
        entry.changed = self._clock()
        entry.followed = entry.changed + FOLLOWED

    def _begin(self) -> None:
        if self._thread is None and not self._closed:
            self._thread = Thread(target=self._work, name="canfar-boots", daemon=True)
            self._thread.start()

    def _work(self) -> None:
        while True:
            with self._changed:
                if self._closed:
                    return
                now = self._clock()
                wanted = self._wanted(now)
                for id_ in wanted:
                    entry = self._entries[id_]
                    if entry.due <= now and not entry.under_way:
                        entry.under_way = True
                        self._workers.submit(lambda id_=id_: self._read(id_))  # type: ignore[misc]
                moving = [self._entries[i] for i in wanted if not self._entries[i].under_way]
                pause = min((entry.due - now for entry in moving), default=None)
                if pause is None and self._looked > now:
                    pause = SLOWEST  # an instance may become young by itself: a new row tells
                self._changed.wait(None if pause is None else max(0.05, pause))

    def _wanted(self, now: float) -> list[str]:
        """Return those to check: the watched ones, and others while a page is visible."""
        wanted = [id_ for id_, entry in self._entries.items() if entry.watched > now]
        if self._looked > now:
            wanted += self._unasked(now)
        kept = []
        for id_ in dict.fromkeys(wanted):
            entry = self._entries.setdefault(id_, _Entry(changed=now))
            if not entry.over or (entry.watched > now and entry.now is None):
                kept.append(id_)
        return kept

    def _unasked(self, now: float) -> list[str]:
        """Return the newest instances that are young, or older and to be looked at once."""
        since = datetime.fromtimestamp(time.time() - YOUNG, UTC).strftime(TIME)
        columns = (self._servers.column(c) for c in ("created", "id", "status", "floating_ip"))
        newest = sorted(
            (
                (created, id_)
                for created, id_, status, address in zip(*columns, strict=False)
                if created and (created >= since or (status == ACTIVE and address))
            ),
            reverse=True,
        )
        shown = newest[:MAX_UNASKED]
        return [id_ for c, id_ in shown if c >= since or self._is_due_once(id_, now)]

    def _is_due_once(self, id_: str, now: float) -> bool:
        entry = self._entries.get(id_)
        return entry is None or entry.now is None or entry.followed > now

    def _on_delta(self, delta: Delta) -> None:
        """Follow rows: those that change state are checked soon, those that go are forgotten."""
        with self._changed:
            for id_ in delta.removed:
                if self._entries.pop(id_, None):
                    self._service.access.boots.forget(id_)
            for id_, names in delta.changed.items():
                entry = self._entries.get(id_)
                if entry and "image_id" in names:  # rebuilt: nothing of its log holds any more
                    self._service.access.boots.forget(id_)
                if entry and _MATTERS.intersection(names):
                    if _MAY_BOOT.intersection(names):
                        self._expect_boot(id_, entry)
                    self._restart(entry)
            self._changed.notify_all()

    def _expect_boot(self, id_: str, entry: _Entry) -> None:
        """Expect another boot: surely where its status says so; it may be over by now."""
        status = (self._servers.get(id_) or {}).get("status")
        if status in ANOTHER_BOOT:
            if status == REBUILD:  # nothing of its log holds any more
                self._service.access.boots.forget(id_)
            entry.former = self._service.access.boots.of(id_).report.boots
        if entry.over or entry.former is not None:
            entry.lingering = self._clock() + LINGER

    def _read(self, id_: str) -> None:
        row = self._servers.get(id_)
        entry = self._entries.get(id_)
        if row is None or entry is None:
            return
        error: CloudError | None = None
        before, command = (found := entry.now), entry.command
        try:
            found = self._look_at(row, entry)
            if found != before:
                command = self._command(row, found)
        except CloudError as failed:
            error = failed
        finally:
            now = self._clock()
            with self._changed:
                entry.under_way, entry.error = False, error
                if found != before:
                    entry.now, entry.command, entry.changed = found, command, now
                over = found is not None and error is None and _is_over(found)
                entry.over = over and entry.lingering < now
                pause = min(SLOWEST, max(FASTEST, (now - entry.changed) / 10))
                entry.due = now + (SLOWEST if error else pause)
                self._changed.notify_all()
        if found != before or error:
            self._tell((id_,))

    def _look_at(self, row: dict[str, Any], entry: _Entry) -> Readiness:
        if row["status"] not in SETTLED:
            return readiness(row, None)
        access = self._service.access
        report = access.report(row, anew=row["status"] == ACTIVE)
        if entry.former is not None and row["status"] == ACTIVE:
            if report.boots <= entry.former and self._clock() < entry.lingering:
                return readiness(row, None)  # what is there is of the former boot
            entry.former, entry.lingering = None, float("-inf")
        if entry.port is None or entry.port.state != "ssh":
            entry.port = access.probe(row)
        return readiness(row, report, public_key=self._key(row["key"]), port=entry.port)

    def _command(self, row: dict[str, Any], found: Readiness) -> str:
        """Return the ssh command of an instance whose port 22 answers; "": it does not."""
        answers = any(step.key == "port" and step.state == "done" for step in found.steps)
        return self._service.access.login_info(row, ask=False).command if answers else ""

    def _key(self, name: str) -> str:
        """Return the text of a key pair; requested once."""
        if name and name not in self._keys:
            self._keys[name] = self._service.access.public_key(name)
        return self._keys.get(name, "")

    def _tell(self, ids: Iterable[str]) -> None:
        with self._changed:
            observers = tuple(self._observers)
        told = tuple(ids)
        for observer in observers:
            self._callbacks.put(lambda observer=observer: observer(told))  # type: ignore[misc]


def _is_over(now: Readiness) -> bool:
    """Return whether checking again would find nothing new: all is done, or it has failed.

    A failure of the user data is not final: the machine continues to boot and may answer.
    """
    if now.ready:
        return True
    moving = [step for step in now.steps if step.state in ("running", "waiting")]
    return now.failed and not moving
