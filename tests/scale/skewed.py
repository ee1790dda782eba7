"""A cloud whose clock is wrong: a proxy before the demo that moves its clock by some hours."""

from __future__ import annotations

import http.client
import threading
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlencode, urlsplit

STAMP = "%Y-%m-%dT%H:%M:%SZ"


@contextmanager
def skewed(base, hours, database=True):
    """Serve what ``base`` serves, its Date ``hours`` off; give the address.

    ``database``: what is written there is off as well, and with it changes-since.
    """
    off = timedelta(hours=hours)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(base, off, database))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def _asked(path, off):
    """Return the path with ``changes-since`` in the time of the cloud behind."""
    url = urlsplit(path)
    query = dict(parse_qsl(url.query))
    if "changes-since" not in query:
        return path
    since = datetime.strptime(query["changes-since"], STAMP) - off
    return f"{url.path}?{urlencode({**query, 'changes-since': since.strftime(STAMP)})}"


def _handler(base, off, database):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one(self):
            size = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(size) if size else None
            behind = http.client.HTTPConnection(urlsplit(base).netloc, timeout=30)
            path = _asked(self.path, off) if database else self.path
            behind.request(self.command, path, body, dict(self.headers))
            answer = behind.getresponse()
            here = f"http://{self.headers['Host']}"
            content = answer.read().replace(base.encode(), here.encode())
            behind.close()
            self.send_response_only(answer.status)
            for name, value in answer.getheaders():
                if name == "Date":
                    value = format_datetime(parsedate_to_datetime(value) + off, usegmt=True)
                if name not in ("Content-Length", "Connection"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_DELETE = handle_one

        def log_message(self, *_):
            pass

    return Handler
