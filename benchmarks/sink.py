"""``python -m benchmarks.sink [BYTES_A_SECOND]``: a Glance that takes bytes and throws them away.

It prints its address.  A PUT is read as fast as it comes, or as a line of that speed would
bring it; a GET of an image says that all of it is there.
"""

from __future__ import annotations

import json
import socket
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

AT_ONCE = 1 << 20


class Sink(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    speed = 0.0  # bytes a second; 0: no limit
    size = 0  # of the last upload

    def log_message(self, *_):
        pass

    def do_PUT(self):
        left = Sink.size = int(self.headers["Content-Length"])
        buffer = memoryview(bytearray(AT_ONCE))
        began = time.perf_counter()
        while left:
            left -= self.rfile.readinto1(buffer[: min(AT_ONCE, left)])
            if self.speed:
                ahead = (Sink.size - left) / self.speed - (time.perf_counter() - began)
                if ahead > 0:
                    time.sleep(ahead)
        self.answer(204)

    def do_GET(self):
        if self.path.strip("/") in ("", "v2"):
            link = {"rel": "self", "href": f"http://{self.headers['Host']}/v2/"}
            version = {"id": "v2.9", "status": "CURRENT", "links": [link]}
            self.answer(200, {"versions": [version]})
            return
        image = {"id": "sink", "status": "active", "size": Sink.size, "name": "sink"}
        self.answer(200, image)

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.answer(201, {"id": "sink"})

    def do_DELETE(self):
        self.answer(204)

    def do_PATCH(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.answer(200, {})

    def answer(self, status, value=None):
        body = b"" if value is None else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)


def main():
    Sink.speed = float(sys.argv[1]) if len(sys.argv) > 1 else 0.0
    server = ThreadingHTTPServer(("127.0.0.1", 0), Sink)
    if Sink.speed:  # a line has no megabytes in it
        server.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 17)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
