"""The kinds of user data that cloud-init knows, told apart by how they begin.

Source: https://cloudinit.readthedocs.io/en/latest/explanation/format.html
"""

from __future__ import annotations

import re
from enum import StrEnum


class Kind(StrEnum):
    """A kind of user data; the value is its type in a MIME message."""

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
    WINDOWS = "text/x-powershell"  # of cloudbase-init; in a message it is a script
    IGNITION = "application/vnd.coreos.ignition+json"
    TALOS = "application/vnd.talos+yaml"
    UNKNOWN = "text/plain"

    @property
    def words(self) -> str:
        """Its name for users."""
        return _WORDS[self]

    @property
    def extension(self) -> str:
        """The suffix of such a file."""
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
    Kind.WINDOWS: "script for Windows",
    Kind.IGNITION: "Ignition config",
    Kind.TALOS: "Talos machine config",
    Kind.UNKNOWN: "text without a header",
}
_EXTENSIONS = {
    Kind.SHELL: ".sh",
    Kind.CLOUD_CONFIG: ".yaml",
    Kind.ARCHIVE: ".yaml",
    Kind.BOOTHOOK: ".sh",
    Kind.PART_HANDLER: ".py",
    Kind.GZIP: ".gz",
    Kind.WINDOWS: ".ps1",
    Kind.IGNITION: ".ign",
    Kind.TALOS: ".yaml",
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
}  # longer ones before their own prefixes

GZIP_MAGIC = b"\x1f\x8b"
_BEGIN = 4096  # bytes in which cloud-init looks for MIME-Version
# The "From " line of a mailbox may be in front, as write-mime-multipart writes it.
_MIME_HEADERS = re.compile(
    rb"(?:>?from .*\r?\n)?(?:[!-9;-~]+:.*\r?\n(?:[ \t].*\r?\n)*)*", re.IGNORECASE
)


# Source: https://cloudbase-init.readthedocs.io/en/latest/userdata.html
_WINDOWS = re.compile(r"#ps1(?:_sysnative|_x86)?\s|rem\s+cmd\s|<(?:powershell|script)>")
_IGNITION = re.compile(r'\{\s*(?:"[^"]{1,40}"\s*:\s*[^{]{0,200}?)?"ignition"\s*:\s*\{')
_TALOS = re.compile(r"(?:#[^\n]*\n|---\s*\n|\s)*version:\s*v1(?:alpha|beta)\d+\b")


def kind_of(data: bytes) -> Kind:
    """Return its kind for cloud-init, apart from a byte order mark, which lint fixes."""
    if data.startswith(GZIP_MAGIC):
        return Kind.GZIP
    begin = data[:_BEGIN].removeprefix(b"\xef\xbb\xbf").lstrip()
    lower = begin.decode("utf-8", "replace").lower()
    for header, kind in HEADERS.items():
        if lower.startswith(header):
            return kind
    if _is_mime(begin):
        return Kind.MIME
    others = ((_WINDOWS, Kind.WINDOWS), (_IGNITION, Kind.IGNITION), (_TALOS, Kind.TALOS))
    return next((kind for known, kind in others if known.match(f"{lower}\n")), Kind.UNKNOWN)


def _is_mime(begin: bytes) -> bool:
    """Return whether it begins with mail headers, one of them a content type of user data."""
    lower = begin.lower()
    if b"content-type:" not in lower:
        return False
    headers = _MIME_HEADERS.match(lower)
    return bool(
        headers
        and re.search(
            rb"^content-type:\s*(?:multipart/|text/(?:x-|cloud-|part-|jinja))",
            headers.group(),
            re.M,
        )
    )
