"""Additions to the user's own ~/.ssh: only on request, atomic, with a backup."""

from __future__ import annotations

import base64
import hmac
import shutil
from pathlib import Path

from canfar_jupyter.errors import Conflict
from canfar_jupyter.local import atomic
from canfar_jupyter.ssh.command import LoginInfo
from canfar_jupyter.ssh.keys import folder


def add_host(way: LoginInfo) -> Path:
    """Append an entry for ``ssh NAME`` to ~/.ssh/config; return the file.

    An identical existing entry is left alone.

    Raises:
        Conflict: A different entry has that name; it is left unchanged.
    """
    path = folder() / "config"
    text = _read(path)
    if way.config in text:
        return path
    if _has_host(text, way.alias):
        raise Conflict(
            f"~/.ssh/config has a different entry for {way.alias}.",
            hint="Change or remove that entry yourself, then try again.",
        )
    gap = "" if not text else ("\n" if text.endswith("\n") else "\n\n")
    _replace(path, f"{text}{gap}{way.config}")
    return path


def add_known_hosts(way: LoginInfo) -> Path:
    """Add the machine's host keys to ~/.ssh/known_hosts; return the file.

    Older keys of the same address are removed: clouds reuse addresses for other machines.

    Raises:
        Conflict: The host keys are not known for sure, so nothing is added.
    """
    if not way.known_hosts:
        raise Conflict(
            f"The host keys of {way.name} are not known for sure.",
            hint="Wait until its boot log shows them, or compare the fingerprint on its console.",
        )
    path = folder() / "known_hosts"
    text = _read(path)
    name = way.known_hosts.split(" ", 1)[0]
    kept = [line for line in text.splitlines() if not _is_about(line, name)]
    new = "".join(f"{line}\n" for line in kept) + way.known_hosts
    if new != text:
        _replace(path, new)
    return path


def remembered(address: str, keys: list[str]) -> tuple[bool | None, bool]:
    """Return whether known_hosts has other keys for an address, and whether it has one of these.

    Args:
        address: As ssh writes it there: the address, or ``[address]:port``.
        keys: "TYPE KEY" of the machine that has the address now; none: the first is None.
    """
    try:
        lines = [
            line
            for line in _read(folder() / "known_hosts").splitlines()
            if _is_about(line, address)
        ]
    except OSError:
        return None, False
    known = {" ".join(line.split()[1:3]) for line in lines}
    if not keys or not known:
        return (None if known else False), False
    types = {key.split()[0] for key in keys}
    other = any(key.split()[0] in types for key in known - set(keys) if key)
    return other, bool(known & set(keys))


def _is_about(line: str, name: str) -> bool:
    """Return whether a line of known_hosts is for a host; ssh may have hashed its name.

    Source: https://man.openbsd.org/sshd.8#SSH_KNOWN_HOSTS_FILE_FORMAT
    """
    hosts = line.split(" ", 1)[0].strip()
    if not hosts.startswith("|1|"):
        return name in hosts.split(",")
    parts = hosts.split("|")
    try:
        salt, digest = (base64.b64decode(part, validate=True) for part in parts[2:4])
    except ValueError:
        return False
    return hmac.compare_digest(hmac.new(salt, name.encode(), "sha1").digest(), digest)


def _has_host(text: str, alias: str) -> bool:
    for line in text.splitlines():
        words = line.split()
        if words and words[0].lower() == "host" and alias in words[1:]:
            return True
    return False


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8", "surrogateescape")
    except FileNotFoundError:
        return ""


def _replace(path: Path, text: str) -> None:
    """Write a new file and rename it, so that no reader sees half a file; the old one is kept.

    A symbolic link (to dotfiles kept elsewhere) is kept: its target is replaced.
    """
    path = path.resolve()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists():
        shutil.copy2(path, path.with_name(f"{path.name}.before-canfar"))
    atomic.write(path, text.encode("utf-8", "surrogateescape"))
