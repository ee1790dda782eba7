"""Removes secrets from an exception of the SDK.

It is the cause of our error, so a traceback in a saved notebook prints it; a refusal often
repeats the request, and has the request itself as an attribute.
"""

from __future__ import annotations

import base64
import binascii
import json
import logging
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, quote_plus

_HIDDEN = "(hidden)"
_SHORTEST = 6  # characters of a secret that is looked for: a shorter one occurs in ordinary words
_SECRET_KEY = re.compile(
    r"user_?data|pass(word|wd|code|phrase)?$|adminPass|secret|token|private_key|credential|contents",
    re.IGNORECASE,
)
_SECRET_HEADER = re.compile(r"token|authorization|secret|cookie", re.IGNORECASE)
_PATTERNS = (
    (
        re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*-----|\Z)", re.S),
        _HIDDEN,
    ),
    (re.compile(r"gAAAA[\w=-]{20,}"), _HIDDEN),
    (re.compile(r"//[^/\s@]+@"), "//"),
    (
        re.compile(
            r"""(["']?(?:password|adminPass|passcode|secret|user_data|private_key)["']?\s*[:=]\s*)"""
            r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s,}&]+)""",
            re.I,
        ),
        rf"\1{_HIDDEN}",
    ),
    (re.compile(r"((?:token|signature|credential)(?:=|%3[Dd]))[^&\s\"'%]+", re.I), rf"\1{_HIDDEN}"),
    (re.compile(r"(?s)(attribute user_data\. )Value: .*"), rf"\1Value: {_HIDDEN}"),
    (re.compile(r"(?![0-9a-f]+\b)[A-Za-z0-9+/%_-]{80,}={0,2}"), _HIDDEN),  # data in any encoding
)


class ScrubbedLog(logging.LoggerAdapter[logging.Logger]):
    """A log without what is secret: keystoneauth writes every request and answer to it."""

    def log(self, level: int, msg: object, *args: object, **more: Any) -> None:
        if self.isEnabledFor(level):
            text = logging.LogRecord("", level, "", 0, msg, args, None).getMessage()
            self.logger.log(level, "%s", _clean(text, []), **more)


def scrub(raised: BaseException) -> None:
    """Remove secrets from an exception, from its causes, and from their requests."""
    chain = list(_chain(raised))
    requests = [request for one in chain for request in _requests(one)]
    secrets: set[str] = set()
    for request in requests:
        secrets.update(_secrets_of(request))
    forms = sorted({f for s in secrets for f in _forms(s)}, key=len, reverse=True)
    for one in chain:
        _scrub_one(one, forms)
    for request in requests:
        request.body = None
        for name in list(request.headers or ()):
            if _SECRET_HEADER.search(name):
                request.headers[name] = _HIDDEN


def _chain(raised: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    waiting: list[Any] = [raised]
    while waiting:
        one = waiting.pop()
        if not isinstance(one, BaseException) or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [one.__cause__, one.__context__, *one.args, *vars(one).values()]


def _requests(one: BaseException) -> Iterator[Any]:
    response = getattr(one, "response", None)
    for holder in (one, response, *(getattr(response, "history", None) or ())):
        request = getattr(holder, "request", None)
        if hasattr(request, "headers") and hasattr(request, "body"):
            yield request


def _secrets_of(request: Any) -> Iterator[str]:
    for name, value in (request.headers or {}).items():
        if _SECRET_HEADER.search(name):
            yield value.decode("latin-1") if isinstance(value, bytes) else str(value)
    body = request.body
    if not isinstance(body, str | bytes):
        return
    try:
        yield from _secret_values(json.loads(body), inside=False)
    except (ValueError, RecursionError):
        return


def _secret_values(value: Any, inside: bool) -> Iterator[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _secret_values(part, inside or bool(_SECRET_KEY.search(str(key))))
    elif isinstance(value, list):
        for part in value:
            yield from _secret_values(part, inside)
    elif inside and isinstance(value, str):
        yield value


def _forms(secret: str) -> Iterator[str]:
    """Yield a secret as it may be repeated: plain, line by line, decoded, encoded, escaped."""
    texts = [secret]
    try:
        decoded = base64.b64decode(secret, validate=True).decode()
        texts += [decoded, *decoded.splitlines()]
    except (binascii.Error, ValueError):
        texts += secret.splitlines()
    for text in (text.strip() for text in texts):
        coded = base64.b64encode(text.encode()).decode()
        for form in (text, coded, coded.rstrip("=")):
            for written in (form, quote(form, safe=""), quote_plus(form), json.dumps(form)[1:-1]):
                if len(written) >= _SHORTEST:
                    yield written


def _scrub_one(one: BaseException, forms: list[str]) -> None:
    one.args = tuple(_clean(arg, forms) for arg in one.args)
    if isinstance(one, UnicodeDecodeError):
        one.object = b""
    for name, value in list(vars(one).items()):
        if isinstance(value, str | bytes | list | tuple | dict):
            setattr(one, name, _clean(value, forms))
    response = getattr(one, "response", None)
    content = getattr(response, "_content", None)
    if response is not None and isinstance(content, bytes):
        response._content = _clean(content, forms)
    if response is not None and hasattr(response, "headers"):
        for name in list(response.headers):
            if _SECRET_HEADER.search(name):
                response.headers[name] = _HIDDEN


def _clean(value: Any, forms: list[str]) -> Any:
    if isinstance(value, str):
        for form in forms:
            value = value.replace(form, _HIDDEN)
        for pattern, instead in _PATTERNS:
            value = pattern.sub(instead, value)
        return value
    if isinstance(value, bytes):
        text = value.decode("utf-8", "surrogateescape")
        return _clean(text, forms).encode("utf-8", "surrogateescape")
    if isinstance(value, list | tuple):
        cleaned = [_clean(part, forms) for part in value]
        return cleaned if isinstance(value, list) else tuple(cleaned)
    if isinstance(value, dict):
        return {key: _clean(part, forms) for key, part in value.items()}
    return value
