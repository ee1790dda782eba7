"""A cloud that fails on demand: a catalog, tokens, and answers that a test scripts.

It speaks HTTP on a port of its own.  What a good cloud answers is tested on the demo and on a
real OpenStack; here are the faults that neither will commit when asked.
"""

import json
import threading
import time
from collections import Counter
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from openstack.config import OpenStackConfig
from openstack.connection import Connection

from canfar_jupyter.cloud.http.client import HttpClient
from canfar_jupyter.cloud.http.session import Session

DROP = object()  # hang up instead of an answer
CUT = object()  # hang up in the middle of one


class Faulty:
    """``on(method, path, *answers)`` scripts what is answered, the last one for ever.

    An answer is (status, JSON or text), DROP, CUT, or a function of the request that returns one.
    """

    def __init__(self):
        self.requests = []  # (method, path, query, body)
        self.tokens = 0
        self.skew = 0.0  # seconds that its clock is ahead of ours
        self.expires = "2099-01-01T00:00:00.000000Z"
        self.refuses_sign_in = False
        self.revoked = set()
        self.has_volumes = False  # whether the catalog names Cinder
        self._answers = {}
        self._served = Counter()
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def on(self, method, path, *answers):
        self._answers[method, path] = answers
        self._served[method, path] = 0

    def sent(self, method, path):
        return [r for r in self.requests if r[:2] == (method, path)]

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def connection(self, **more):
        auth = {"auth_url": f"{self.url}/v3", "username": "me", "password": "s3cret"}
        auth |= {"project_name": "p", "user_domain_name": "d", "project_domain_name": "d"}
        config = OpenStackConfig(
            session_constructor=Session, load_yaml_config=False, load_envvars=False
        )
        return Connection(config=config.get_one(auth=auth, **more))

    def wire(self):
        return HttpClient(self.connection())

    def answer(self, method, path, query, body, token):
        with self._lock:
            self.requests.append((method, path, query, body))
            if path == "/v3/auth/tokens":
                if self.refuses_sign_in:
                    return 401, {"error": {"code": 401, "message": "requires authentication."}}
                self.tokens += 1
                return 201, self._token()
            if token in self.revoked:
                return 401, {"error": {"code": 401, "message": "requires authentication."}}
            script = self._answers.get((method, path), ((404, {"message": f"no {path}"}),))
            at = min(self._served[method, path], len(script) - 1)
            self._served[method, path] += 1
        found = script[at]
        return found(query, body) if callable(found) else found

    def _token(self):
        def service(kind, path):
            ends = [{"id": kind, "interface": "public", "region_id": "R", "region": "R"}]
            return {"type": kind, "name": kind, "endpoints": [{**ends[0], "url": self.url + path}]}

        catalog = [
            service("compute", "/v2.1"),
            service("image", "/v2"),
            service("network", "/v2.0"),
        ]
        if self.has_volumes:
            catalog.append(service("volumev3", "/v3"))
        domain = {"id": "d", "name": "d"}
        return {
            "token": {
                "user": {"id": "u", "name": "me", "domain": domain},
                "project": {"id": "p" * 32, "name": "p", "domain": domain},
                "expires_at": self.expires,
                "issued_at": "2026-01-01T00:00:00.000000Z",
                "methods": ["password"],
                "catalog": catalog,
                "roles": [],
            }
        }

    def _handler(faulty):
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one(self):
                url = urlsplit(self.path)
                size = int(self.headers.get("Content-Length") or 0)
                body = json.loads(self.rfile.read(size)) if size else None
                query = {k: v[0] for k, v in parse_qs(url.query).items()}
                token = self.headers.get("X-Auth-Token")
                answer = faulty.answer(self.command, url.path, query, body, token)
                if answer is DROP:
                    self.close_connection = True
                    return
                status, content = (200, "x" * 100) if answer is CUT else answer
                text = content if isinstance(content, str) else json.dumps(content)
                self.send_response_only(status)
                self.send_header("Date", formatdate(time.time() + faulty.skew, usegmt=True))
                kind = "text/plain" if isinstance(content, str) else "application/json"
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(text) * (2 if answer is CUT else 1)))
                self.send_header("X-Subject-Token", f"token-{faulty.tokens}")
                self.end_headers()
                self.wfile.write(text.encode())
                self.close_connection = answer is CUT

            do_GET = do_POST = do_DELETE = handle_one

            def log_message(self, *args):
                pass

        return Handler
