"""The user's own keys in ~/.ssh, by their public keys.  Private keys are never read here."""

from __future__ import annotations

import os
from pathlib import Path

from canfar_jupyter.model.keys.formats import public_half, text_of
from canfar_jupyter.model.keys.public_key import fingerprint_of

_MAX_FILES = 200  # files looked at
_MAX_BYTES = 16_384  # bytes of a public key


def folder() -> Path:
    """Return ~/.ssh."""
    return Path.home() / ".ssh"


def own_key(fingerprint: str) -> Path | None:
    """Return the private key file of a fingerprint (``SHA256:...``); None if not found."""
    if not fingerprint.startswith("SHA256:"):
        return None
    try:
        paths = sorted(folder().iterdir())[:_MAX_FILES]
    except OSError:
        return None
    for path in paths:
        if path.suffix != ".pub":
            continue
        private = path.with_suffix("")
        if private.is_file() and fingerprint_of(_read(path)) == fingerprint:
            return private
    # Horizon and other clouds provide only the private key: it contains the public one
    alone = (path for path in paths if path.suffix not in (".pub", ".ppk"))
    return next((p for p in alone if fingerprint_of(public_half(_read(p))) == fingerprint), None)


def is_open_to_others(path: Path) -> bool:
    """Return whether other users can read a private key: ssh does not use such a key."""
    try:
        found = path.stat()
    except OSError:
        return False
    return found.st_uid == os.getuid() and bool(found.st_mode & 0o077)


def _read(path: Path) -> str:
    """Return the text of a small file; "": it is not one, or cannot be read."""
    try:
        if not path.is_file() or path.stat().st_size > _MAX_BYTES:
            return ""
        return text_of(path.read_bytes())
    except OSError:
        return ""
