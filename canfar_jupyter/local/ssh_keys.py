"""The user's SSH keys on this Jupyter server: existing ones, and new key pairs.

A private key is written once, readable by its owner only, never over another file; it is read only
for its owner, who downloads it.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from canfar_jupyter.errors import Conflict, Invalid
from canfar_jupyter.model.keys.formats import text_of
from canfar_jupyter.model.keys.public_key import PublicKey, check_key

_LARGEST = 65536  # bytes of a public key's file; it has a few hundred
_PRIVATE = b"-----BEGIN OPENSSH PRIVATE KEY-----"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class Found:
    """A file that ends in .pub: its key, or why it is not one (``problem``)."""

    path: Path
    key: PublicKey | None
    problem: str = ""


def folder() -> Path:
    """Return where ssh keeps a user's keys."""
    return Path.home() / ".ssh"


def public_keys(where: Path | None = None) -> Iterator[Found]:
    """Yield what the files that end in .pub hold, by name; a missing folder has none."""
    try:
        paths = sorted(path for path in (where or folder()).iterdir() if path.suffix == ".pub")
    except OSError:
        return
    for path in paths:
        yield _read(path)


def pair_of(name: str) -> tuple[Path, PublicKey]:
    """Return the private key's file and the public key of a name; made unless both are there.

    Raises:
        Invalid: As ``make_pair``, or the file of the public key is not one.
        Conflict: Only one of the two files is there.
    """
    private, public = _files(name, None)
    if not (private.is_file() and public.is_file()):
        return private, make_pair(name)
    found = _read(public)
    if found.key is None:
        raise Invalid(f"{public}: {found.problem}", field="name")
    return private, found.key


def make_pair(name: str, where: Path | None = None, comment: str = "") -> PublicKey:
    """Create an ed25519 key pair: the private key in ``name``, the public key in ``name``.pub.

    Raises:
        Invalid: The name is not a plain file name (``field`` is ``"name"``), or the file system
            does not keep file modes.
        Conflict: A file of that name exists already: it is never overwritten.
    """
    private, public = _files(name, where)
    target = private.parent
    for path in (private, public):
        if path.exists() or path.is_symlink():
            raise _there(path)
    secret, line = _pair(comment or f"{name}@jupyter")
    try:
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(private, secret, 0o600)
        try:
            _write(public, f"{line}\n".encode(), 0o644)
        except (OSError, Invalid):
            with suppress(OSError):
                private.unlink()  # ours, made a moment ago
            raise
    except FileExistsError as there:
        raise _there(Path(str(there.filename))) from there
    except OSError as refused:
        raise Invalid(
            f"The key could not be written to {target}: {refused.strerror}.", field="name"
        ) from refused
    return check_key(line)


def private_key(path: Path) -> bytes:
    """Return a private key as it is in its file.

    Raises:
        Invalid: There is no such file, or it is not a private key of this user.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as file:
            facts = os.fstat(file.fileno())
            ours = stat.S_ISREG(facts.st_mode) and facts.st_uid == os.getuid()
            secret = file.read(_LARGEST + 1) if ours else b""
    except OSError as refused:
        raise Invalid(f"{path} cannot be read: {refused.strerror}.", field="key") from refused
    if len(secret) > _LARGEST or not secret.startswith(_PRIVATE):
        raise Invalid(f"{path} is not a private key any more.", field="key")
    return secret


def _files(name: str, where: Path | None) -> tuple[Path, Path]:
    if not _NAME.fullmatch(name) or name.endswith(".pub"):
        raise Invalid(
            "Use a key name of letters, digits, dots and dashes.",
            field="name",
            hint="It becomes the name of a file, such as id_cloud.",
        )
    target = where or folder()
    return target / name, target / f"{name}.pub"


def _pair(comment: str) -> tuple[bytes, str]:
    from cryptography.hazmat.primitives import serialization  # late: few need it
    from cryptography.hazmat.primitives.asymmetric import ed25519

    key = ed25519.Ed25519PrivateKey.generate()
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.OpenSSH,
        serialization.NoEncryption(),
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH
    )
    return secret, f"{public.decode()} {comment}"


def _write(path: Path, data: bytes, mode: int) -> None:
    """Create a new file with the right mode from its first moment, whatever the umask."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
    with os.fdopen(handle, "wb") as file:
        os.fchmod(file.fileno(), mode)
        if os.fstat(file.fileno()).st_mode & 0o077 & ~mode:
            path.unlink()  # ours, made a moment ago, and empty
            raise Invalid(
                f"{path.parent} is on a file system that keeps no modes: others could read a "
                "private key there, and ssh would not use it.",
                hint="Make the key pair in a folder of a local disk (mode 0600 must hold there).",
                field="name",
            )
        file.write(data)


def _there(path: Path) -> Conflict:
    return Conflict(
        f"{path} already exists.",
        hint="Choose another name: files are never overwritten.",
        field="name",
    )


def _read(path: Path) -> Found:
    try:
        if not path.is_file():  # not a pipe, which would keep us waiting
            return Found(path, None, "This is not a regular file.")
        with path.open("rb") as file:
            text = file.read(_LARGEST + 1)
        if len(text) > _LARGEST:
            return Found(path, None, "This is too large to be a public key.")
        return Found(path, check_key(text_of(text)))
    except OSError as refused:
        return Found(path, None, f"It cannot be read: {refused.strerror}.")
    except Invalid as wrong:
        return Found(path, None, str(wrong))
