"""Which requests does this process send?  Counted below every library that uses ``requests``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: str
    received: int  # bytes of the answer's body, as its head announces them


@contextmanager
def counted() -> Iterator[list[Request]]:
    """Give the list of the requests that are sent inside the block, as they end."""
    seen: list[Request] = []
    send = requests.Session.send

    def noting(self: Any, request: Any, **more: Any) -> requests.Response:
        response = send(self, request, **more)
        url = urlsplit(str(request.url))
        size = int(response.headers.get("Content-Length", 0))  # the body may not be read yet
        seen.append(Request(request.method, url.path, url.query, size))
        return response

    requests.Session.send = noting  # type: ignore[method-assign]
    try:
        yield seen
    finally:
        requests.Session.send = send  # type: ignore[method-assign]
