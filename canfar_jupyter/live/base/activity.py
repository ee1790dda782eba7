"""What is under way, done and failed in a project: by this kernel and by anyone else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from datetime import UTC, datetime
from functools import partial
from heapq import nlargest
from threading import RLock
from typing import TYPE_CHECKING, Any

from canfar_jupyter.errors import CloudError, OutcomeUnknown
from canfar_jupyter.live.base.collection import Collection, Delta, Row
from canfar_jupyter.live.base.operations import Operation
from canfar_jupyter.model.columns import ACTIVITY, TIME, blank
from canfar_jupyter.model.instances.condition import fault_advice, has_run
from canfar_jupyter.model.instances.history import action_in_words, verb_of
from canfar_jupyter.model.instances.states import ERROR, MOVING, task_in_words

if TYPE_CHECKING:
    from canfar_jupyter.live.base.project import Project
    from canfar_jupyter.model.instances.details import Action

ASKED = 20  # instances whose actions are asked for: those that changed last
_KEPT = 10  # actions of each that are shown
_SAME = 180.0  # seconds by which the clocks of the cloud and of this computer may differ
_INCOMPLETE = frozenset(("queued", "saving", "uploading", "importing"))
UNKNOWN = "unknown"  # state of what may have been done: the answer was lost
Ended = Callable[[Row], None]


class Activity:
    """Rows (``model.columns.ACTIVITY``) made of operations, instances, images and Nova's record.

    A new kernel knows no operations: then the cloud's own state tells what is under way, and
    Nova's record what was begun.  Observers are called on the observers' thread.

    Attributes:
        rows: The rows; a ``Table`` shows them.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self.rows = Collection("activity", ACTIVITY)
        self._blank = blank(ACTIVITY)
        self._actions: dict[str, tuple[Action, ...]] = {}
        self._asked: dict[str, str] = {}  # instance -> its "updated" then
        self._asking = False
        self._resting: set[int] = set()  # operations that are done, whose instances are not
        self._settled: dict[int, Row] = {}  # operations whose instances have come to rest
        self._lock = RLock()
        self._on_end: list[Ended] = []
        self._told = {(o.id, _state(o) == UNKNOWN) for o in project.operations if o.ended}
        project.operations.observe(self._moved)
        project.servers.observe(self._moved)
        project.images.observe(self._moved)
        self._read()

    def on_end(self, callback: Ended) -> Callable[[], None]:
        """Call ``callback(row)`` once for each operation that ends; return what stops it.

        One whose outcome is not known ends again when it is.
        """
        self._on_end.append(callback)
        return lambda: self._on_end.remove(callback)

    def ask(self) -> None:
        """Ask Nova for the actions on the instances that changed last, and again as they change."""
        self._asking = True
        self._ask_due()

    def _moved(self, _what: object) -> None:
        self._project.afterwards(self._read)

    def _ask_due(self) -> None:
        servers = self._project.servers.columns()
        rows = zip(servers["updated"], servers["id"], strict=True)
        for updated, id_ in nlargest(ASKED, ((when or "", id_) for when, id_ in rows)):
            if self._asked.get(id_) != updated:
                self._asked[id_] = updated
                call = partial(self._project.service.instances.history_of, id_)
                self._project.workers.submit(call).add_done_callback(partial(self._answered, id_))

    def _answered(self, id_: str, future: Future[tuple[Action, ...]]) -> None:
        error = future.exception()
        self.rows.error = error if isinstance(error, CloudError) else None
        if error is None:
            self._actions[id_] = future.result()[:_KEPT]
            self._read()
        else:
            self._asked.pop(id_, None)  # asked again when a list has changed, not at once
            with self._lock:
                self._show(dict(self.rows.items()))

    def _read(self) -> None:
        """Make all rows anew: there are few of them, whatever the project has."""
        if self._asking:
            self._ask_due()
        with self._lock:
            rows = {row["id"]: row for row in self._all()}
            self._show(rows)
        self._tell(rows.values())

    def _show(self, rows: Mapping[str, Row]) -> None:
        columns = {name: [row[name] for row in rows.values()] for name in self._blank}
        known = self._project.servers.loaded and not (self.rows.error and not rows)
        was_loaded, self.rows.loaded = self.rows.loaded, known
        delta = self.rows.replace(columns)
        if delta or was_loaded != self.rows.loaded:
            for observer in self.rows.observers():
                observer(delta or Delta(self.rows.generation))

    def _tell(self, rows: Iterable[Row]) -> None:
        for row in rows:
            operation = row["operation"]
            if not operation or row["state"] == "running":
                continue
            end = operation.id, row["state"] == UNKNOWN  # what is not known may become known
            if end not in self._told:
                self._told.add(end)
                for callback in tuple(self._on_end):
                    callback(row)

    # Rows -------------------------------------------------------------------------------

    def _all(self) -> Iterator[Row]:
        busy = self._busy()
        known = list(self._project.operations)
        self._settled = {o.id: self._settled[o.id] for o in known if o.id in self._settled}
        operations = [self._operation(o, busy) for o in reversed(known)]
        actions = list(self._recorded(operations, busy))
        yield from operations
        yield from actions
        for id_, doing in busy.items():
            yield self._row(f"task-{id_}", f"{self._name(id_)} is {doing}", "running", target=id_,
                            started=self._project.servers[id_]["updated"])  # fmt: skip
        yield from self._images(operations)

    def _busy(self) -> dict[str, str]:
        """Return what is being done to each instance that is not at rest, in words."""
        servers = self._project.servers.columns()
        rows = zip(servers["id"], servers["task"], servers["status"], strict=True)
        return {
            id_: task_in_words(task or status.lower())
            for id_, task, status in rows
            if task or status in MOVING
        }

    def _operation(self, operation: Operation, busy: dict[str, str]) -> Row:
        """Return the row of an operation; what it has begun is under way until that is over."""
        if operation.id in self._settled:
            return self._settled[operation.id]
        error = operation.error
        row = self._row(
            f"op-{operation.id}",
            operation.text,
            _state(operation),
            detail=str(error) if error else "",
            hint=error.hint if error else "",
            started=_time(operation.started),
            ended=_time(operation.ended),
            who="you",
            target=next(iter(operation.targets), ""),
            request_id=operation.request_id,
            retry=self._retry(operation),
            operation=operation,
        )
        if operation.state == "failed":
            return row
        doing = [words for id_ in operation.targets if (words := busy.pop(id_, ""))]
        if operation.state == "done" and doing:
            self._resting.add(operation.id)
            return row | {"state": "running", "detail": doing[0], "ended": None}
        if operation.state == "done":
            if operation.id in self._resting:
                row["ended"] = _time(datetime.now(UTC).timestamp())
            self._settled[operation.id] = row | self._broken(operation)
            return self._settled[operation.id]
        return row

    def _broken(self, operation: Operation) -> dict[str, Any]:
        """Return how a launch failed that the cloud had accepted."""
        for id_ in operation.targets if operation.verb == "launch" else ():
            server = self._project.servers.get(id_)
            if server is not None and server["status"] == ERROR:
                fault = server["fault"] or "The cloud gave no reason."
                return {
                    "state": "failed",
                    "detail": f"{server['name']} could not be started: {fault}",
                    "hint": fault_advice(fault, ran=has_run(server)),
                    "retry": "form",
                    "target": id_,
                }
        return {}

    def _retry(self, operation: Operation) -> str:
        if operation.state != "failed":
            return ""
        if operation.can_retry:
            return "call"
        return "form" if self._project.operations.asked(operation.id) is not None else ""

    def _recorded(self, operations: list[Row], busy: dict[str, str]) -> Iterator[Row]:
        """Return rows of what Nova recorded, without that of our own operations."""
        for id_, actions in self._actions.items():
            for number, action in enumerate(actions):
                same = next((o for o in operations if _is_same(o, id_, action)), None)
                if same is not None:
                    same["request_id"] = same["request_id"] or action.request_id
                    continue
                doing = busy.pop(id_, "") if number == 0 else ""
                server = self._project.servers.get(id_)
                fault = server["fault"] if server and action.action == "create" else ""
                yield self._row(
                    f"action-{action.request_id}-{id_}",
                    action_in_words(action.action, self._name(id_)),
                    "running" if doing else "failed" if action.message else "done",
                    detail=doing or (fault if action.message else ""),
                    started=_time(action.started.timestamp() if action.started else None),
                    who="you" if action.user_id == self._project.identity.user_id else "other",
                    target=id_,
                    request_id=action.request_id,
                    retry="form" if server and action.message and fault else "",
                )

    def _images(self, operations: list[Row]) -> Iterator[Row]:
        """Return rows of images of the project that arrive from elsewhere."""
        ours = {row["what"] for row in operations if row["state"] == "running"}
        saved = {row["target"] for row in operations if row["state"] == "running"}
        images, project = self._project.images, self._project.identity.project_id
        for id_, status in zip(images.column("id"), images.column("status"), strict=False):
            if status not in _INCOMPLETE or (image := images.get(id_)) is None:
                continue
            mine = any(str(image["name"]) in what for what in ours)
            if image["owner"] == project and not mine and image["server_id"] not in saved - {""}:
                yield self._row(
                    f"image-{id_}",
                    f"Saving the image {image['name']}",
                    "running",
                    detail=status,
                    started=image["created"],
                )

    def _name(self, server_id: str) -> str:
        return self._project.name_of(server_id)

    def _row(self, id_: str, what: str, state: str, **more: Any) -> Row:
        return {**self._blank, "id": id_, "what": what, "state": state, **more}


def _is_same(row: Row, server_id: str, action: Action) -> bool:
    """Return whether Nova recorded there what an operation of ours has begun."""
    operation: Operation = row["operation"]
    if server_id not in operation.targets or verb_of(action.action) != operation.verb:
        return False
    started = action.started.timestamp() if action.started else operation.started
    return abs(started - operation.started) < _SAME


def _state(operation: Operation) -> str:
    return UNKNOWN if isinstance(operation.error, OutcomeUnknown) else operation.state


def _time(seconds: float | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).strftime(TIME)
