"""The cloud one is signed in to, quota use, whether the page is up to date; tabs and Launch."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from canfar_jupyter.model.quotas import level
from canfar_jupyter.widgets.kit.bundle import Bundled
from canfar_jupyter.widgets.status.staleness import why_stale

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store

_QUOTAS = (
    ("instances", "Instances", ""),
    ("cores", "Cores", ""),
    ("ram_gib", "Memory", " GiB"),
    ("floating_ips", "Floating IPs", ""),
)
_UNREAD = {"used": math.nan, "limit": math.nan}
Tab = tuple[str, str, str]  # key, title, name of the list whose rows are counted ("": none)


class Header(anywidget.AnyWidget):
    """Cloud, project and user; quotas as bars; the tabs of the pages, and the Launch button.

    Args:
        store: The project.
        tabs: The tabs, the first one open.
    """

    _esm = Bundled("header")

    cloud = traitlets.Unicode().tag(sync=True)
    project = traitlets.Unicode().tag(sync=True)
    user = traitlets.Unicode().tag(sync=True)
    address = traitlets.Unicode().tag(sync=True)
    quotas = traitlets.List(traitlets.Dict()).tag(sync=True)
    """``{"label", "used", "limit", "share", "tone"}``; share from 0 to 1, None: no limit."""

    tabs = traitlets.List(traitlets.Dict()).tag(sync=True)
    """``{"key", "title", "counted", "count"}``; counted: a count has its place, None: not now."""

    page = traitlets.Unicode().tag(sync=True)
    """Key of the page that is shown: a tab, or "launch"."""

    place = traitlets.Unicode().tag(sync=True)
    """The name under which the browser keeps the open tab."""

    opened = traitlets.Unicode().tag(sync=True)
    """Id of the instance whose panel is open, which the browser keeps, too; "": none."""

    stale = traitlets.Unicode().tag(sync=True)
    """Why the page may be out of date; "" if it is current."""

    details = traitlets.List(traitlets.Unicode()).tag(sync=True)
    """What each list said where ``stale`` has one sentence for several."""

    def __init__(self, store: Store, tabs: Sequence[Tab] = ()) -> None:
        self._store, self._tabs = store, tabs
        identity = store.identity
        super().__init__(
            cloud=identity.title,
            project=identity.project,
            user=identity.user,
            address=identity.auth_url,
            page=tabs[0][0] if tabs else "",
            place=place_of(store, "tab"),
        )
        self._on_launch: list[Callable[[], None]] = []
        self._on_reopen: list[Callable[[str], None]] = []
        self.add_class("cj")
        self.add_class("cj-header")
        self.on_msg(self._receive)
        self._stops = [c.observe(lambda _delta: self._read()) for c in store.collections.values()]
        self._stops.append(store.operations.observe(lambda _operation: self._count()))
        self._read()

    def close(self) -> None:
        for stop in getattr(self, "_stops", ()):
            stop()
        super().close()

    def on_launch(self, callback: Callable[[], None]) -> None:
        """Call ``callback()`` when "Launch instance" is pressed."""
        self._on_launch.append(callback)

    def on_reopen(self, callback: Callable[[str], None]) -> None:
        """Call ``callback(id)`` for the instance that was open on this page before."""
        self._on_reopen.append(callback)

    def _read(self) -> None:
        quotas: Mapping[str, Mapping[str, Any]] = self._store.quotas
        if not self._store.quotas.loaded:  # their place is kept from the first moment on
            quotas = {name: _UNREAD for name, _, _ in _QUOTAS}
        self.quotas = [
            _used(label, unit, quotas[name]) for name, label, unit in _QUOTAS if name in quotas
        ]
        self.stale, self.details = why_stale(self._store.collections.values())
        self._count()

    def _count(self) -> None:
        self.tabs = [
            {
                "key": key,
                "title": title,
                "counted": bool(counted),
                "count": self._number(counted),
            }
            for key, title, counted in self._tabs
        ]

    def _number(self, counted: str) -> int | None:
        if counted == "operations":
            return len(self._store.operations.running())
        if not counted or not self._store.collections[counted].loaded:
            return None
        return len(self._store.collections[counted])

    def _receive(self, _widget: object, message: Mapping[str, Any], _buffers: object) -> None:
        op = message.get("op")
        if op == "beat":
            self._store.look()
        elif op == "refresh":
            self._store.look()
            self._store.refresh()
        elif op == "launch":
            for callback in self._on_launch:
                callback()
        elif op == "age":
            self.send({"op": "age", "seconds": self._age()})
        elif op == "reopen":
            for reopen in self._on_reopen:
                reopen(str(message.get("id")))

    def _age(self) -> float | None:
        """Return the seconds since the instances were last read; None: not yet."""
        read_at = self._store.servers.read_at
        return None if read_at is None else time.monotonic() - read_at


def place_of(store: Store, name: str) -> str:
    """Return the name under which the browser keeps something of this project."""
    identity = store.identity
    return f"{identity.auth_url} {identity.project_id} {name}"


def _used(label: str, unit: str, quota: Mapping[str, Any]) -> dict[str, Any]:
    used, limit = quota["used"], quota["limit"]
    said: dict[str, Any] = {"label": label, "used": f"{used:g}" if not math.isnan(used) else "?"}
    if math.isnan(limit):
        return {**said, "limit": unit.strip(), "share": None, "tone": "good"}
    share = 0.0 if math.isnan(used) else min(1.0, used / limit) if limit else 1.0
    return {**said, "limit": f"of {limit:g}{unit}", "share": share, "tone": level(used, limit)}
