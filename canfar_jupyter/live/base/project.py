"""The last known state of a project, kept fresh, and how a verb is carried out."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from functools import partial
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeVar

from canfar_jupyter.cloud.cloud import service_of
from canfar_jupyter.cloud.http.executor import DaemonExecutor
from canfar_jupyter.errors import (
    Busy,
    CloudError,
    CloudFailure,
    Invalid,
    NotAllowed,
    NotConfigured,
    NotSignedIn,
    OutcomeUnknown,
)
from canfar_jupyter.live.base.callbacks import Callbacks, ToldInTurn
from canfar_jupyter.live.base.collection import Collection, Delta
from canfar_jupyter.live.base.operations import Operation, Operations
from canfar_jupyter.live.base.poller import Poller, all_of
from canfar_jupyter.live.base.readiness_watch import ReadinessWatch
from canfar_jupyter.live.base.refresher import Refresher
from canfar_jupyter.live.base.schedule import Schedule
from canfar_jupyter.live.base.unsettled import Later, Unsettled
from canfar_jupyter.model.columns import SCHEMAS
from canfar_jupyter.model.launch.problems import Verdict, judge
from canfar_jupyter.model.launch.spec import LaunchSpec, Problem
from canfar_jupyter.model.verbs import VERBS

if TYPE_CHECKING:
    from canfar_jupyter.cloud import Cloud, Identity

Result = TypeVar("Result")
log = logging.getLogger("canfar_jupyter")
HEAD_START = 0.01  # seconds: eight requests are on their way by then
# Of what failed otherwise, some may have been done, or the lists are not what they were: a key
# has gone, a colleague has taken the quota.
UNTOUCHED = (Busy, Invalid, NotAllowed, NotConfigured, NotSignedIn)
_COUNTED = 1.0  # seconds after which other lists tell what has happened to instances


class Project:
    """Collections that are kept fresh.  Observers are called on worker threads."""

    def __init__(self, cloud: Cloud, schedule: Schedule | None = None) -> None:
        self.cloud = cloud
        self.service = service_of(cloud)
        self.lock = RLock()
        self.callbacks = Callbacks()
        self.collections: Mapping[str, Collection] = {
            name: Collection(name, schema, self.lock) for name, schema in SCHEMAS.items()
        }
        lists = self.collections
        self.servers, self.images = lists["servers"], lists["images"]
        self.flavors, self.quotas = lists["flavors"], lists["quotas"]
        self.keypairs, self.security_groups = lists["keypairs"], lists["security_groups"]
        self.networks, self.floating_ips = lists["networks"], lists["floating_ips"]
        self.operations = Operations(self.callbacks)
        self._refresher = refresher = Refresher(
            self.service.lists, self.collections, self.lock, self._found
        )
        self.poller = Poller(refresher.read, schedule or Schedule.configured())
        self._listed = False  # the instances there are were told; what is added now is new
        told = partial(ToldInTurn, self.callbacks)
        self.workers = DaemonExecutor(4, "canfar-verbs", told)
        self.boots = ReadinessWatch(self.service, self.servers, self.callbacks)
        self._unsettled = Unsettled(self.servers, self.workers)
        self.transfers = DaemonExecutor(8, "canfar-transfers")  # hours: others pass by
        self.subnets: Mapping[str, Mapping[str, Any]] = {}  # as last looked at
        self._judged: tuple[Any, Verdict] | None = None  # the last launch, and the lists then

    @property
    def identity(self) -> Identity:
        """The user, project and cloud that are signed in to."""
        return self.cloud.identity

    # Looking ----------------------------------------------------------------------------

    def look(self) -> None:
        """Report that a page is visible.  The lists are kept fresh for 45 seconds from now."""
        self.poller.look()
        self.boots.look()

    def begin(self) -> None:
        """As ``look``, but send the requests first: building widgets would delay them.

        Both need the interpreter; a request sent later is answered later.
        """
        self.look()
        if not all(collection.loaded for collection in self.collections.values()):
            time.sleep(HEAD_START)

    def refresh(self, *names: str) -> Future[None]:
        """Read lists now; without a name: all of them.

        Returns:
            Done when readings that began after this call have ended; the first ``CloudError``
            if any failed.
        """
        return all_of([self.poller.request(name) for name in names or SCHEMAS])

    def afterwards(self, call: Callable[[], None]) -> None:
        """Have a call made, once, when observers have been told all that is due."""
        self.callbacks.afterwards(call)

    def close(self) -> None:
        """Stop polling permanently; for tests: a store normally lives as long as its kernel."""
        self.poller.close()
        self.boots.close()
        self.workers.close()
        self.transfers.close()
        self.callbacks.close()

    def problems(self, spec: LaunchSpec) -> list[Problem]:
        """Return what is known to be wrong with a launch before it is sent; sends no requests."""
        return list(self.verdict(spec).problems)

    def verdict(self, spec: LaunchSpec) -> Verdict:
        """Judge a launch.

        A verdict is valid until one of the lists changes: a form's check is not repeated
        when it is launched.
        """
        with self.lock:
            generations = [c.generation for c in self.collections.values()]
            known = (spec, generations, self.subnets)
            if self._judged is None or self._judged[0] != known:
                project = {**self.collections, "subnets": self.subnets}
                self._judged = (known, judge(spec, project))
            return self._judged[1]

    # For verbs ---------------------------------------------------------------------------

    def carry_out(
        self,
        verb: str,
        subject: str,
        call: Callable[[], Result],
        merge: Callable[[Result], None],
        *,
        target: str = "",
        made: Callable[[Result], tuple[str, ...]] | None = None,
        asked: object = None,
        waits: bool = False,
        later: Later[Result] | None = None,
    ) -> Future[Result]:
        """Call the cloud on a worker, merge what it answered, read the verb's lists again.

        ``subject`` completes the verb's words; ``target`` is the id of what it is done to, or
        ``made`` returns the ids of what it made; ``asked`` is kept for a form; ``waits``: the call
        may wait for hours; ``later`` finds what it made all the same.  Once the cloud has answered
        nothing makes a failure of it: what goes wrong then is logged, and the lists tell how it is.
        """
        text, touched = VERBS[verb].doing.format(name=subject), VERBS[verb].lists
        executor = self.transfers if waits else self.workers

        def run() -> Result:
            # here: observers must not see a lock held
            operation = self.operations.begin(
                text, verb=verb, target=target, again=again, asked=asked
            )
            try:
                result = call()
            except CloudError as failed:
                self.operations.end(operation, failed)
                if later is not None and isinstance(failed, OutcomeUnknown):
                    self._unsettled.add(operation, later, partial(found, operation))
                if not isinstance(failed, UNTOUCHED):
                    self.poller.hurry(touched)
                raise
            except BaseException as failed:
                self.operations.end(operation, CloudFailure(f"{text} failed: {failed}"))
                raise
            try:
                with self.lock:
                    merge(result)
            except Exception:
                log.exception("%s: done, but it cannot be shown until it is read again", text)
            try:
                # once the observers have the rows: a reading would hold up what they draw
                self.callbacks.put(partial(self.poller.hurry, touched))
                self.operations.end(operation, targets=made(result) if made else None)
            except Exception:
                log.exception("%s: done, but observers could not be notified", text)
            return result

        def found(operation: Operation, result: Result) -> None:
            with self.lock:
                merge(result)
            self.operations.end(operation, targets=made(result) if made else None)

        again = partial(executor.submit, run) if VERBS[verb].safe else None
        return executor.submit(run)

    def put(self, name: str, *rows: dict[str, Any]) -> None:
        collection = self.collections[name]
        collection.pin([row["id"] for row in rows], time.monotonic())
        # no address follows from an instance that was only just asked for
        tell = self._tell if name == "servers" else self._refresher.tell
        tell(collection, collection.put(*rows))

    def patch(self, name: str, id_: str, **values: Any) -> None:
        collection = self.collections[name]
        collection.pin([id_], time.monotonic())
        self._refresher.tell(collection, collection.patch(id_, **values))

    def patch_server(self, id_: str, **values: Any) -> None:
        self.patch("servers", id_, **values)

    def drop(self, name: str, id_: str) -> None:
        collection = self.collections[name]
        collection.pin([id_], time.monotonic())
        self._refresher.tell(collection, collection.remove([id_]))

    def name_of(self, server_id: str) -> str:
        row = self.servers.get(server_id)
        return str(row["name"]) if row else server_id

    def _found(self, collection: Collection, delta: Delta | None) -> None:
        """Tell what a reading found; the lock is held.

        Of instances other lists follow: a volume counts once it is built, and others launch and
        end, too.  What a verb changes is read again by itself.
        """
        self._tell(collection, delta)
        if collection is not self.servers:
            return
        if delta is None:
            self._listed = self._listed or self.servers.loaded
            return
        appeared = self._listed and delta.added
        if appeared or delta.removed or any("status" in names for names in delta.changed.values()):
            self.poller.expect("quotas", _COUNTED)
        if delta.removed and len(self.floating_ips):
            self.poller.expect("floating_ips", _COUNTED)

    def _tell(self, collection: Collection, delta: Delta | None) -> None:
        """Queue a delta for observers, or (None) an error that appeared or disappeared."""
        if delta is None:
            delta = Delta(collection.generation)
        elif not delta:
            return
        for observer in collection.observers():
            self.callbacks.put(lambda observer=observer: observer(delta))  # type: ignore[misc]
