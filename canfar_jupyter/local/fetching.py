"""Ask an address over the network: the one file of this folder that does so."""

from __future__ import annotations

import urllib.error
import urllib.request
from http.client import HTTPException

from canfar_jupyter.model.userdata.includes import Fetched

_BEGIN = 4096  # bytes: a header is all that is looked at


def fetch(url: str, timeout: float) -> Fetched:
    """Return status and first bytes of an http or https address, redirections followed.

    Raises:
        OSError: Nobody answers within ``timeout`` seconds, or what answers is no web server.
        ValueError: It is no address.
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
