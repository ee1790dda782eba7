"""Files of keys in other encodings and formats than OpenSSH's line.

Of a private key only the public key is read; nothing else is kept, logged or repeated.

Sources: RFC 4716, RFC 5958, RFC 7468; OpenSSH PROTOCOL.key
"""

from __future__ import annotations

import base64
import codecs
import re
import warnings

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OPENSSH = b"openssh-key-v1\0"
_PEM = re.compile(r"-----BEGIN ([A-Z0-9 ]{1,40})-----(.*?)-----END \1-----", re.DOTALL)
_PUBLIC = ("PUBLIC KEY", "RSA PUBLIC KEY")


def text_of(data: bytes) -> str:
    """Return the text of a file, in whatever encoding an editor or shell of Windows left it."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if data[1:2] == b"\0":  # UTF-16 without its mark
        return data.decode("utf-16-le", "replace")
    return data.decode("utf-8", "replace")


def is_pem_public(text: str) -> bool:
    """Return whether this is a public key in PEM, as openssl and some clouds write it."""
    found = _PEM.search(text)
    return found is not None and found[1] in _PUBLIC


def line_of_pem(text: str) -> str:
    """Return a public key in PEM as OpenSSH's line; "": it is damaged, or none that SSH knows."""
    from cryptography.exceptions import UnsupportedAlgorithm  # late: few need it
    from cryptography.hazmat.primitives import serialization

    found = _PEM.search(text)
    if found is None:
        return ""
    try:
        return _line(serialization.load_pem_public_key(found[0].encode()))
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return ""


def public_half(text: str) -> str:
    """Return the public line of a private key's file; "": it does not tell.

    OpenSSH's own format tells it without the passphrase; PEM only where there is none.
    """
    found = _PEM.search(text)
    if found is None or not found[1].endswith("PRIVATE KEY"):
        return ""
    if found[1] == "OPENSSH PRIVATE KEY":
        return _of_openssh(found[2])
    if found[1].startswith("ENCRYPTED") or "ENCRYPTED" in found[2][:200]:
        return ""
    return _of_private_pem(found[0])


def _of_openssh(body: str) -> str:
    try:
        data = base64.b64decode("".join(body.split()), validate=True)
        if not data.startswith(_OPENSSH):
            return ""
        rest = data[len(_OPENSSH) :]
        for _ in range(3):  # cipher, key derivation, its options
            _, rest = _string(rest)
        blob, _ = _string(rest[4:])  # after the number of keys
        kind, _ = _string(blob)
        return f"{kind.decode('ascii')} {base64.b64encode(blob).decode()}"
    except ValueError:  # bad base64, cut off, no ASCII
        return ""


def _string(data: bytes) -> tuple[bytes, bytes]:
    """Take a string with its length in front, as SSH writes them."""
    length = int.from_bytes(data[:4], "big")
    if len(data) < 4 + length:
        raise ValueError("cut off")
    return data[4 : 4 + length], data[4 + length :]


def _of_private_pem(pem: str) -> str:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization

    try:
        key = serialization.load_pem_private_key(pem.encode(), None)
        return _line(key.public_key())
    except (ValueError, TypeError, UnsupportedAlgorithm):  # TypeError: it has a passphrase
        return ""


def _line(key: object) -> str:
    from cryptography.hazmat.primitives import serialization

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of DSA, which is refused with a sentence of its own
        return key.public_bytes(  # type: ignore[attr-defined,no-any-return]
            serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH
        ).decode()
