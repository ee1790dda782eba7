"""The cloud one is signed in to, quota use, and whether the page is up to date."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from canfar_jupyter.errors import CloudError
from canfar_jupyter.model.quotas import level
from canfar_jupyter.widgets.kit.bundle import Bundled

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store

_QUOTAS = (
    ("instances", "Instances", ""),
    ("cores", "Cores", ""),
    ("ram_gib", "Memory", " GiB"),
    ("floating_ips", "Floating IPs", ""),
)


class Header(anywidget.AnyWidget):
    """Cloud, project and user; quotas as bars; Refresh."""

    _esm = Bundled("header")

    cloud = traitlets.Unicode().tag(sync=True)
    project = traitlets.Unicode().tag(sync=True)
    user = traitlets.Unicode().tag(sync=True)
    address = traitlets.Unicode().tag(sync=True)
    quotas = traitlets.List(traitlets.Dict()).tag(sync=True)
    """``{"label", "text", "share", "tone"}``; share from 0 to 1, None: no limit."""

    stale = traitlets.Unicode().tag(sync=True)
    """Why the page may be out of date; "" if it is current."""

    def __init__(self, store: Store) -> None:
        self._store = store
        identity = store.identity
        super().__init__(
            cloud=identity.title,
            project=identity.project,
            user=identity.user,
            address=identity.auth_url,
        )
        self.add_class("cj")
        self.add_class("cj-header")
        self.on_msg(self._receive)
        self._stops = [c.observe(lambda _delta: self._read()) for c in store.collections.values()]
        self._read()

    def close(self) -> None:
        for stop in getattr(self, "_stops", ()):
            stop()
        super().close()

    def _read(self) -> None:
        quotas = self._store.quotas
        self.quotas = [
            _used(label, unit, quotas[name]) for name, label, unit in _QUOTAS if name in quotas
        ]
        failed = {str(c.error): c.error for c in self._store.collections.values() if c.error}
        sentences = [
            f"{text} {error.hint}" if isinstance(error, CloudError) else text
            for text, error in failed.items()
        ]
        sentences += [c.partial for c in self._store.collections.values() if c.partial]
        self.stale = " ".join(dict.fromkeys(sentences))

    def _receive(self, _widget: object, message: Mapping[str, Any], _buffers: object) -> None:
        if message.get("op") == "refresh":
            self._store.look()
            self._store.refresh()


def _used(label: str, unit: str, quota: Mapping[str, Any]) -> dict[str, Any]:
    used, limit = quota["used"], quota["limit"]
    if math.isnan(limit):
        return {"label": label, "text": f"{used:g}{unit}", "share": None, "tone": "good"}
    share = min(1.0, used / limit) if limit else 1.0
    text = f"{used:g} of {limit:g}{unit}"
    return {"label": label, "text": text, "share": share, "tone": level(used, limit)}
