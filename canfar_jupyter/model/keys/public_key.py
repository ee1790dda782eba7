"""SSH public keys: is this one, which kind, and its fingerprint as ssh-keygen shows it.

cryptography reads the key.  The sentences stay by hand, because it says only "Invalid data", and
so does the fingerprint: cryptography's leaves out what a key of a hardware token is bound to.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

from canfar_jupyter.errors import Invalid

MAKE_ONE = "Create a key pair with: ssh-keygen -t ed25519, and paste the file that ends in .pub."

_USABLE = {
    "ssh-ed25519",
    "ssh-rsa",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "sk-ssh-ed25519@openssh.com",
    "sk-ecdsa-sha2-nistp256@openssh.com",
}
_SHORT = {
    "ssh-ed25519": "ED25519",
    "ssh-rsa": "RSA",
    **dict.fromkeys(("ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"), "ECDSA"),
    "sk-ssh-ed25519@openssh.com": "ED25519-SK",
    "sk-ecdsa-sha2-nistp256@openssh.com": "ECDSA-SK",
}
_WEAK = {
    "ssh-dss": "DSA keys are no longer accepted by SSH servers.",
    "ssh-xmss@openssh.com": "XMSS keys are an experiment that SSH servers do not accept.",
}
_RSA_BITS_WANTED, _RSA_BITS_GOOD = 2048, 3072
_MAX_LENGTH = 1 << 14  # of a line; the longest key that ssh-keygen makes has 2,800 characters


@dataclass(frozen=True, slots=True)
class PublicKey:
    """One public key, checked: ``line`` is what goes to the cloud."""

    type: str
    fingerprint: str
    comment: str
    line: str
    bits: int = 0

    @property
    def shown(self) -> str:
        """As ``ssh-keygen -l`` shows it: "256 SHA256:... me@laptop (ED25519)"."""
        return (
            f"{self.bits} {self.fingerprint} {self.comment or 'no comment'} ({_SHORT[self.type]})"
        )

    @property
    def advice(self) -> str:
        """What to know of a key of this kind; "": nothing."""
        if self.type == "ssh-rsa" and self.bits < _RSA_BITS_GOOD:
            return (
                f"RSA with {self.bits} bits is still accepted, but weak by now: ed25519 is better."
            )
        if self.type.startswith("sk-"):
            return (
                "This key needs its hardware token at each log-in, and OpenSSH 8.2 or later on "
                "the machine."
            )
        return ""


def is_private(text: str) -> bool:
    """Say whether this looks like a private key, which must not leave the user's hands."""
    return "PRIVATE KEY" in text or text.lstrip().startswith("PuTTY-User-Key-File")


def check_key(text: str) -> PublicKey:
    """Read one public key line.

    Raises:
        Invalid: It is no public key that a cloud can use; the sentence says why and its
            ``field`` is ``"key"``.  The text itself is never repeated: it may be a secret.
    """
    if is_private(text):
        raise _bad(
            "This is a private key. It was not sent and should never be pasted anywhere.",
            "Paste the public key instead: the file of the same name that ends in .pub.",
        )
    lines = [line for line in text.strip().splitlines() if line.strip() and line[0] != "#"]
    if not lines:
        raise _bad("No public key was given.")
    if lines[0].startswith("---- BEGIN SSH2 PUBLIC KEY"):
        raise _bad(
            "This public key is in the format of PuTTY or SSH2.",
            "Convert it: ssh-keygen -i -f FILE, and paste what that prints.",
        )
    if len(lines) > 1:
        raise _bad(
            "These are several lines; a public key is one.",
            "Paste one key; if an editor broke the line, paste it again from the file itself.",
        )
    if len(lines[0]) > _MAX_LENGTH:
        raise _bad("This is too long to be a public key.")
    return _read(lines[0].strip())


def _read(line: str) -> PublicKey:
    kind, _, rest = line.partition(" ")
    encoded, _, comment = rest.strip().partition(" ")
    if kind in _WEAK:
        raise _bad(_WEAK[kind])
    if "-cert-v01@openssh.com" in kind:
        raise _bad(
            "This is a certificate; a cloud wants the public key it was made of.",
            "Paste the file of the same name without -cert.",
        )
    if kind not in _USABLE:
        raise _bad(
            "This is not an OpenSSH public key: it should begin with ssh-ed25519 or ssh-rsa."
        )
    blob = _decode(encoded)
    if blob[4 : 4 + len(kind)] != kind.encode():  # after the length of the type
        raise _bad("This public key is damaged: its type and its contents do not agree.")
    line_ = f"{kind} {encoded} {comment}".strip()
    return PublicKey(kind, _sha256(blob), comment.strip(), line_, _bits(kind, encoded))


def _decode(encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except ValueError as exc:
        raise _bad("This public key is damaged: characters are missing or changed.") from exc


def _bits(kind: str, encoded: str) -> int:
    """Return the size of a key as ssh-keygen counts it; refuse a key that is damaged or weak."""
    from cryptography.exceptions import UnsupportedAlgorithm  # late: 20 ms
    from cryptography.hazmat.primitives.serialization import load_ssh_public_key

    try:
        key = load_ssh_public_key(f"{kind} {encoded}".encode())
    except (ValueError, UnsupportedAlgorithm) as exc:
        raise _bad("This public key is damaged: part of it is missing or changed.") from exc
    bits = int(getattr(key, "key_size", 256))  # ed25519 has one size only
    if kind == "ssh-rsa" and bits < _RSA_BITS_WANTED:
        raise _bad(f"This RSA key has {bits} bits: SSH servers of today refuse it.")
    return bits


def fingerprint_of(line: str) -> str:
    """Return ``SHA256:...`` of a public key line, as ``ssh-keygen -l`` shows it; else ""."""
    try:
        return _sha256(base64.b64decode(line.split()[1], validate=True))
    except (IndexError, ValueError):
        return ""


def _sha256(blob: bytes) -> str:
    digest = base64.b64encode(hashlib.sha256(blob).digest()).decode()
    return "SHA256:" + digest.rstrip("=")


def _bad(what: str, hint: str = MAKE_ONE) -> Invalid:
    return Invalid(what, hint=hint, field="key")
