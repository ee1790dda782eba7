"""Compressed images, unpacked on the way: in memory there are never more than some blocks."""

from __future__ import annotations

import lzma
import zlib
from collections.abc import Iterator

from canfar_jupyter.cloud.images.transfer import BLOCK
from canfar_jupyter.errors import Invalid
from canfar_jupyter.model.images.formats import truncated

_MAGIC = {b"\x1f\x8b\x08": "gzip", b"\xfd7zXZ\x00": "xz"}
_MEMORY = 1 << 28  # bytes that unpacking .xz may take; the greatest preset needs 65 MiB


def compression(head: bytes) -> str | None:
    """Return "gzip" or "xz" by the first bytes; None: it is neither."""
    return next((name for magic, name in _MAGIC.items() if head.startswith(magic)), None)


def unpacked(blocks: Iterator[bytes], kind: str) -> Iterator[bytes]:
    """Unpack what comes in blocks.

    Raises:
        Invalid: It is damaged, or ends too early.
    """
    work = _gunzip(blocks) if kind == "gzip" else _unxz(blocks)
    try:
        yield from work
    except (zlib.error, lzma.LZMAError) as broken:
        raise Invalid(
            f"It cannot be unpacked: the {kind} data are damaged.",
            field="source",
            hint="Get the file again, and compare its checksum with what its makers say.",
        ) from broken


def _gunzip(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Unpack the members of a gzip file, one after the other."""
    machine = zlib.decompressobj(wbits=31)
    for block in blocks:
        while block:
            if machine.eof:
                if not block.strip(b"\0"):  # tapes fill up with zeros
                    break
                machine = zlib.decompressobj(wbits=31)
            out = machine.decompress(block, BLOCK)
            block = machine.unused_data if machine.eof else machine.unconsumed_tail
            if out:
                yield out
    if not machine.eof and (out := machine.flush()):
        yield out
    if not machine.eof:
        raise truncated()


def _unxz(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Unpack the streams of an xz file, one after the other."""
    machine = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MEMORY)
    for block in blocks:
        while block or not (machine.eof or machine.needs_input):
            if machine.eof:
                block = block.lstrip(b"\0")  # streams may have zeros between them
                if not block:
                    break
                machine = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MEMORY)
            out = machine.decompress(block, BLOCK)
            block = machine.unused_data if machine.eof else b""
            if out:
                yield out
    if not machine.eof:
        raise truncated()
