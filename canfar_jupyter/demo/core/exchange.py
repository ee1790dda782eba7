"""One request and its answer, and which function answers which path."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar
from urllib.parse import urlencode

import msgspec

from canfar_jupyter.demo.core.errors import NO_SUCH_PATH, Refusal, bad_request

if TYPE_CHECKING:
    from canfar_jupyter.demo.core.cloud import DemoCloud
    from canfar_jupyter.demo.core.tokens import Token


@dataclass(slots=True)
class Answer:
    """What goes back; ``body`` is already encoded."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    file: BinaryIO | None = None  # to stream instead of the body; closed afterwards


def answer(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """Encode ``value`` as JSON."""
    head = {"Content-Type": "application/json", **(headers or {})}
    return Answer(status, msgspec.json.encode(value), head)


@dataclass(slots=True)
class Call:
    """A request of somebody who has been let in (or none has to be)."""

    cloud: DemoCloud
    method: str
    path: str  # below the service's prefix
    base: str  # http://127.0.0.1:PORT/compute
    query: dict[str, list[str]]
    headers: Mapping[str, str]
    body: bytes
    request_id: str
    token: Token | None = None
    version: int = 1  # the N of Nova's microversion 2.N, or of Cinder's 3.N

    @property
    def project(self) -> str:
        """The id of the project the token is scoped to; empty: none."""
        return self.token.project or "" if self.token else ""

    @property
    def user(self) -> str:
        return self.token.user if self.token else ""

    def arg(self, name: str, default: str | None = None) -> str | None:
        """Return the last value of a query parameter."""
        values = self.query.get(name)
        return values[-1] if values else default

    def flag(self, name: str) -> bool | None:
        """Return a query parameter as truth; None: not given."""
        value = self.arg(name)
        return None if value is None else value.lower() in ("1", "true", "t", "yes", "on", "")

    def json(self, key: str | None = None) -> Any:
        """Return the decoded body, or what it holds under ``key``.

        Raises:
            Refusal: 400, it is no JSON object or lacks ``key``.
        """
        try:
            value = msgspec.json.decode(self.body)
        except msgspec.DecodeError:
            raise bad_request("Malformed request body") from None
        if key is None:
            return value
        if not isinstance(value, dict) or not isinstance(value.get(key), dict):
            raise bad_request(
                f"Invalid input for field/attribute {key}. '{key}' is a required property"
            )
        return value[key]

    def link(self, path: str, **changed: str) -> str:
        """Return the address of this list with some query parameters changed."""
        pairs = [(k, v) for k, values in self.query.items() if k not in changed for v in values]
        return f"{path}?{urlencode([*pairs, *changed.items()])}"


View = Callable[..., Answer]
Some = TypeVar("Some", bound=View)


class Routes:
    """Functions by method and path; ``{name}`` in a path is passed on as an argument."""

    def __init__(self, *parts: Routes) -> None:
        self._table: list[tuple[str, re.Pattern[str], View]] = [r for p in parts for r in p._table]

    def __call__(self, method: str, path: str) -> Callable[[Some], Some]:
        end = "/?$" if path.count("/") < 2 else "$"  # /v2.1/ is /v2.1; /v2.1/servers/ is nothing
        pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path) + end)

        def add(view: Some) -> Some:
            self._table.append((method, pattern, view))
            return view

        return add

    def find(self, method: str, path: str) -> tuple[View, dict[str, str]]:
        """Return the function for a path and its arguments.

        Raises:
            Refusal: 404 or 405.
        """
        wrong_method = False
        for verb, pattern, view in self._table:
            found = pattern.match(path)
            if found and verb == method:
                return view, found.groupdict()
            wrong_method = wrong_method or found is not None
        if wrong_method:
            raise Refusal(405, "The method specified is not allowed for this resource.")
        raise Refusal(404, "The resource could not be found.", NO_SUCH_PATH)
