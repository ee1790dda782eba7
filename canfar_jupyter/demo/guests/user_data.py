"""What user data makes a machine print at first boot.

Nothing is run.  Shell scripts are read line by line: ``echo`` of plain text prints it,
``exit 1`` fails.  A recipe of this package, which has a marker, prints its marker lines.
"""

from __future__ import annotations

import email
import gzip
import re
import shlex
from dataclasses import dataclass, field
from typing import Any

from canfar_jupyter.demo.guests.distros import Distro

_MARKER = re.compile(r"^marker=([A-Z0-9_-]+)$", re.MULTILINE)  # its lines: CANFAR-MARKER: ...
_CONDOR = "HTCONDOR"
_CONDOR_VERSION = "$CondorVersion: 23.4.0 2024-02-08 PackageID: 23.4.0 $"


@dataclass(slots=True)
class Effects:
    """What user data does: warnings while it is read, then what its scripts print."""

    warnings: list[str] = field(default_factory=list)  # at stage init
    output: list[str] = field(default_factory=list)  # at stage final
    failed: bool = False  # a script ended with an error
    unreachable: str = ""  # an #include that cannot be fetched: nothing works then
    message: str = ""  # final_message
    condor: bool = False


def effects(data: bytes, distro: Distro, hostname: str) -> Effects:
    """Work out what cloud-init would do with user data."""
    found = Effects()
    if data.startswith(b"\x1f\x8b"):
        try:
            data = gzip.decompress(data)
        except (OSError, EOFError):
            data = b"\x1f\x8b"
    message = email.message_from_bytes(data)
    if message.is_multipart():
        for part in message.walk():
            if not part.is_multipart():
                payload = part.get_payload(decode=True)
                text = payload.decode(errors="replace") if isinstance(payload, bytes) else ""
                _part(found, text, part.get_content_type(), distro, hostname)
    elif data.strip():
        _part(found, data.decode(errors="replace"), "", distro, hostname)
    return found


def _part(found: Effects, text: str, kind: str, distro: Distro, hostname: str) -> None:
    first = text.lstrip().split("\n", 1)[0]
    if first.startswith("#!") or kind == "text/x-shellscript":
        _script(found, text, distro, hostname)
    elif first.startswith("#cloud-config") or kind == "text/cloud-config":
        _cloud_config(found, text, distro, hostname)
    elif first.startswith("#include"):
        urls = [u.strip() for u in text.splitlines() if u.strip() and not u.startswith("#")]
        found.unreachable = urls[0] if urls else "(no address)"
    elif not first.startswith(("#cloud-boothook", "#part-handler", "## template:")):
        words = f"{text[:24].encode()!r}..."
        lead = (
            f"Unhandled unknown content-type ({kind})"
            if kind
            else ("Unhandled non-multipart (text/x-not-multipart)")
        )
        found.warnings.append(f"__init__.py[WARNING]: {lead} userdata: '{words}'")


def _script(found: Effects, text: str, distro: Distro, hostname: str) -> None:
    marked = _MARKER.search(text) if "CANFAR-" in text else None
    if marker := marked[1] if marked else _CONDOR if f"CANFAR-{_CONDOR}" in text else "":
        condor = marker == _CONDOR
        found.condor = found.condor or condor
        found.output.append(f"CANFAR-{marker}: start")
        found.output += _install(distro) if condor else []
        found.output.append(f"CANFAR-{marker}: done" + (f": {_CONDOR_VERSION}" if condor else ""))
        return
    for line in text.splitlines():
        leave = re.match(r"exit\s+(\d+)", line)
        if leave:
            found.failed = found.failed or leave[1] != "0"
            return
        printed = _echo(line, hostname)
        if printed is not None:
            found.output.append(printed)
    if text.rstrip().rsplit("\n", 1)[-1].strip() == "false":
        found.failed = True


def _install(distro: Distro) -> list[str]:
    if distro.installer == "dnf":
        return [
            "Last metadata expiration check: 0:00:04 ago.",
            "Installing : condor-23.4.0-1.el9.x86_64",
            "Complete!",
        ]
    return [
        "Reading package lists...",
        "Building dependency tree...",
        "The following NEW packages will be installed:",
        "  condor libcondorapi",
        "Setting up condor (23.4.0+dfsg-1ubuntu4) ...",
        "Created symlink /etc/systemd/system/multi-user.target.wants/condor.service "
        "-> /usr/lib/systemd/system/condor.service.",
    ]


def _echo(line: str, hostname: str) -> str | None:
    """Return what ``echo WORDS`` prints, if the line is no more than that."""
    line = line.strip().replace("$(hostname)", hostname).replace("$HOSTNAME", hostname)
    if not re.match(r"echo\s", line) or re.search(r"[|><`]|\$\(", line):
        return None
    try:
        words = shlex.split(line.replace(";", " ; "), comments=True)[1:]
    except ValueError:
        return None
    if ";" in words:
        words = words[: words.index(";")]
    return " ".join(w for w in words if w not in ("-e", "-n"))


def _cloud_config(found: Effects, text: str, distro: Distro, hostname: str) -> None:
    config = _yaml(found, text)
    if config is None:
        return
    packages = config.get("packages")
    if packages and distro.installer == "apt":
        found.output.append("Reading package lists...")
    for package in packages if isinstance(packages, list) else []:
        name = package[0] if isinstance(package, list) and package else package
        found.output.append(
            f"Setting up {name} ..." if distro.installer == "apt" else f"Installing : {name}"
        )
    commands = config.get("runcmd")
    for command in commands if isinstance(commands, list) else []:
        line = command if isinstance(command, str) else shlex.join(str(w) for w in command or [])
        printed = _echo(line, hostname)
        if printed is not None:
            found.output.append(printed)
    if isinstance(commands, list) and commands and str(commands[-1]).strip() in ("false", "False"):
        found.failed = True
    found.message = str(config.get("final_message") or "")


def _yaml(found: Effects, text: str) -> dict[str, Any] | None:
    import yaml  # type: ignore[import-untyped]  # late: seldom used

    try:
        config = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1} column {mark.column + 1}" if mark else "line 1 column 1"
        words = " ".join(str(error).split())
        found.warnings += [
            f'util.py[WARNING]: Failed loading yaml blob. Invalid format at {where}: "{words}"',
            "cloud_config.py[WARNING]: Failed at merging in cloud config part from part-001: "
            "empty cloud config",
        ]
        return None
    return config if isinstance(config, dict) else {}
