"""A file on the web, read by this computer."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import requests
import urllib3

from canfar_jupyter.cloud.faults import connection_errors
from canfar_jupyter.cloud.images.web_session import session
from canfar_jupyter.errors import Invalid, NotFound, Unreachable

TIMEOUT = (10.0, 60.0)  # seconds: to connect, between two pieces of the response
PIECE = (
    1 << 18
)  # bytes; smaller than the blocks of a file, so that a slow connection shows progress
_MOST_TEXT = 1 << 20  # maximum bytes of a list of checksums


def check(url: str) -> str:
    """Return a URL that can be fetched, without surrounding spaces.

    Raises:
        Invalid: It is not an http(s) URL; field "url".
    """
    url = url.strip()
    try:
        parts = urlsplit(url)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        fine = False
    if not fine:
        raise Invalid(
            f"{url[:100]!r} is not an http(s) URL.",
            field="url",
            hint="Enter one that begins with https:// or http://.",
        )
    return url


class Download:
    """An open download.

    Attributes:
        total: Size in bytes; None: the server does not say.
    """

    def __init__(self, url: str) -> None:
        """Send the request.

        Raises:
            NotFound, Invalid: The server has no such file, or refuses access to it; or this page
                may not download from there (``destinations``).
            Unreachable: No response.
        """
        self._host = urlsplit(url).netloc.rpartition("@")[2]
        self._session = session()
        try:
            self._response = self._session.get(
                url, stream=True, timeout=TIMEOUT, headers={"Accept-Encoding": "identity"}
            )
        except requests.RequestException as failed:
            raise self._unreachable(failed) from failed
        self._check()
        length = self._response.headers.get("Content-Length", "")
        self.total = int(length) if length.isdigit() else None

    def blocks(self) -> Iterator[bytes]:
        """Yield the data in pieces.

        Raises:
            Unreachable: The connection broke.
        """
        try:
            while piece := self._response.raw.read(PIECE):
                yield piece
        except (urllib3.exceptions.HTTPError, OSError) as broken:
            raise Unreachable(
                f"The download from {self._host} broke off.",
                hint="Nothing was kept. Try again.",
            ) from broken

    def close(self) -> None:
        self._response.close()
        self._session.close()

    def _check(self) -> None:
        status = self._response.status_code
        if status < 400:
            return
        self.close()
        if status in (404, 410):
            hint = "Check the URL: open the page that links to it, and copy the link again."
            raise NotFound(f"{self._host} has no such file.", field="url", hint=hint)
        if status in (401, 403):
            hint = (
                "Download it in your browser, put it on the notebook server, and choose it there."
            )
            raise Invalid(
                f"{self._host} does not allow anonymous access.",
                field="url",
                hint=hint,
            )
        raise Unreachable(
            f"{self._host} responds with an error ({status}).", field="url", hint="Try again later."
        )

    def _unreachable(self, failed: requests.RequestException) -> Exception:
        if isinstance(failed, requests.exceptions.InvalidURL | requests.exceptions.InvalidSchema):
            return Invalid("This is not an http(s) URL.", field="url")
        why = connection_errors.in_words(failed) or f"{self._host} does not answer."
        hint = "Check the URL; this computer may be unable to reach it."
        return Unreachable(why, field="url", hint=hint)


def text_at(url: str) -> str | None:
    """Return a small text; None: there is none, or it is a web page.

    Raises:
        Invalid: This page may not fetch from there.
    """
    try:
        with session() as http, http.get(url, stream=True, timeout=TIMEOUT) as response:
            if response.status_code != 200:
                return None
            text = response.raw.read(_MOST_TEXT, decode_content=True).decode("utf-8", "replace")
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError):
        return None
    return None if text.lstrip().startswith("<") else str(text)
