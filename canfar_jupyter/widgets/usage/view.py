"""The tables of the usage page, drawn in the browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from canfar_jupyter.model.instances.states import keeps_quota
from canfar_jupyter.widgets.kit.bundle import Bundled
from canfar_jupyter.widgets.usage.words import kept_in_words, quota_row, why_none

if TYPE_CHECKING:
    from canfar_jupyter.live.base.collection import Collection

_MOST = 100  # instances that are listed, those which keep most


class UsageView(anywidget.AnyWidget):
    """A table of quotas, and one of the instances that are off, each with a link to it.

    Args:
        open_instance: Called with the id of the instance whose link is pressed.
    """

    _esm = Bundled("usage_view")

    quotas = traitlets.List(traitlets.Dict()).tag(sync=True)
    """``{"label", "used", "limit", "left", "share", "tone"}``; share from 0 to 1, None: no bar."""

    notice = traitlets.Unicode().tag(sync=True)
    """Shown in place of the quotas while they are not known."""

    kept = traitlets.List(traitlets.Dict()).tag(sync=True)
    """``{"id", "name", "status", "cores", "memory"}``"""

    summary = traitlets.Unicode().tag(sync=True)
    """What they keep together."""

    def __init__(self, open_instance: Callable[[str], None]) -> None:
        self._open_instance = open_instance
        super().__init__()
        self.add_class("cj-usage")
        self.on_msg(self._receive)

    def show(self, quotas: Collection, servers: Collection) -> None:
        """Show the quotas, and the instances that are off."""
        off = [row for row in servers.values() if keeps_quota(row)]
        off.sort(key=lambda row: (-row["vcpus"], str(row["name"])))
        with self.hold_sync():
            self.quotas = [quota_row(row) for row in quotas.values()]
            self.notice = "" if quotas.loaded else why_none(quotas.error)
            self.kept = [
                {
                    "id": row["id"],
                    "name": row["name"],
                    "status": row["status"],
                    "cores": f"{row['vcpus']}",
                    "memory": f"{row['ram_gib']:g} GiB",
                }
                for row in off[:_MOST]
            ]
            self.summary = kept_in_words(off) if servers.loaded else ""

    def _receive(self, _widget: object, message: Mapping[str, Any], _buffers: object) -> None:
        if message.get("op") == "open":
            self._open_instance(str(message.get("id")))
