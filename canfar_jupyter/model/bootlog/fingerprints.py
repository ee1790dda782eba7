"""Fingerprints in their three notations, and whether they are of the same key."""

from __future__ import annotations

import base64
import hashlib
import re

from canfar_jupyter.model.keys.public_key import fingerprint_of

_PAIRS = re.compile(r"[0-9a-f]{2}(?::[0-9a-f]{2}){15}(?:(?::[0-9a-f]{2}){16})?")
_BASE64 = re.compile(r"SHA256:[A-Za-z0-9+/]{43}")


def read_fingerprint(text: str) -> str:
    """Return ``SHA256:...`` or ``MD5:...`` of a fingerprint in hex pairs or base64; else ""."""
    text = text.strip()
    if _BASE64.fullmatch(text):
        return text
    pairs = text.removeprefix("MD5:").lower()
    if not _PAIRS.fullmatch(pairs):
        return ""
    if len(pairs) == 47:  # 16 bytes
        return f"MD5:{pairs}"
    digest = base64.b64encode(bytes.fromhex(pairs.replace(":", ""))).decode()
    return "SHA256:" + digest.rstrip("=")


def same_key(public_key: str, fingerprint: str) -> bool:
    """Return whether a fingerprint from ``read_fingerprint`` is of this key line."""
    if not fingerprint:
        return False
    if fingerprint.startswith("MD5:"):
        try:
            blob = base64.b64decode(public_key.split()[1], validate=True)
        except (IndexError, ValueError):
            return False
        digest = hashlib.md5(blob, usedforsecurity=False).hexdigest()
        return fingerprint == "MD5:" + ":".join(re.findall("..", digest))
    return fingerprint_of(public_key) == fingerprint
