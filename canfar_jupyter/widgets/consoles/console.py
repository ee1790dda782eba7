"""The console of an instance in the page: its screen and its keyboard."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, ClassVar

import anywidget
import traitlets

from canfar_jupyter.model.instances import states
from canfar_jupyter.widgets.kit.bundle import Bundled
from canfar_jupyter.widgets.kit.messages import in_words

if TYPE_CHECKING:
    from canfar_jupyter.cloud import Endpoint
    from canfar_jupyter.live.base.collection import Delta
    from canfar_jupyter.live.console_bridge import Session
    from canfar_jupyter.live.store import Store

TERMINATED = "The instance was terminated."
GONE = "the kernel gave up this connection."


class Console(anywidget.AnyWidget):
    """The VNC console of one instance, through the kernel: the browser need not reach the cloud.

    Each view has its own connection and token; a token is never a trait.  Keys go to
    the machine while its screen has the focus; Ctrl+Alt+Shift, pressed alone, leaves it.

    Args:
        store: Where it is.
        server: Its id.
        on_close: Called when the user closes it; None: there is no Close button.

    Raises:
        NotConfigured: The browser bundle was not built.
    """

    kind: ClassVar[str] = "novnc"
    called: ClassVar[str] = "Console"
    coalesce: ClassVar[float] = 0.002  # seconds that bytes wait for more of them

    _esm = Bundled("vnc")
    title = traitlets.Unicode().tag(sync=True)
    name = traitlets.Unicode().tag(sync=True)
    """Name of the instance, for the name of the saved screenshot."""

    closable = traitlets.Bool(True).tag(sync=True)

    def __init__(
        self, store: Store, server: str, *, on_close: Callable[[], None] | None = None
    ) -> None:
        self._lock = threading.Lock()
        self._store, self._server, self._on_close = store, server, on_close
        self._sessions: dict[str, Session] = {}
        row = store.servers.get(server)
        name = row["name"] if row else server
        super().__init__(
            title=f"{self.called} of {name}",
            name=name,
            closable=on_close is not None,
        )
        self.add_class("cj-console")
        self.on_msg(self._receive)
        self._stop = store.servers.observe(self._on_delta)

    def close(self) -> None:
        if hasattr(self, "_stop"):
            self._stop()
        self.disconnect()
        super().close()

    @property
    def connected(self) -> int:
        """How many views are connected or connecting."""
        return len(self._sessions)

    def disconnect(self) -> None:
        """Close all connections; the user can reconnect a view by its button."""
        with self._lock:
            sessions = list(getattr(self, "_sessions", {}).values())
        for session in sessions:
            session.stop()

    # Inside -----------------------------------------------------------------------------

    def _receive(self, _widget: object, message: Mapping[str, Any], buffers: list[Any]) -> None:
        op, sid = message.get("op"), message.get("sid")
        if op == "leave" and self._on_close is not None:
            self._on_close()
        if not isinstance(sid, str):
            return
        if op == "open":
            self._open(sid)
        elif op == "page":
            self._store.console_page(self._server).add_done_callback(
                lambda future: self._answer_page(sid, future)
            )
        elif (session := self._sessions.get(sid)) is None:
            if op == "hb":
                self._post(sid, {"op": "close", "text": GONE}, [])
        elif op == "close":
            session.stop()
        else:
            session.feed(message, buffers)

    def _open(self, sid: str) -> None:
        from canfar_jupyter.live.console_bridge import Session  # late: who shows a table needs none

        def ended() -> None:
            with self._lock:
                if self._sessions.get(sid) is session:
                    del self._sessions[sid]

        with self._lock:
            if sid in self._sessions:
                return
            session = self._sessions[sid] = Session(
                self._ask,
                lambda message, buffers: self._post(sid, message, buffers),
                coalesce=self.coalesce,
                ended=ended,
            )

    def _ask(self) -> Future[Endpoint]:
        return self._store.console_endpoint(self._server, self.kind)

    def _post(self, sid: str, message: dict[str, Any], buffers: list[bytes]) -> None:
        if message["op"] == "close":
            message = self._said_of_its_end(message)
        self.send({**message, "sid": sid}, buffers)
        _answer_where_asked(self.comm)

    @property
    def terminated(self) -> bool:
        """Whether the instance no longer exists: nothing will ever be at its console again."""
        row = self._store.servers.get(self._server)
        if row is None:
            return self._store.servers.loaded
        return row["status"] in states.GONE

    def _said_of_its_end(self, message: dict[str, Any]) -> dict[str, Any]:
        """Name the instance's state, if that is why there is no console."""
        if self.terminated:
            return {"op": "gone", "text": TERMINATED}
        row = self._store.servers.get(self._server)
        if row is None or row["status"] == states.ACTIVE:
            return message
        return {**message, "text": f"{message['text']} The instance is {row['status']}."}

    def _on_delta(self, delta: Delta) -> None:
        if (self._server in delta.removed or self._server in delta.changed) and self.terminated:
            self.send({"op": "gone", "text": TERMINATED})  # to all views

    def _answer_page(self, sid: str, future: Future[str]) -> None:
        if error := future.exception():
            text, hint, _ = in_words(error)
            self.send({"op": "page", "sid": sid, "text": f"{text} {hint}"})
        else:
            self.send({"op": "page", "sid": sid, "url": future.result()})


class SerialConsole(Console):
    """The serial console of one instance: a terminal, where the cloud offers one.

    Only one connection at a time can use it; a second one receives nothing.
    """

    kind = "serial"
    called = "Serial console"
    coalesce = 0.015  # a serial line comes in messages of a few bytes
    _esm = Bundled("serial")


CONSOLES = {"vnc": Console, "serial": SerialConsole}


def _answer_where_asked(comm: Any) -> None:
    """Let JupyterLab choose the channel on which the kernel hears the page's messages.

    ipykernel 7.4 uses the one that the comm was last written to: inherited by this thread, that
    is the main shell, which is blocked while a cell runs.  JupyterLab's own choice, a subshell, is
    not.  Other versions do not have the attribute.
    """
    vars(comm).pop("_reply_subshell_id", None)
