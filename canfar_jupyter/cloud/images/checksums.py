"""Checksums that the publishers of an image put beside it on the web."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit, urlunsplit

_LENGTHS = {64: "sha256", 128: "sha512"}
_LINE = re.compile(r"^(?P<hex>[0-9a-fA-F]{64,128})(?:\s+\*?(?P<name>\S.*?))?\s*$")
_BSD = re.compile(r"^SHA(?:256|512)\s*\((?P<name>.+)\)\s*=\s*(?P<hex>[0-9a-fA-F]{64,128})\s*$")


@dataclass(frozen=True, slots=True)
class Sum:
    """A checksum, and the URL it was found at."""

    algorithm: str  # "sha256" or "sha512"
    hexdigest: str
    url: str

    @property
    def where(self) -> str:
        """The name of the file that contains it."""
        return urlsplit(self.url).path.rpartition("/")[2]


def beside(url: str, fetch: Callable[[str], str | None]) -> Sum | None:
    """Look for the checksum of the file at ``url``.

    Args:
        url: Of the image.
        fetch: Returns the text at a URL; None: there is none.
    """
    name = unquote(urlsplit(url).path.rpartition("/")[2])
    for candidate in _candidates(url):
        text = fetch(candidate)
        if text and (found := _find(text, name, alone=_last(candidate).startswith(_last(url)))):
            algorithm = _LENGTHS[len(found)]
            return Sum(algorithm, found.lower(), candidate)
    return None


def _candidates(url: str) -> list[str]:
    """Return where it may be: sha512 first, because Glance reports that one of its copy."""
    parts = urlsplit(url)
    folder = parts.path.rpartition("/")[0]
    names = (
        f"{folder}/SHA512SUMS",
        f"{folder}/SHA256SUMS",
        f"{parts.path}.sha256",
        f"{folder}/CHECKSUM",
    )
    return [urlunsplit(parts._replace(path=path, query="", fragment="")) for path in names]


def _last(url: str) -> str:
    return urlsplit(url).path.rpartition("/")[2]


def _find(text: str, name: str, alone: bool) -> str | None:
    """Find the line of ``name``; a file for a single image needs no name."""
    for line in text.splitlines()[:10_000]:
        found = _LINE.match(line.strip()) or _BSD.match(line.strip())
        if not found or len(found["hex"]) not in _LENGTHS:
            continue
        named = (found["name"] or "").removeprefix("./")
        if named == name or (alone and (not named or named.rpartition("/")[2] == name)):
            return str(found["hex"])
    return None
