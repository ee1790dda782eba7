"""Fetch the beginning of a URL: the only file of this folder that uses the network."""

from __future__ import annotations

import urllib.error
import urllib.request
from http.client import HTTPException

from canfar_jupyter.model.userdata.includes import Fetched

_BEGIN = 4096  # bytes: a header is all that is looked at


def fetch(url: str, timeout: float) -> Fetched:
    """Return the status and first bytes of an http(s) URL, following redirects.

    Raises:
        OSError: No answer within ``timeout`` seconds, or the answer is not HTTP.
        ValueError: It is not a URL.
    """
    request = urllib.request.Request(
        url, headers={"Range": f"bytes=0-{_BEGIN - 1}", "Accept": "*/*"}
    )
    try:
        with _opener().open(request, timeout=timeout) as response:
            return Fetched(response.status, response.read(_BEGIN))
    except urllib.error.HTTPError as error:
        return Fetched(error.code, b"")
    except HTTPException as error:
        raise ConnectionError(str(error)) from error


def _opener() -> urllib.request.OpenerDirector:
    # Not build_opener(): that would follow a redirection to ftp:// or file://
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
    ):
        opener.add_handler(handler)
    return opener
