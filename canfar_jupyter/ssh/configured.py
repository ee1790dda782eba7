"""The login user in the user's own ~/.ssh/config, as ssh itself reads it."""

from __future__ import annotations

import getpass
import shutil
import subprocess

from canfar_jupyter.ssh.keys import folder

_TIMEOUT = 5.0  # seconds; a "Match exec" of the user's may run something


def configured_user(address: str) -> str:
    """Return the user that ~/.ssh/config names for an address; "" if none.

    Without one, ssh uses the local user name.

    Source: https://man.openbsd.org/ssh.1#G
    """
    config = folder() / "config"
    program = shutil.which("ssh")
    if program is None or not address or not config.is_file():
        return ""
    command = [program, "-F", str(config), "-G", "--", address]
    try:
        said = subprocess.run(command, capture_output=True, timeout=_TIMEOUT, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return ""
    for line in said.decode("utf-8", "replace").splitlines():
        name, _, value = line.partition(" ")
        if name == "user":
            return "" if value == getpass.getuser() else value
    return ""
