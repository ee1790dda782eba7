"""SSH keys on the console: the machine's own, and fingerprints as cloud-init prints them."""

from __future__ import annotations

import base64
import hashlib
import struct
from dataclasses import dataclass
from functools import lru_cache

_P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # its order


@dataclass(frozen=True, slots=True)
class HostKey:
    """One public host key: ``line`` is what belongs in known_hosts after the host."""

    name: str  # ed25519
    title: str  # ED25519
    bits: int
    line: str

    @property
    def fingerprint(self) -> str:
        return sha256_base64(self.line)


@lru_cache(maxsize=64)
def host_keys(seed: str) -> tuple[HostKey, ...]:
    """Return the host keys of a machine; the same for the same seed.

    ECDSA and ED25519 are real keys.  The RSA one has the right form, but a number that
    nobody has factors of: making a real one for each machine takes too long.
    """
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    secret = hashlib.sha512(seed.encode()).digest()
    form = (Encoding.OpenSSH, PublicFormat.OpenSSH)
    number = int.from_bytes(secret[32:], "big") % (_P256 - 1) + 1
    ecdsa = ec.derive_private_key(number, ec.SECP256R1()).public_key().public_bytes(*form)
    edwards = ed25519.Ed25519PrivateKey.from_private_bytes(secret[:32])
    ed = edwards.public_key().public_bytes(*form)
    return (
        HostKey("ecdsa", "ECDSA", 256, ecdsa.decode()),
        HostKey("ed25519", "ED25519", 256, ed.decode()),
        HostKey("rsa", "RSA", 3072, _rsa_line(seed)),
    )


def private_key(seed: str) -> bytes:
    """Return the ED25519 key of ``host_keys(seed)`` with its private half, as OpenSSH keeps it."""
    from cryptography.hazmat.primitives.asymmetric import ed25519
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = ed25519.Ed25519PrivateKey.from_private_bytes(hashlib.sha512(seed.encode()).digest()[:32])
    return key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())


def _rsa_line(seed: str) -> str:
    number = bytearray(hashlib.shake_256(seed.encode()).digest(384))
    number[0] |= 0x80
    number[-1] |= 1

    def field(data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + data

    blob = field(b"ssh-rsa") + field(b"\x01\x00\x01") + field(b"\x00" + bytes(number))
    return "ssh-rsa " + base64.b64encode(blob).decode()


def _digest(line: str) -> bytes:
    return hashlib.sha256(base64.b64decode(line.split()[1])).digest()


def sha256_base64(line: str) -> str:
    """Return a key's fingerprint as ``ssh-keygen -l`` shows it."""
    return "SHA256:" + base64.b64encode(_digest(line)).decode().rstrip("=")


def sha256_pairs(line: str) -> str:
    """Return a key's fingerprint as cloud-init's table shows it: the same, in hex pairs."""
    return _digest(line).hex(":")
