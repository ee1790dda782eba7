"""Compressed images, unpacked while they are transferred: only a few blocks are in memory."""

from __future__ import annotations

import lzma
import zlib
from collections.abc import Iterator

from canfar_jupyter.cloud.images.transfer import BLOCK
from canfar_jupyter.errors import Invalid
from canfar_jupyter.model.images.formats import truncated

_MAGIC = {b"\x1f\x8b\x08": "gzip", b"\xfd7zXZ\x00": "xz"}
_MEMORY = 1 << 28  # bytes of memory for unpacking .xz; the highest preset needs 65 MiB


def compression(head: bytes) -> str | None:
    """Return "gzip" or "xz" from the first bytes; None: it is neither."""
    return next((name for magic, name in _MAGIC.items() if head.startswith(magic)), None)


def unpacked(blocks: Iterator[bytes], kind: str) -> Iterator[bytes]:
    """Unpack data that arrives in blocks.

    Raises:
        Invalid: The data are damaged or truncated.
    """
    work = _gunzip(blocks) if kind == "gzip" else _unxz(blocks)
    try:
        yield from work
    except (zlib.error, lzma.LZMAError) as broken:
        raise Invalid(
            f"It cannot be unpacked: the {kind} data are damaged.",
            field="source",
            hint="Get the file again, and compare its checksum with the published one.",
        ) from broken


def _gunzip(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Unpack the members of a gzip file one after another."""
    machine = zlib.decompressobj(wbits=31)
    for block in blocks:
        while block:
            if machine.eof:
                if not block.strip(b"\0"):  # tapes are padded with zeros
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
    """Unpack the streams of an xz file one after another."""
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
