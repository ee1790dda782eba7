"""One console for one view of a page: bytes in both directions, with flow control."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from typing import Any

from tornado.websocket import WebSocketClientConnection, WebSocketClosedError

from canfar_jupyter.cloud import Endpoint
from canfar_jupyter.live.console_bridge.connecting import connect, in_words
from canfar_jupyter.live.console_bridge.loop import loop

WINDOW = 4 << 20  # bytes that may be on their way to the page
CHUNK = 256 << 10  # bytes of a message
SILENCE = 150.0  # seconds without a word of the page; a hidden one speaks once a minute
DRAIN = 5.0  # seconds for what is left when the console has closed
REFUSED = (
    "it closed before it showed anything. Its token was refused or has expired, or the machine "
    "is off."
)
LEFT = "the page has not responded for some minutes."

Post = Callable[[dict[str, Any], list[bytes]], None]

log = logging.getLogger(__name__)


class Session:
    """A separate connection, with its own token, to the console of a machine.

    The page and this one exchange messages, each with an ``op`` and at most one buffer:

    - from the page: ``d`` (bytes typed), ``a`` (``a``: bytes it has handled so far; ``d`` has
      it as well), ``hb`` (heartbeat);
    - to the page: ``open`` (``plain``: not encrypted), ``d`` (``s``: number of the message), ``hb``
      (``t``: bytes sent so far, for the page to see that none was lost), ``close`` (``text``: why;
      ``refused``: before a first byte).

    Args:
        ask: Requests a console from the cloud; called once.
        post: Sends a message to the page; called in the thread of all consoles.
        coalesce: Seconds to wait for more bytes before a message is sent.
        window: Bytes that may be in flight; then the socket is no longer read, and TCP
            throttles the machine.
        silence: Seconds without a message from the page after which the connection is closed.
        ended: Called in that thread when it has ended.
    """

    def __init__(
        self,
        ask: Callable[[], Future[Endpoint]],
        post: Post,
        *,
        coalesce: float = 0.002,
        window: int = WINDOW,
        silence: float = SILENCE,
        ended: Callable[[], None] = lambda: None,
    ) -> None:
        self._ask, self._post, self._ended = ask, post, ended
        self._coalesce, self._window, self._silence = coalesce, window, silence
        self._buffer = bytearray()  # read, not sent yet
        self._typed = bytearray()  # before there was a connection
        self._sent = self._taken = self._number = self._read = 0
        self._heard = time.monotonic()
        self._connection: WebSocketClientConnection | None = None
        self._change = asyncio.Event()
        self._loop = loop()
        self._task: asyncio.Task[None] | None = None
        self._loop.call_soon_threadsafe(self._begin)

    # From any thread --------------------------------------------------------------------

    def feed(self, message: Mapping[str, Any], buffers: Sequence[Any] = ()) -> None:
        """Handle a message from the page."""
        copied = [bytes(buffer) for buffer in buffers]  # the caller may reuse them
        self._loop.call_soon_threadsafe(self._take, dict(message), copied)

    def stop(self) -> None:
        """Close the connection; nothing more is posted."""
        self._loop.call_soon_threadsafe(self._cancel)

    # In the thread of all consoles ------------------------------------------------------

    def _begin(self) -> None:
        self._task = self._loop.create_task(self._run())
        # no ``finally``: one that is cancelled before it began has none
        self._task.add_done_callback(lambda _task: self._ended())

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _take(self, message: dict[str, Any], buffers: list[bytes]) -> None:
        self._heard = time.monotonic()
        if isinstance(taken := message.get("a"), int):
            self._taken = max(self._taken, min(taken, self._sent))
            self._change.set()
        if message.get("op") == "hb":
            self._post({"op": "hb", "t": self._sent}, [])
        for data in buffers:
            self._write(data)

    def _write(self, data: bytes) -> None:
        if self._connection is None:
            self._typed += data
            return
        with contextlib.suppress(WebSocketClosedError):  # the reader sees it too, and says so
            written = asyncio.ensure_future(self._connection.write_message(data, binary=True))
            written.add_done_callback(lambda done: done.cancelled() or done.exception())

    async def _run(self) -> None:
        try:
            words = await self._serve()
        except asyncio.CancelledError:
            return
        except Exception as error:  # the top of a task: who else would say it
            log.exception("a console broke", exc_info=error)
            words = {"text": f"something went wrong in this page ({type(error).__name__})."}
        finally:
            if self._connection is not None:
                self._connection.close()
        self._post({"op": "close", **words}, [])

    async def _serve(self) -> dict[str, Any]:
        """Connect, and relay bytes until one side ends; return the closing message for the page."""
        host = "The cloud"
        try:
            endpoint = await asyncio.wrap_future(self._ask())
            host = endpoint.host
            connection = await connect(endpoint)
        except Exception as error:  # noqa: BLE001 - every reason is said
            return {"text": in_words(error, host), "refused": True}
        self._connection = connection
        self._post({"op": "open", "plain": endpoint.tls is None and not endpoint.local}, [])
        if self._typed:
            self._write(bytes(self._typed))
            self._typed.clear()
        sender, watch = (self._loop.create_task(job) for job in (self._send(), self._watch()))
        reader = self._loop.create_task(self._receive(connection))
        try:
            await asyncio.wait({reader, sender, watch}, return_when=asyncio.FIRST_COMPLETED)
            if watch.done():
                return {"text": LEFT}
            if reader.done():
                await self._drain()
            for job in (reader, sender):
                if job.done():
                    job.result()  # raises what broke it
        finally:
            for job in (reader, sender, watch):
                job.cancel()
        if not self._read:
            return {"text": REFUSED, "refused": True}
        why = connection.close_reason
        return {"text": f"{host} says: {why[:200]}" if why else f"{host} ended the connection."}

    async def _receive(self, connection: WebSocketClientConnection) -> None:
        while (data := await connection.read_message()) is not None:
            self._read += len(data)
            self._buffer += data.encode() if isinstance(data, str) else data
            self._change.set()
            await self._until(lambda: len(self._buffer) <= self._window)

    async def _send(self) -> None:
        while True:
            await self._until(lambda: bool(self._buffer) and self._room() > 0)
            if self._coalesce and len(self._buffer) < CHUNK:
                await asyncio.sleep(self._coalesce)
            size = min(len(self._buffer), CHUNK, self._room())
            data = bytes(self._buffer[:size])
            del self._buffer[:size]
            self._sent += size
            self._post({"op": "d", "s": self._number}, [data])
            self._number += 1
            self._change.set()
            await asyncio.sleep(0)  # what the page says is taken between two messages

    def _room(self) -> int:
        return self._window - (self._sent - self._taken)

    async def _drain(self) -> None:
        """Wait until the console's last output has been sent to the page."""
        try:
            await asyncio.wait_for(self._until(lambda: not self._buffer), DRAIN)
        except TimeoutError:
            return

    async def _until(self, ready: Callable[[], bool]) -> None:
        while not ready():
            self._change.clear()
            await self._change.wait()

    async def _watch(self) -> None:
        """End when the page has not responded for too long: it was killed, or disconnected."""
        while True:
            left = self._heard + self._silence - time.monotonic()
            if left <= 0:
                return
            await asyncio.sleep(left)
