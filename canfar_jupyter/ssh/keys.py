"""The user's own keys in ~/.ssh, by their public keys.  Private keys are never read here."""

from __future__ import annotations

from pathlib import Path

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
        public = sorted(folder().glob("*.pub"))[:_MAX_FILES]
    except OSError:
        return None
    for path in public:
        private = path.with_suffix("")
        try:
            if path.stat().st_size > _MAX_BYTES or not private.is_file():
                continue
            if fingerprint_of(path.read_text("utf-8", "replace")) == fingerprint:
                return private
        except OSError:
            continue
    return None
