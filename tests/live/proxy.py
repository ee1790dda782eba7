"""A websocket server that stands where a cloud's console proxy does; each path is one behaviour."""

import asyncio
import threading

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler
from tornado.websocket import WebSocketHandler


class Proxy:
    """``url(path)`` is an address; ``viewers`` are the connections that are open."""

    def __init__(self, tls=None):
        self.viewers = []
        self.seen = []  # (path with query, headers) of each connection
        self.typed = bytearray()
        self.sent = 0
        self.scheme = "wss" if tls else "ws"
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        threading.Thread(target=self._run, args=(tls, ready), daemon=True).start()
        ready.wait(10)

    def _run(self, tls, ready):
        asyncio.set_event_loop(self._loop)

        async def serve():
            more = {"proxy": self}
            rules = [(r"/http", _Plain), (r"/(.*)", _Console, more)]
            app = Application(rules, log_function=lambda _handler: None)
            (socket,) = bind_sockets(0, "127.0.0.1")
            self.port = socket.getsockname()[1]
            self._server = HTTPServer(app, ssl_options=tls)
            self._server.add_sockets([socket])

        self._loop.run_until_complete(serve())
        ready.set()
        self._loop.run_forever()

    def url(self, path="echo"):
        return f"{self.scheme}://127.0.0.1:{self.port}/{path}"

    def call(self, act):
        """Do something in the server's thread."""
        self._loop.call_soon_threadsafe(act)

    def close(self):
        self._server.stop()
        self._loop.call_soon_threadsafe(self._loop.stop)


class _Plain(RequestHandler):
    def get(self):
        self.set_status(404)


class _Console(WebSocketHandler):
    def initialize(self, proxy):
        self.proxy = proxy

    def select_subprotocol(self, offered):
        return "binary" if "binary" in offered else None

    def check_origin(self, origin):
        return False  # as nova does with an origin that is not its own

    async def open(self, path):
        self.path_ = path
        self.proxy.seen.append((self.request.uri, dict(self.request.headers)))
        self.proxy.viewers.append(self)
        if path == "refuse":  # what nova does with a token it does not know
            self.ws_connection.stream.close()
        elif path == "hello":
            await self.write_message(b"RFB 003.008\n", binary=True)
        elif path == "flood":
            for _ in range(64):
                await self.write_message(bytes(1 << 18), binary=True)
                self.proxy.sent += 1 << 18
        elif path == "last":
            await self.write_message(b"bye", binary=True)
            self.close(4000, "Session timed out")
        elif path == "drops":
            for i in range(200):
                await self.write_message(bytes([i]), binary=True)

    def on_message(self, message):
        self.proxy.typed += message
        if self.path_ == "echo":
            self.write_message(message, binary=True)

    def on_close(self):
        self.proxy.viewers.remove(self)
