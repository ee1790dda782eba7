"""The floor: the same bytes, read with as little as possible, parsed to plain dicts by orjson.

Floor A is one socket, ``recv_into`` one buffer, ``orjson.loads``: no HTTP library at all.  The raw
path is a ``requests`` session and ``orjson.loads``: what a careful script would do.
"""

from __future__ import annotations

import json
import os
import re
import socket
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml  # type: ignore[import-untyped]

LISTS = {"servers": ("compute", "/servers/detail"), "images": ("image", "/v2/images")}
MICROVERSION = "compute 2.69"  # what cloud/ asks for, so that the bytes are the same


def socket_reader(name: str, limit: int) -> Callable[[], list[Any]]:
    """Return a function that reads a whole list as in floor A."""
    import orjson

    token, base = _sign_in(LISTS[name][0])
    connection = _Connection(base, token)

    def read() -> list[Any]:
        rows: list[Any] = []
        path: str | None = f"{urlsplit(base).path}{LISTS[name][1]}?limit={limit}"
        while path:
            page = orjson.loads(connection.get(path))
            rows.extend(page[name])
            path = _next(page, name, base)
        return rows

    return read


def requests_reader(name: str, limit: int) -> Callable[[], list[Any]]:
    """Return a function that reads a whole list with requests and orjson."""
    import orjson
    import requests

    token, base = _sign_in(LISTS[name][0])
    session = requests.Session()
    session.headers.update({"X-Auth-Token": token, "OpenStack-API-Version": MICROVERSION})
    root = "{0.scheme}://{0.netloc}".format(urlsplit(base))

    def read() -> list[Any]:
        rows: list[Any] = []
        path: str | None = f"{urlsplit(base).path}{LISTS[name][1]}?limit={limit}"
        while path:
            page = orjson.loads(session.get(root + path).content)
            rows.extend(page[name])
            path = _next(page, name, base)
        return rows

    return read


def _next(page: dict[str, Any], name: str, base: str) -> str | None:
    """Return path and query of the next page, as Nova and as Glance tell it."""
    for link in page.get(f"{name}_links", ()):
        if link["rel"] == "next":
            url = urlsplit(link["href"])
            return f"{url.path}?{url.query}"
    return urlsplit(base).path + page["next"] if page.get("next") else None


class _Connection:
    """One kept-alive HTTP/1.1 connection and one buffer."""

    def __init__(self, base: str, token: str) -> None:
        self._host = urlsplit(base)
        address = (self._host.hostname or "", self._host.port or 80)
        self._socket = socket.create_connection(address)
        self._head = (
            f"Host: {self._host.netloc}\r\nX-Auth-Token: {token}\r\n"
            f"OpenStack-API-Version: {MICROVERSION}\r\n\r\n"
        )
        self._buffer = bytearray(1 << 22)

    def get(self, path: str) -> memoryview:
        """Return the body of an answer, valid until the next call."""
        self._socket.sendall(f"GET {path} HTTP/1.1\r\n{self._head}".encode())
        have, end, size = 0, -1, 0
        while end < 0 or have < end + size:
            view = memoryview(self._buffer)
            got = self._socket.recv_into(view[have:])
            view.release()
            if not got:
                raise ConnectionError("the cloud hung up")
            have += got
            if end < 0 and (at := self._buffer.find(b"\r\n\r\n", 0, have)) >= 0:
                end = at + 4
                head = bytes(self._buffer[:end])
                if not head.startswith(b"HTTP/1.1 200"):
                    raise RuntimeError(head.decode())
                size = int(re.search(rb"(?i)content-length: *(\d+)", head)[1])  # type: ignore[index]
                if end + size > len(self._buffer):
                    self._buffer.extend(bytes(end + size - len(self._buffer)))
        return memoryview(self._buffer)[end : end + size]


def _sign_in(service: str) -> tuple[str, str]:
    """Return a token and the address of a service, without the SDK."""
    clouds = yaml.safe_load(Path(os.environ["OS_CLIENT_CONFIG_FILE"]).read_text())["clouds"]
    auth = clouds["demo"]["auth"]
    user = {
        "name": auth["username"],
        "domain": {"name": auth["user_domain_name"]},
        "password": auth["password"],
    }
    project = {"name": auth["project_name"], "domain": {"name": auth["project_domain_name"]}}
    identity = {"methods": ["password"], "password": {"user": user}}
    body = json.dumps({"auth": {"identity": identity, "scope": {"project": project}}}).encode()
    request = urllib.request.Request(
        f"{auth['auth_url']}/auth/tokens", body, {"Content-Type": "application/json"}
    )
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # loopback: no proxy
    with direct.open(request) as answer:
        catalog = json.load(answer)["token"]["catalog"]
        ends = next(s["endpoints"] for s in catalog if s["type"] == service)
        return answer.headers["X-Subject-Token"], next(
            e["url"] for e in ends if e["interface"] == "public"
        )
