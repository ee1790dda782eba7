"""The URLs of an ``#include``, and whether they respond."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from canfar_jupyter.model.userdata.kinds import Kind, kind_of

TIMEOUT = 5.0  # seconds: cloud-init's timeout for one attempt
HEADERS = ("#include-once", "#include")


@dataclass(frozen=True, slots=True)
class Fetched:
    """The response of a URL: its status, and the first bytes of its body."""

    status: int  # of HTTP: 200 is success
    begin: bytes


Fetch = Callable[[str, float], Fetched]  # (URL, seconds); raises OSError if there is no response


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether an included URL has user data for the machine."""

    url: str
    ok: bool
    text: str  # a sentence


def lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield each line number with its URL, as cloud-init reads it."""
    for number, line in enumerate(text.splitlines(), 1):
        for header in HEADERS:
            if line.lower().startswith(header):
                line = line[len(header) :].lstrip()
                break
        if line.strip() and not line.startswith("#"):
            yield number, line.strip()


def problem(url: str) -> str:
    """Return why a machine cannot include this URL; "": it can."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return "This is not an http(s) URL."
    if parts.scheme not in ("http", "https") or not host:
        return "An include needs a URL that begins with https:// or http://."
    if any(character.isspace() for character in url):
        return "A URL has no spaces: write one URL per line."
    return ""


def check(url: str, fetch: Fetch) -> Answer:
    """Check whether a URL has user data; ``fetch`` sends the request.

    Never raises, whatever the URL responds.
    """
    if text := problem(url):
        return Answer(url, False, text)
    try:
        fetched = fetch(url, TIMEOUT)
    except (OSError, ValueError) as error:
        why = "did not answer in time" if isinstance(error, TimeoutError) else "does not answer"
        return Answer(
            url, False, f"{url} {why} from here. The instance may be able to reach it all the same."
        )
    if fetched.status in (404, 410):
        return Answer(url, False, f"{url} no longer exists ({fetched.status}).")
    if not 200 <= fetched.status < 300:
        return Answer(url, False, f"{url} responds with an error ({fetched.status}).")
    begin = fetched.begin.lstrip().lower()
    if begin.startswith((b"<!doctype", b"<html")):
        return Answer(
            url, False, f"{url} is a web page, not user data: use the URL of the raw file."
        )
    if kind_of(fetched.begin) is Kind.UNKNOWN:
        return Answer(url, False, f"The content of {url} has no header, such as #!/bin/bash.")
    return Answer(url, True, f"{url} responds.")
