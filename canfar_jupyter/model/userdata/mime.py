"""Combine parts into one MIME message, which cloud-init splits again, and split messages.

Source: https://cloudinit.readthedocs.io/en/latest/explanation/format.html#mime-multi-part-archive
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from email import message_from_bytes
from email.message import Message
from pathlib import PurePosixPath

from canfar_jupyter.model.userdata.kinds import Kind
from canfar_jupyter.model.userdata.parts import Part

_KEPT = ("Merge-Type", "X-Merge-Type", "Launch-Index")  # what cloud-init reads besides the type
_DEEPEST = 10  # messages within messages: more is an attack, not user data


def flatten(parts: Sequence[Part], depth: int = 0) -> Iterator[Part]:
    """Yield the parts one by one: messages and gzip are opened, because neither nests."""
    for part in parts:
        inner: Sequence[Part] | None = None
        if depth < _DEEPEST and part.kind is Kind.GZIP:
            unpacked = part.unpacked()
            inner = [unpacked] if unpacked else None
        elif depth < _DEEPEST and part.kind is Kind.MIME:
            inner = leaves(part)
        if inner:
            yield from flatten(inner, depth + 1)
        else:
            yield part


def leaves(part: Part) -> list[Part]:
    """Return the parts of a message; none: it has no readable parts."""
    message = message_from_bytes(part.data.removeprefix(b"\xef\xbb\xbf").lstrip())
    if not message.is_multipart():  # a message with one part has no boundary
        return [] if message.get_content_maintype() == "multipart" else [_leaf(message)]
    return [_leaf(found) for found in message.walk() if not found.is_multipart()]


def _leaf(message: Message) -> Part:
    data = message.get_payload(decode=True)
    return Part(
        data if isinstance(data, bytes) else b"",
        message.get_filename() or "",
        str(message.get("Content-Type", "text/plain")),
        tuple((name, str(message[name])) for name in _KEPT if name in message),
    )


def merge(parts: Sequence[Part]) -> bytes:
    """Return one message with these parts, in this order; equal parts give equal bytes."""
    flat = _named(list(flatten(parts)))
    boundary = _boundary(flat)
    lines = [f'Content-Type: multipart/mixed; boundary="{boundary}"\nMIME-Version: 1.0\n'.encode()]
    lines += [f"\n--{boundary}\n".encode() + _encoded(part) for part in flat]
    return b"".join(lines) + f"\n--{boundary}--\n".encode()


def _named(parts: list[Part]) -> list[Part]:
    """Give each a unique name: scripts run in the order of their names, duplicates are lost.

    Parts that were named in a message keep their names; ours are numbered in the given order.
    """
    taken: set[str] = set()
    named = []
    for number, part in enumerate(parts, 1):
        name = PurePosixPath(_plain(part.filename)).name
        if not name or not part.declared:
            name = f"{number:02}-{name or 'part' + part.kind.extension}"
        while name in taken:
            name = f"{number:02}-{name}"
        taken.add(name)
        named.append(Part(part.data, name, part.declared, part.headers))
    return named


def _boundary(parts: Sequence[Part]) -> str:
    """Return a line that is in none of the parts; the same parts give the same line."""
    digest = hashlib.sha256(b"\0".join(part.data for part in parts))
    while True:
        boundary = f"==user-data-{digest.hexdigest()[:24]}=="
        if not any(boundary.encode() in part.data for part in parts):
            return boundary
        digest.update(b"again")


def _encoded(part: Part) -> bytes:
    headers = [
        f"Content-Type: {_content_type(part)}",
        *(f"{name}: {_one_line(value)}" for name, value in part.headers),
        f'Content-Disposition: attachment; filename="{part.filename}"',
    ]
    if _travels_as_it_is(part.data):
        body = part.data
        headers.append("Content-Transfer-Encoding: 7bit")
    else:
        body = base64.encodebytes(part.data)
        headers.append("Content-Transfer-Encoding: base64")
    return "\n".join(headers).encode("ascii", "replace") + b"\n\n" + body


def _content_type(part: Part) -> str:
    if part.declared.lower().startswith(("multipart/", "message/")) or part.kind is Kind.MIME:
        return "application/octet-stream"  # it declares parts, but has none
    if part.declared:
        return _one_line(part.declared)
    if part.kind is Kind.WINDOWS:  # cloudbase-init looks at its first line too
        return f'{Kind.SHELL}; charset="utf-8"'
    return part.kind if part.kind is Kind.GZIP else f'{part.kind}; charset="utf-8"'


def _one_line(header: str) -> str:
    return re.sub(r"\s*[\r\n]+\s*", " ", header)


def _travels_as_it_is(data: bytes) -> bool:
    # cloud-init reads the message as text: characters other than ASCII do not survive as 8bit
    return data.isascii() and b"\r" not in data and b"\0" not in data


def _plain(name: str) -> str:
    """Return the name with only those characters that headers and file names allow."""
    return re.sub(r"[^\w./ ()+@=,-]", "_", name, flags=re.ASCII)
