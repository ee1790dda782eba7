"""Fix invisible damage by editors: byte order marks, line ends, blanks before the first line."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from canfar_jupyter.model.userdata.kinds import Kind, kind_of

_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",  # before UTF-16, which begins with the same bytes
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


@dataclass(frozen=True, slots=True)
class Repaired:
    """The fixed bytes, and a sentence for each fix."""

    data: bytes
    done: tuple[str, ...] = ()


def repair(data: bytes) -> Repaired:
    """Fix what is certainly a mistake; gzip and binary data are not changed."""
    if kind_of(data) is Kind.GZIP:
        return Repaired(data)
    done = []
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            try:
                data = data.decode(encoding).encode()
            except UnicodeError:
                return Repaired(data)
            done.append(f"It was saved as {encoding.upper()}; cloud-init reads UTF-8: converted.")
            break
    if data.startswith(codecs.BOM_UTF8):
        data = data.removeprefix(codecs.BOM_UTF8)
        done.append("A byte order mark before the first line hides it from cloud-init: removed.")
    if b"\r" in data and kind_of(data) is not Kind.WINDOWS:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        done.append("Line ends of Windows (CRLF) break scripts on Linux: converted.")
    if data.strip() and data != data.lstrip():
        data = data.lstrip()
        done.append("Blank space before the first line hides it from the machine: removed.")
    if kind_of(data) is Kind.MIME and b"mime-version:" not in data[:4096].lower():
        head, rest = _mailbox_line(data)
        data = head + b"MIME-Version: 1.0\n" + rest
        done.append(
            "Without a header MIME-Version, cloud-init does not recognise the message: added."
        )
    return Repaired(data, tuple(done))


def _mailbox_line(data: bytes) -> tuple[bytes, bytes]:
    """Return the "From " line that a mailbox has in front, and the rest."""
    if not data.lower().startswith((b"from ", b">from ")):
        return b"", data
    line, end, rest = data.partition(b"\n")
    return line + end, rest
