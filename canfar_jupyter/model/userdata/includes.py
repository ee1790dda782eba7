"""The addresses that an ``#include`` names, and whether they answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from canfar_jupyter.model.userdata.kinds import Kind, kind_of

TIMEOUT = 5.0  # seconds: as cloud-init waits for one try
HEADERS = ("#include-once", "#include")


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address said: the status, and the first bytes of what it gives."""

    status: int  # as HTTP counts: 200 is well
    begin: bytes


Fetch = Callable[[str, float], Fetched]  # (address, seconds); raises OSError where nobody answers


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether an included address will give the machine something to do."""

    url: str
    ok: bool
    text: str  # a sentence


def lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield line number and what stands there for an address, as cloud-init reads it."""
    for number, line in enumerate(text.splitlines(), 1):
        for header in HEADERS:
            if line.lower().startswith(header):
                line = line[len(header) :].lstrip()
                break
        if line.strip() and not line.startswith("#"):
            yield number, line.strip()


def problem(url: str) -> str:
    """Say why this is no address that a machine can include; "": it is one."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return "This is no address."
    if parts.scheme not in ("http", "https") or not host:
        return "An include needs an address that begins with https:// or http://."
    if any(character.isspace() for character in url):
        return "An address has no spaces: one address a line."
    return ""


def check(url: str, fetch: Fetch) -> Answer:
    """Ask an address whether it has user data; ``fetch`` does the asking.

    Never raises for what an address can do wrong.
    """
    if text := problem(url):
        return Answer(url, False, text)
    try:
        fetched = fetch(url, TIMEOUT)
    except (OSError, ValueError) as error:
        why = "did not answer in time" if isinstance(error, TimeoutError) else "does not answer"
        return Answer(url, False, f"{url} {why} from here. A machine may reach what we cannot.")
    if fetched.status in (404, 410):
        return Answer(url, False, f"{url} is no longer there ({fetched.status}).")
    if not 200 <= fetched.status < 300:
        return Answer(url, False, f"{url} refuses to answer ({fetched.status}).")
    begin = fetched.begin.lstrip().lower()
    if begin.startswith((b"<!doctype", b"<html")):
        return Answer(url, False, f"{url} is a web page, not user data: link the raw file.")
    if kind_of(fetched.begin) is Kind.UNKNOWN:
        return Answer(url, False, f"What {url} gives has no header, such as #!/bin/bash.")
    return Answer(url, True, f"{url} answers.")
