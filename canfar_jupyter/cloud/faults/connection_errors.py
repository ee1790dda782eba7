"""Why there was no response: the cause below the exceptions of keystoneauth and requests."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator
from http.client import RemoteDisconnected
from urllib.parse import urlsplit

import requests
import urllib3
from keystoneauth1 import exceptions as ksa

_REASONS: tuple[tuple[type[BaseException], str], ...] = (
    (socket.gaierror, "its name cannot be resolved"),
    (ConnectionRefusedError, "the connection was refused"),
    (ConnectionResetError, "the connection broke off"),
    (RemoteDisconnected, "the connection broke off"),
    (TimeoutError, "it took too long"),
)
_OF_PROXY = (urllib3.exceptions.ProxyError, urllib3.exceptions.ProxySchemeUnknown)
_NO_WAY = (errno.ENETUNREACH, errno.EHOSTUNREACH)


def in_words(raised: BaseException) -> str:
    """Return "HOST does not answer: the connection was refused"; "": the cause is not known."""
    host = next((h for cause in _causes(raised) if (h := _host(cause))), "the cloud")
    return of(raised, host)


def below_discovery(raised: BaseException) -> BaseException:
    """Return why no version of the identity service was found, if it could not be reached.

    keystoneauth says "no versions" of any URL with a path, whatever went wrong.
    """
    if isinstance(raised, ksa.DiscoveryFailure):
        for cause in _causes(raised):
            if isinstance(cause, ksa.ConnectionError | ksa.RetriableConnectionFailure):
                return cause
    return raised


def of(raised: BaseException, host: str) -> str:
    """As ``in_words``, for a request whose host is known."""
    if any(_is_of_proxy(cause) for cause in _causes(raised)):
        return (
            f"the proxy for {host} does not respond like a proxy: check HTTPS_PROXY, "
            "HTTP_PROXY and NO_PROXY in the environment."
        )
    for cause in _causes(raised):
        for kind, words in _REASONS:
            if isinstance(cause, kind):
                return f"{host} does not answer: {words}."
        if isinstance(cause, OSError) and cause.errno in _NO_WAY:
            return f"{host} does not answer: there is no route to it from this computer."
    return ""


def _is_of_proxy(cause: BaseException) -> bool:
    proxy = (requests.exceptions.ProxyError, requests.exceptions.InvalidProxyURL)
    return isinstance(cause, (*proxy, *_OF_PROXY))


def _causes(raised: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    cause: BaseException | None = raised
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield cause
        cause = cause.__cause__ or cause.__context__


def _host(cause: BaseException) -> str:
    """Return the host and port of a request of ``requests``; never its user or its query."""
    url = urlsplit(str(getattr(getattr(cause, "request", None), "url", None) or ""))
    if not url.hostname:
        return ""
    return f"{url.hostname}:{url.port}" if url.port else url.hostname
