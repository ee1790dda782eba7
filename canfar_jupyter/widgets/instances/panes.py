"""The panes of an instance's panel: overview, log, console, network, activity."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import ipywidgets as ipw

from canfar_jupyter import widgets
from canfar_jupyter.errors import NotConfigured

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store
    from canfar_jupyter.widgets.consoles.console import Console
    from canfar_jupyter.widgets.kit.dialog import Dialog

OVERVIEW, LOG, CONSOLE, NETWORK, ACTIVITY = "overview", "log", "console", "network", "activity"
Panes = Mapping[str, tuple[str, Callable[[], ipw.Widget]]]  # title and builder by key

_OVERVIEW = ("way", "doctor", "steps", "timeline", "log", "facts")
_DETAILS = ("Instance", "Boot source", "Volumes", "Security groups", "Usage", "Metadata")


def panes(store: Store, server: str, dialog: Dialog, open_console: Callable[[str], None]) -> Panes:
    """Return the panes of one instance; each is built when its tab is opened.

    Args:
        store: Where it is.
        server: Its id.
        dialog: The confirmation before it loses its floating IP.
        open_console: Opens a console: "vnc" or "serial".
    """
    view = partial(_view, store, server, dialog=dialog)
    return {
        OVERVIEW: (
            "Overview",
            lambda: view(parts=_OVERVIEW, sections=_DETAILS, on_console=open_console),
        ),
        LOG: ("Log", lambda: widgets.LogView(store, server)),
        CONSOLE: ("Console", lambda: ConsolePane(store, server)),
        NETWORK: (
            "Network",
            lambda: view(parts=("address", "facts"), sections=("Addresses", "Security groups")),
        ),
        ACTIVITY: ("Activity", lambda: view(parts=("facts",), sections=("Action log",))),
    }


def _view(store: Store, server: str, **more: Any) -> widgets.InstanceView:
    return widgets.InstanceView(store, server, **more)  # imported by the first that is opened


class ConsolePane(ipw.VBox):
    """The screen of one instance, or its serial line."""

    def __init__(self, store: Store, server: str) -> None:
        self._store, self._server = store, server
        self._console: Console | None = None
        self.kind = ipw.ToggleButtons(
            options=[("Screen", "vnc"), ("Serial line", "serial")], value="vnc"
        )
        super().__init__()
        self.kind.observe(lambda _change: self._open(), "value")
        self._open()

    def _open(self) -> None:
        from canfar_jupyter.widgets.consoles.console import CONSOLES

        old = self._console
        try:
            self._console = CONSOLES[self.kind.value](self._store, self._server)
        except NotConfigured as not_built:
            self.children = [self.kind, ipw.Label(f"{not_built} {not_built.hint}")]
        else:
            self.children = [self.kind, self._console]
        if old is not None:
            old.close()
