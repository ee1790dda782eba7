"""The console proxy: a websocket in front of each machine's terminal, as Nova's two are.

What clients of nova-novncproxy and nova-serialproxy have to cope with is so here as well: any
path will do, only ``token`` counts (in the query, or else a cookie); a websocket is opened for
everybody, and then cut off without a word when token, Origin or machine are not right.
"""

from __future__ import annotations

import asyncio
import codecs
from contextlib import suppress
from urllib.parse import urlsplit

from tornado.iostream import StreamClosedError
from tornado.web import Application
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from canfar_jupyter.demo.core.tokens import SERIAL, Passes
from canfar_jupyter.demo.guests.consoles.rfb import ProtocolError, RfbServer
from canfar_jupyter.demo.guests.consoles.rooms import Room, Rooms

_MOST = 4 << 20  # bytes of a message
_PAGE = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>Console</title>
<style>body { font: 16px sans-serif; margin: 3em auto; max-width: 40em }</style>
<h1>Console</h1>
<p>On this page a cloud shows the screen of an instance, by noVNC. The demo cloud does not:
its consoles are shown in the notebook only.</p>
</html>
"""


class Console(WebSocketHandler):
    """One client, by VNC or as text: its token decides."""

    def initialize(self, passes: Passes, rooms: Rooms) -> None:
        self._passes, self._rooms = passes, rooms
        self._room: Room | None = None
        self._rfb: RfbServer | None = None
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._sent: asyncio.Future[None] | None = None  # the last message on its way

    async def get(self, *arguments: str, **named: str) -> None:
        if self.request.headers.get("Upgrade", "").lower() != "websocket":
            self._page()
        elif not self._offers_binary():
            self.set_status(400, "Invalid protocol selected")
            self.finish()
        else:
            await super().get(*arguments, **named)

    def check_origin(self, origin: str) -> bool:
        return True  # judged once the websocket is open, as Nova does

    def select_subprotocol(self, subprotocols: list[str]) -> str | None:
        return "binary" if "binary" in subprotocols else None

    def open(self, *_: str, **__: str) -> None:
        found = self._passes.find(self._token()) if self._is_from_here() else None
        room = self._rooms.enter(found.server, self) if found else None
        if found is None or room is None:
            self.cut()
            return
        self.set_nodelay(True)
        self._room = room
        if found.kind == SERIAL:
            room.terminal.listeners.add(self._send)
        else:
            terminal = room.terminal
            self._rfb = RfbServer(terminal.screen, room.name, terminal.typed, terminal.reset)
        self.show()

    async def on_message(self, message: str | bytes) -> None:
        if self._room is None:
            return
        data = message.encode() if isinstance(message, str) else message
        try:
            if self._rfb:
                self._rfb.received(data)
            else:
                self._room.terminal.typed(self._decode(data))
        except ProtocolError:
            self.cut()
            return
        self._room.wake()
        self.show()
        if self._sent is not None:  # who does not read is not listened to
            sent, self._sent = self._sent, None
            with suppress(WebSocketClosedError, StreamClosedError):
                await sent

    def on_close(self) -> None:
        if self._room:
            self._room.terminal.listeners.discard(self._send)
            self._room.leave(self)

    def show(self) -> None:
        """Send what the client of a picture waits for."""
        if self._rfb and (data := self._rfb.answer()):
            self._write(data)

    def end(self) -> None:
        """Close: the machine has ended."""
        self.close(1000, "Target closed")

    def cut(self) -> None:
        """Close the connection without a word."""
        if self.ws_connection is not None and self.ws_connection.stream is not None:
            self.ws_connection.stream.close()

    def _send(self, text: str) -> None:
        self._write(text.encode())

    def _write(self, data: bytes) -> None:
        with suppress(WebSocketClosedError):  # on_close comes
            self._sent = self.write_message(data, binary=True)
            self._sent.add_done_callback(lambda sent: sent.exception())  # it comes there, too

    def _token(self) -> str:
        return self.get_query_argument("token", "") or self.get_cookie("token", "") or ""

    def _is_from_here(self) -> bool:
        """Say whether the Origin, if there is one, has this host's name and scheme."""
        origin = self.request.headers.get("Origin")
        if origin is None:
            return True  # no browser
        told = urlsplit(origin)
        here = urlsplit(f"//{self.request.host}").hostname
        return told.hostname == here and told.scheme == "http"

    def _offers_binary(self) -> bool:
        offered = self.request.headers.get("Sec-WebSocket-Protocol", "")
        return not offered or "binary" in [word.strip() for word in offered.split(",")]

    def _page(self) -> None:
        if self.request.path != "/vnc_lite.html":
            self.send_error(404)
        else:
            self.set_header(
                "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"
            )
            self.finish(_PAGE)


def make_proxy(passes: Passes, rooms: Rooms) -> Application:
    """Return the tornado application; it needs a port of its own, for it takes every path."""
    return Application(
        [(r".*", Console, {"passes": passes, "rooms": rooms})],
        log_function=lambda _: None,
        websocket_max_message_size=_MOST,
    )
