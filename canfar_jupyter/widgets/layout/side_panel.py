"""A list with a panel beside it: what is selected in the list, under tabs built when opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import anywidget
import ipywidgets as ipw
import traitlets

from canfar_jupyter.widgets.kit.bundle import Bundled
from canfar_jupyter.widgets.layout.panel import close_all

Build = Callable[[], ipw.Widget]


class PanelHead(anywidget.AnyWidget):
    """The head of a panel: name, state, actions, Close; the tabs."""

    _esm = Bundled("panel_head")

    name = traitlets.Unicode().tag(sync=True)
    state = traitlets.List(traitlets.Any()).tag(sync=True)
    """``[text, tone, busy, detail]`` or with ``action, label`` as a badge of a table; []: none."""

    tabs = traitlets.List(traitlets.Dict()).tag(sync=True)
    """``{"key", "title"}``"""

    tab = traitlets.Unicode().tag(sync=True)
    actions = traitlets.List(traitlets.Dict()).tag(sync=True)
    """``{"key", "label", "tone", "why"}``; why: why it is not possible now."""

    primary = traitlets.Unicode().tag(sync=True)
    """Key of the action that has a button of its own; "": none."""

    page = traitlets.Bool(False).tag(sync=True)
    """It fills the page, in place of the list."""

    alone = traitlets.Bool(False).tag(sync=True)
    """There is no list: it cannot be closed."""


class SidePanel(ipw.VBox):
    """What is open beside a list: a head with tabs, and the pane of the open tab.

    Panes are built when their tab is first opened, and closed with the panel.

    Attributes:
        head: Its head.
        about: Id of the row that it shows; "" while it is closed.
    """

    def __init__(self) -> None:
        self.head = PanelHead()
        self.about = ""
        self._builds: Mapping[str, Build] = {}
        self._panes: dict[str, ipw.Widget] = {}
        self._on_close: list[Callable[[], None]] = []
        self._on_action: list[Callable[[str], None]] = []
        super().__init__()
        self.add_class("cj-side-panel")
        self.add_class("cj-shut")
        self.head.on_msg(self._receive)
        self.head.observe(lambda _change: self._fill(), "tab")

    def on_close(self, callback: Callable[[], None]) -> None:
        """Call ``callback()`` when the user closes it."""
        self._on_close.append(callback)

    def on_action(self, callback: Callable[[str], None]) -> None:
        """Call ``callback(action)`` when the user chooses an action."""
        self._on_action.append(callback)

    def show(
        self,
        about: str,
        name: str,
        panes: Mapping[str, tuple[str, Build]],
        *,
        tab: str = "",
        page: bool = False,
    ) -> None:
        """Open it about a row; ``panes`` are titles and builders by key.

        Args:
            about: Id of the row.
            name: What it is called.
            panes: Title and builder of each pane, by key.
            tab: The pane to open; "": the one that is open, or the first.
            page: In place of the list instead of beside it.
        """
        if about != self.about:
            self._empty()
        self.about, self._builds = about, {key: build for key, (_, build) in panes.items()}
        kept = self.head.tab if self.head.tab in panes else next(iter(panes))
        with self.head.hold_sync():
            self.head.name, self.head.page = name, page
            self.head.tabs = [{"key": key, "title": title} for key, (title, _) in panes.items()]
            self.head.tab = tab or kept
        self.remove_class("cj-shut")
        self._fill()

    def describe(
        self, name: str, state: Sequence[Any], actions: Sequence[dict[str, str]], primary: str
    ) -> None:
        """Show the state of the row, and its actions."""
        with self.head.hold_sync():
            self.head.name, self.head.state = name, list(state)
            self.head.actions, self.head.primary = list(actions), primary

    def shut(self) -> None:
        """Close it."""
        self.about = ""
        self.head.page = False
        self._empty()
        self._show_panes(())
        self.add_class("cj-shut")

    def pane(self, key: str) -> ipw.Widget | None:
        """Return the pane ``key`` if it was built."""
        return self._panes.get(key)

    def renew(self, key: str) -> None:
        """Build a pane anew when it is next shown."""
        if (old := self._panes.pop(key, None)) is not None:
            close_all(old)
        self._fill()

    def close(self) -> None:
        self._empty()
        super().close()

    def _empty(self) -> None:
        old, self._panes = self._panes, {}
        for pane in old.values():
            close_all(pane)

    def _fill(self) -> None:
        key = self.head.tab
        if not self.about or key not in self._builds:
            return
        if key not in self._panes:
            pane = self._panes[key] = self._builds[key]()
            pane.add_class("cj-pane")
            pane.add_class(f"cj-pane-{key}")
        self._show_panes((self.head, *self._panes.values()))

    def _show_panes(self, widgets: tuple[ipw.Widget, ...]) -> None:
        self.children = widgets

    def _receive(self, _widget: object, message: Mapping[str, Any], _buffers: object) -> None:
        op = message.get("op")
        if op == "close":
            for closed in self._on_close:
                closed()
        elif op == "act":
            for acted in self._on_action:
                acted(str(message.get("action")))
