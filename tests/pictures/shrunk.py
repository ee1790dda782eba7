"""A picture of at most 256 colours: surfaces and text need no more, and it is far smaller."""

from __future__ import annotations

import base64
import struct
import zlib
from pathlib import Path

import numpy as np
from playwright.sync_api import Page

COLOURS = 256
# The pixels of a PNG, decoded by the browser
PIXELS = """
async png => {
    const image = new Image();
    image.src = 'data:image/png;base64,' + png;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    const bytes = [];
    for (let at = 0; at < data.length; at += 0x8000) {
        bytes.push(String.fromCharCode(...data.subarray(at, at + 0x8000)));
    }
    return { width: image.width, height: image.height, data: btoa(bytes.join('')) };
}
"""


def write(decoder: Page, png: bytes, path: Path) -> None:
    """Write a picture; ``decoder`` is any page of the browser."""
    found = decoder.evaluate(PIXELS, base64.b64encode(png).decode())
    raw = np.frombuffer(base64.b64decode(found["data"]), np.uint8)
    pixels = raw.reshape(found["height"], found["width"], 4)[..., :3]
    path.write_bytes(encode(pixels))


def encode(pixels: np.ndarray) -> bytes:
    """Return a PNG with a palette of pixels, height x width x 3."""
    height, width, _ = pixels.shape
    flat, place, count = np.unique(
        pixels.reshape(-1, 3), axis=0, return_inverse=True, return_counts=True
    )
    palette = flat[np.argsort(-count)[:COLOURS]].astype(np.int32)
    apart = ((flat[:, None, :].astype(np.int32) - palette[None]) ** 2).sum(axis=2)
    indices = apart.argmin(axis=1).astype(np.uint8)[place.reshape(-1)].reshape(height, width)
    rows = np.hstack([np.zeros((height, 1), np.uint8), indices])  # 0: no filter
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (
            _chunk(b"IHDR", head),
            _chunk(b"PLTE", palette.astype(np.uint8).tobytes()),
            _chunk(b"IDAT", zlib.compress(rows.tobytes(), 9)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)
