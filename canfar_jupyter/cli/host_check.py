"""Answer only who asks for this computer by name.

A web page elsewhere can let its own name resolve to 127.0.0.1 (DNS rebinding): its browser then
takes this server for that page's own, and lets it read everything. The Host header tells.
"""

from __future__ import annotations

from typing import Any

from tornado.httputil import HTTPServerRequest, split_host_and_port
from tornado.routing import Matcher, Rule
from tornado.web import RequestHandler

NAMES = ("localhost", "127.0.0.1", "[::1]")
_SENTENCE = (
    "This server answers only at localhost and 127.0.0.1: open the address that "
    "canfar-jupyter printed when it started.\n"
)


class _OtherHost(Matcher):
    def match(self, request: HTTPServerRequest) -> dict[str, Any] | None:
        """Match what is to be refused: whatever the port is, which a tunnel changes."""
        name, _port = split_host_and_port(request.host.lower())
        return None if name in NAMES else {}


class _Refuse(RequestHandler):
    def prepare(self) -> None:
        self.set_status(403)
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(_SENTENCE)


def rule() -> Rule:
    """Return the rule that comes before all others of an application; websockets included."""
    return Rule(_OtherHost(), _Refuse)
