"""What cloud-init takes a part of user data for, told by how it begins.

Source: https://cloudinit.readthedocs.io/en/latest/explanation/format.html
"""

from __future__ import annotations

import re
from enum import StrEnum


class Kind(StrEnum):
    """A kind of user data; its value is the type it has inside a MIME message."""

    SHELL = "text/x-shellscript"
    CLOUD_CONFIG = "text/cloud-config"
    INCLUDE = "text/x-include-url"
    INCLUDE_ONCE = "text/x-include-once-url"
    BOOTHOOK = "text/cloud-boothook"
    ARCHIVE = "text/cloud-config-archive"
    JSONP = "text/cloud-config-jsonp"
    PART_HANDLER = "text/part-handler"
    JINJA = "text/jinja2"
    GZIP = "application/gzip"
    MIME = "multipart/mixed"
    UNKNOWN = "text/plain"

    @property
    def words(self) -> str:
        """What to call it before a user."""
        return _WORDS[self]

    @property
    def extension(self) -> str:
        """How the name of such a file ends."""
        return _EXTENSIONS.get(self, ".txt")


_WORDS = {
    Kind.SHELL: "script",
    Kind.CLOUD_CONFIG: "cloud-config",
    Kind.INCLUDE: "include",
    Kind.INCLUDE_ONCE: "include once",
    Kind.BOOTHOOK: "boothook",
    Kind.ARCHIVE: "cloud-config archive",
    Kind.JSONP: "cloud-config JSON patch",
    Kind.PART_HANDLER: "part handler",
    Kind.JINJA: "jinja template",
    Kind.GZIP: "gzip",
    Kind.MIME: "MIME message",
    Kind.UNKNOWN: "text without a header",
}
_EXTENSIONS = {
    Kind.SHELL: ".sh",
    Kind.CLOUD_CONFIG: ".yaml",
    Kind.ARCHIVE: ".yaml",
    Kind.BOOTHOOK: ".sh",
    Kind.PART_HANDLER: ".py",
    Kind.GZIP: ".gz",
}

HEADERS = {
    "#cloud-config-archive": Kind.ARCHIVE,
    "#cloud-config-jsonp": Kind.JSONP,
    "## template: jinja": Kind.JINJA,
    "#cloud-boothook": Kind.BOOTHOOK,
    "#cloud-config": Kind.CLOUD_CONFIG,
    "#part-handler": Kind.PART_HANDLER,
    "#include-once": Kind.INCLUDE_ONCE,
    "#include": Kind.INCLUDE,
    "#!": Kind.SHELL,
}  # the longer before those they begin with

GZIP_MAGIC = b"\x1f\x8b"
_BEGIN = 4096  # bytes in which cloud-init looks for MIME-Version
_MIME_HEADERS = re.compile(rb"(?:[!-9;-~]+:.*\r?\n(?:[ \t].*\r?\n)*)*", re.IGNORECASE)


def kind_of(data: bytes) -> Kind:
    """Say what this is, as cloud-init will, but for a byte order mark, which lint mends."""
    if data.startswith(GZIP_MAGIC):
        return Kind.GZIP
    begin = data[:_BEGIN].removeprefix(b"\xef\xbb\xbf").lstrip()
    lower = begin.decode("utf-8", "replace").lower()
    for header, kind in HEADERS.items():
        if lower.startswith(header):
            return kind
    return Kind.MIME if _is_mime(begin) else Kind.UNKNOWN


def _is_mime(begin: bytes) -> bool:
    """Say whether it begins with mail headers, a multipart content type among them."""
    lower = begin.lower()
    if b"content-type:" not in lower:
        return False
    headers = _MIME_HEADERS.match(lower)
    return bool(headers and re.search(rb"^content-type:\s*multipart/", headers.group(), re.M))
