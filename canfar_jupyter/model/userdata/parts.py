"""One part of user data: bytes, and the name of its file on the machine."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

from canfar_jupyter.model.shown import Shown
from canfar_jupyter.model.userdata.kinds import Kind, kind_of

MOST_UNPACKED = 16 * 2**20  # bytes: what gzip makes of 64 KiB at most is far more than a user needs


@dataclass(frozen=True, slots=True, repr=False)
class Part(Shown):
    """A part as it will arrive, byte for byte.

    ``declared`` is the type from a MIME message, if there was one; as in cloud-init, it takes
    precedence over the first line.
    """

    data: bytes = field(repr=False)  # may be secret
    filename: str = ""
    declared: str = ""  # the whole Content-Type header
    headers: tuple[tuple[str, str], ...] = ()  # others that cloud-init reads, such as Merge-Type

    @classmethod
    def of(cls, content: str | bytes, filename: str = "") -> Part:
        """Create a part from text or from the bytes of a file."""
        # A lone surrogate cannot be encoded in UTF-8; it becomes "?"
        data = content.encode("utf-8", "replace") if isinstance(content, str) else content
        return cls(data, filename)

    @property
    def kind(self) -> Kind:
        """What cloud-init treats it as."""
        declared = self.declared.partition(";")[0].strip().lower()
        # cloud-init still looks at the first line of these
        if declared in ("", Kind.UNKNOWN, Kind.SHELL, "text/x-not-multipart"):
            return kind_of(self.data)
        if declared.startswith("multipart/"):
            return Kind.MIME
        if declared in _GZIP_TYPES:
            return Kind.GZIP
        if declared.startswith(Kind.SHELL):  # such as text/x-shellscript-per-boot
            return Kind.SHELL
        return _KINDS.get(declared, Kind.UNKNOWN)

    @property
    def text(self) -> str | None:
        """The text, or None if it is not text (gzip, an encoding other than UTF-8)."""
        try:
            return self.data.decode("utf-8")
        except UnicodeDecodeError:
            return None

    def unpacked(self) -> Part | None:
        """Return the content of gzip data; None if damaged or far too large."""
        unzip = zlib.decompressobj(wbits=31)  # 31: gzip
        try:
            data = unzip.decompress(self.data, MOST_UNPACKED)
        except zlib.error:
            return None
        whole = unzip.eof and not unzip.unconsumed_tail
        return Part(data, self.filename.removesuffix(".gz"), "", self.headers) if whole else None


_KINDS = {kind.value: kind for kind in Kind}
_GZIP_TYPES = {
    "application/gzip",
    "application/gzip-compressed",
    "application/gzipped",
    "application/x-gunzip",
    "application/x-gzip",
    "application/x-gzip-compressed",
}
