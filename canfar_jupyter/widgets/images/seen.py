"""Images with what this page knows of them beside the list: uploads, instances, projects."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from canfar_jupyter.live.base.joined import JoinedRows, Row, Stop
from canfar_jupyter.model.verbs import VERBS
from canfar_jupyter.widgets.status.transfers import in_words

if TYPE_CHECKING:
    from canfar_jupyter.live.base.collection import Delta
    from canfar_jupyter.live.base.operations import Operation
    from canfar_jupyter.live.store import Store
    from canfar_jupyter.model.images.spec import Member

COMING = ("queued", "saving", "uploading", "importing")
_OTHERS = ("shared", "pending", "community")
_CREATING = VERBS["create_image"].doing


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of one image.

    Attributes:
        transfer: Number of the operation that brings it in from here; None: none does.
        share: How much of it has arrived, 0 to 1; None: not known.
        words: "412 MiB of 1.3 GiB, 10 s left".
        can_cancel: The operation can be cancelled.
        source: Name of the instance it is a snapshot of; "": not known, or none.
        owner: Name of the project that it belongs to; "": not known.
        members: Names of the projects it is shared with; None: not asked yet.
    """

    transfer: int | None = None
    share: float | None = None
    words: str = ""
    can_cancel: bool = False
    source: str = ""
    owner: str = ""
    members: tuple[str, ...] | None = None


NOTHING = Seen()


class SeenImages(JoinedRows):
    """Images with the column "seen" (a ``Seen``).

    Args:
        store: Where they are.
    """

    more = "seen"

    def __init__(self, store: Store) -> None:
        super().__init__(store.images)
        self._store = store
        self._projects: dict[str, str] = {}
        self._members: dict[str, tuple[str, ...]] = {}
        self._asked = False
        self._moved: list[Callable[[list[str]], None]] = []

    def note_members(self, image_id: str, members: list[Member]) -> None:
        """Remember whom an image is shared with, as just read."""
        self._members[image_id] = tuple(m.project or m.project_id for m in members)
        self._tell([image_id])

    def offered(self) -> list[str]:
        """Return the ids of the images that other projects offer, as listed."""
        images = self._collection.columns()
        pairs = zip(images["id"], images["tab"], strict=True)
        return [id_ for id_, tab in pairs if tab == "pending"]

    def transfers(self) -> set[int]:
        """Return the numbers of the operations that rows show."""
        found = (self._operation(name) for name in self._coming().values())
        return {operation.id for operation in found if operation is not None}

    def _value(self, row: Row) -> Seen:
        coming = row["tab"] == "project" and row["status"] in COMING
        operation = self._operation(row["name"]) if coming else None
        source = self._store.servers.get(row["server_id"]) if row["server_id"] else None
        if row["tab"] in _OTHERS:
            self._ask_projects()
        seen = Seen(
            source=str(source["name"]) if source else "",
            owner=self._projects.get(row["owner"], ""),
            members=self._members.get(row["id"]),
        )
        if operation is None:
            return seen
        return replace(
            seen,
            transfer=operation.id,
            share=min(1.0, operation.done / operation.total) if operation.total else None,
            words=in_words(operation),
            can_cancel=operation.can_cancel,
        )

    def _coming(self) -> dict[str, str]:
        """Return the project's images whose data is not there yet: name by id."""
        images = self._collection.columns()
        rows = zip(*(images[name] for name in ("id", "name", "tab", "status")), strict=True)
        return {i: name for i, name, tab, now in rows if tab == "project" and now in COMING}

    def _operation(self, name: str) -> Operation | None:
        """Return the operation that creates an image of this name, if exactly one may be."""
        text = _CREATING.format(name=name)
        found = [o for o in self._store.operations.running() if o.text.endswith(text)]
        return found[0] if len(found) == 1 and found[0].is_transfer else None

    def _watch(self, moved: Callable[[list[str]], None]) -> Stop:
        self._moved.append(moved)
        stops = (
            self._store.operations.observe(self._on_operation),
            self._store.servers.observe(self._on_servers),
        )

        def stop() -> None:
            if moved in self._moved:  # a widget may be closed twice
                self._moved.remove(moved)
            for each in stops:
                each()

        return stop

    def _tell(self, ids: list[str]) -> None:
        for moved in tuple(self._moved):
            moved(ids)

    def _on_operation(self, operation: Operation) -> None:
        if operation.is_transfer:
            coming = self._coming().items()
            texts = ((id_, _CREATING.format(name=name)) for id_, name in coming)
            self._tell([id_ for id_, text in texts if operation.text.endswith(text)])

    def _on_servers(self, delta: Delta) -> None:
        named = {id_ for id_, cells in delta.changed.items() if "name" in cells}
        if touched := named.union(delta.added, delta.removed):
            images = self._collection.columns()
            pairs = zip(images["id"], images["server_id"], strict=True)
            self._tell([id_ for id_, server in pairs if server in touched])

    def _ask_projects(self) -> None:
        """Read the names of the user's projects, once, when an image is another project's."""
        if not self._asked:
            self._asked = True
            self._store.project_names().add_done_callback(self._projects_known)

    def _projects_known(self, future: Future[dict[str, str]]) -> None:
        if future.exception() is None:
            self._projects = future.result()
            images = self._collection.columns()
            pairs = zip(images["id"], images["tab"], strict=True)
            self._tell([id_ for id_, tab in pairs if tab in _OTHERS])
