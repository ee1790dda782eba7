"""A proxy before the demo that loses answers, answers by itself, and moves the cloud's clock."""

from __future__ import annotations

import http.client
import re
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


@dataclass
class Fault:
    """What becomes of the next requests that fit.

    Attributes:
        method, path: Regular expressions that a request must match whole.
        passed_on: Whether the cloud behind gets the request.
        status: What the proxy answers by itself; 0: it hangs up; None: it does not answer at all.
        times: How many requests it lasts for.
    """

    method: str
    path: str
    passed_on: bool
    status: int | None
    times: int = 1


@dataclass
class Proxy:
    """``off`` is how far the Date of every answer is from the cloud's own."""

    base: str
    off: timedelta = timedelta()
    faults: list[Fault] = field(default_factory=list)
    met: list[str] = field(default_factory=list)  # requests that a fault was done to
    url: str = ""
    closing: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, method: str, path: str) -> Fault | None:
        with self.lock:
            for fault in self.faults:
                if re.fullmatch(fault.method, method) and re.fullmatch(fault.path, path):
                    fault.times -= 1
                    if not fault.times:
                        self.faults.remove(fault)
                    self.met.append(f"{method} {path}")
                    return fault
        return None


@contextmanager
def proxy(base):
    """Serve what ``base`` serves; give the proxy."""
    made = Proxy(base)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(made))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    made.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield made
    finally:
        made.closing.set()
        server.shutdown()
        server.server_close()


def _handler(proxy):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def handle_one(self):
            body = self._body()
            fault = proxy.take(self.command, urlsplit(self.path).path)
            answer = None
            if fault is None or fault.passed_on:
                answer = self._of_cloud(body)
            if fault is None:
                self._reply(*answer)
            elif fault.status:
                self._reply(fault.status, [("Content-Type", "text/html")], b"<h1>A proxy</h1>")
            else:
                if fault.status is None:
                    proxy.closing.wait(30)  # who asked has gone by then
                self.close_connection = True

        def _body(self):
            if self.headers.get("Transfer-Encoding") != "chunked":
                return self.rfile.read(int(self.headers.get("Content-Length") or 0)) or None
            parts = []
            while size := int(self.rfile.readline(), 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(parts)

        def _of_cloud(self, body):
            behind = http.client.HTTPConnection(urlsplit(proxy.base).netloc, timeout=30)
            headers = {k: v for k, v in self.headers.items() if k != "Transfer-Encoding"}
            behind.request(self.command, self.path, body, headers)
            answer = behind.getresponse()
            here = f"http://{self.headers['Host']}"
            content = answer.read().replace(proxy.base.encode(), here.encode())
            behind.close()
            return answer.status, answer.getheaders(), content

        def _reply(self, status, headers, content):
            self.send_response_only(status)
            for name, value in headers:
                if name == "Date":
                    value = format_datetime(parsedate_to_datetime(value) + proxy.off, usegmt=True)
                if name not in ("Content-Length", "Connection"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = handle_one

        def log_message(self, *_):
            pass

    return Handler
