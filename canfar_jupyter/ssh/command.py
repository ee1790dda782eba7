"""Login info: an ssh command, and the lines for the user's own files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from shlex import quote
from typing import Any

from canfar_jupyter.local import home
from canfar_jupyter.model.shown import Shown

_STANDARD = ("id_ed25519", "id_rsa", "id_ecdsa")  # ssh tries these by itself


PLACEHOLDER = "PATH/TO/KEY"  # in a command, for a private key that is not here


@dataclass(frozen=True, slots=True, repr=False)
class LoginInfo(Shown):
    """How to log in to one instance.

    Attributes:
        name: The name of the instance.
        address: The one that is reachable from outside, else its first.
        user: "": not known; ssh then uses your local user name.
        source: Where the user is known from.
        identity: Path of the private key; "": found by ssh, or not on this computer.
        known_hosts: Lines for ~/.ssh/known_hosts; "": the host keys are not known for sure.
        port: Usually 22.
        absent: The key pair whose private key is not here: "laptop (SHA256:...)"; "": it is
            here, or there is none.
    """

    name: str
    address: str
    user: str = ""
    source: str = ""
    identity: str = ""
    known_hosts: str = ""
    port: int = 22
    absent: str = ""

    def _told(self) -> Mapping[str, Any]:
        known = {"name": self.name, "command": self.command, "user": self.user}
        known |= {"source": self.source, "note": self.note, "known_hosts": self.known_hosts}
        return {key: value for key, value in known.items() if value}

    @property
    def note(self) -> str:
        """What to do before the command works; "": nothing."""
        if not self.absent or self.identity:
            return ""
        return (
            f"The private key of the key pair {self.absent} was not found here: "
            f"put the path of its file for {PLACEHOLDER}."
        )

    @property
    def command(self) -> str:
        """``ssh -i KEY USER@ADDRESS``, ready for a shell but for what ``note`` says.

        A key in the home folder is written with ~, which a shell fills in.
        """
        words = ["ssh"]
        if self.identity and self.identity.rpartition("/")[2] not in _STANDARD:
            words += ["-i", home.in_shell(self.identity)]
        elif self.absent and not self.identity:
            words += ["-i", PLACEHOLDER]
        if self.port != 22:
            words += ["-p", str(self.port)]
        words.append(quote(f"{self.user}@{self.address}" if self.user else self.address))
        return " ".join(words)

    @property
    def alias(self) -> str:
        """The name for ``ssh NAME``: characters without special meaning in ~/.ssh/config."""
        alias = re.sub(r"[^\w.-]+", "-", self.name, flags=re.ASCII).strip("-.")
        return alias or self.address

    @property
    def config(self) -> str:
        """The entry for ~/.ssh/config."""
        lines = [f"Host {self.alias}", f"    HostName {self.address}"]
        if self.user:
            lines.append(f"    User {self.user}")
        if self.port != 22:
            lines.append(f"    Port {self.port}")
        if self.identity:
            quoted = f'"{self.identity}"' if " " in self.identity else self.identity
            lines += [f"    IdentityFile {quoted}", "    IdentitiesOnly yes"]
        return "\n".join(lines) + "\n"
