"""Why no answer came: what lies below all that keystoneauth and requests wrap around it."""

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
    (socket.gaierror, "its name is not known here"),
    (ConnectionRefusedError, "the connection was refused"),
    (ConnectionResetError, "the connection broke off"),
    (RemoteDisconnected, "the connection broke off"),
    (TimeoutError, "it took too long"),
)
_OF_PROXY = (urllib3.exceptions.ProxyError, urllib3.exceptions.ProxySchemeUnknown)
_NO_WAY = (errno.ENETUNREACH, errno.EHOSTUNREACH)


def in_words(raised: BaseException) -> str:
    """Say "HOST does not answer: the connection was refused"; "": the cause is not known."""
    host = next((h for cause in _causes(raised) if (h := _host(cause))), "the cloud")
    return of(raised, host)


def below_discovery(raised: BaseException) -> BaseException:
    """Return why no version of the identity service was found, where nothing could be asked.

    keystoneauth says "no versions" of an address below a path, whatever went wrong there.
    """
    if isinstance(raised, ksa.DiscoveryFailure):
        for cause in _causes(raised):
            if isinstance(cause, ksa.ConnectionError | ksa.RetriableConnectionFailure):
                return cause
    return raised


def of(raised: BaseException, host: str) -> str:
    """As ``in_words``, where it is known which host was asked."""
    if any(_is_of_proxy(cause) for cause in _causes(raised)):
        return (
            f"the proxy on the way to {host} does not answer as one: look at HTTPS_PROXY, "
            "HTTP_PROXY and NO_PROXY of the environment."
        )
    for cause in _causes(raised):
        for kind, words in _REASONS:
            if isinstance(cause, kind):
                return f"{host} does not answer: {words}."
        if isinstance(cause, OSError) and cause.errno in _NO_WAY:
            return f"{host} does not answer: no way leads there from here."
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
    """Return where a request of ``requests`` went; never its user or its query."""
    url = urlsplit(str(getattr(getattr(cause, "request", None), "url", None) or ""))
    if not url.hostname:
        return ""
    return f"{url.hostname}:{url.port}" if url.port else url.hostname
