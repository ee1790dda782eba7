"""The browser's heartbeat: the page is loaded, and it is visible."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from weakref import WeakSet

import anywidget
import comm
import ipywidgets as ipw

from canfar_jupyter.widgets.kit.bundle import Bundled

log = logging.getLogger("canfar_jupyter")
_CONTROL = "jupyter.widget.control"  # on it a page that loads asks for the state of all widgets


class Presence(anywidget.AnyWidget):
    """An invisible widget.

    Args:
        loading: Called when a page that is loading asks for all widgets, before it gets them:
            those created now are among them, those created later it may miss until it has
            loaded.  The page waits meanwhile.
        seen: Called when a page has rendered it, which happens once the page has loaded all
            existing widgets.
        beat: Called about every ten seconds while it is visible.
    """

    _esm = Bundled("presence")

    def __init__(
        self,
        *,
        loading: Callable[[], None] | None = None,
        seen: Callable[[], None] | None = None,
        beat: Callable[[], None] | None = None,
    ) -> None:
        self._loading = loading
        self._calls = {"hello": seen, "beat": beat}
        super().__init__()
        self.add_class("cj-pulse")
        self.on_msg(self._receive)
        if loading is not None:
            _waiting.add(self)
            comm.get_comm_manager().register_target(_CONTROL, _page_loads)

    def close(self) -> None:
        _waiting.discard(self)
        super().close()

    def page_loads(self) -> None:
        """Report that a page asks for all widgets."""
        if self._loading is not None:
            self._loading()

    def _receive(self, _widget: object, message: Mapping[str, object], _buffers: object) -> None:
        call = self._calls.get(str(message.get("op")))
        if call is not None:
            call()


_waiting: WeakSet[Presence] = WeakSet()


def _page_loads(channel: Any, message: Any) -> None:
    """Take the place of ipywidgets' own handler, which is called afterwards."""
    with _unannounced():
        for one in list(_waiting):
            try:
                one.page_loads()
            except Exception:
                log.exception("widgets could not be created while the page was loading")
    ipw.Widget.handle_control_comm_opened(channel, message)


@contextmanager
def _unannounced() -> Iterator[None]:
    """Create widgets without a message of their own: the page is about to be told of all.

    Told twice, while it is loading, it would create some of them twice.
    """
    announced = comm.create_comm
    kernel = next((getattr(one.comm, "kernel", None) for one in _waiting), None)

    def create(**arguments: Any) -> Any:
        made = announced(**arguments, primary=False)
        if hasattr(made, "kernel"):  # ipykernel's knows it from its first message on
            made.kernel = kernel
        comm.get_comm_manager().register_comm(made)
        return made

    comm.create_comm = create
    try:
        yield
    finally:
        comm.create_comm = announced
