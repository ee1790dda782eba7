"""Ask a machine's sshd for the login user: by logging in as root with the user's own key.

cloud-init's root login only prints which user to log in as.
Source: https://github.com/canonical/cloud-init, cloudinit/ssh_util.py (DISABLE_USER_OPTS)
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

Result = TypeVar("Result")
TIMEOUT = 20.0  # seconds, for all of it; a machine that boots is slow
logging.getLogger("asyncssh").setLevel(logging.WARNING)  # it tells of each connection
_MAX_ANSWER = 1024  # characters of an answer that are read
_REFUSAL = re.compile(r'Please login as the user "([\w.-]{1,64})" rather than the user "root"')


@dataclass(frozen=True, slots=True)
class Refusal:
    """The user it names ("": none), or why it does not name one."""

    user: str
    text: str


def ask_root(
    address: str, key: Path, known_hosts: str, *, port: int = 22, seconds: float = TIMEOUT
) -> Refusal:
    """Log in as root and read the refusal; runs nothing on the machine; never raises.

    Args:
        address: The address of the machine.
        key: The user's private key file; passphrases are not asked for.
        known_hosts: Lines with the machine's host keys, one of which it must present.
        port: The port of sshd.
        seconds: Timeout, seconds.
    """
    # In a notebook this thread has a loop that runs: ask on another one.
    with ThreadPoolExecutor(1, "canfar-ssh") as lane:
        return lane.submit(_run, _ask(address, port, key, known_hosts), seconds).result()


def server_key(address: str, *, port: int = 22, seconds: float = TIMEOUT) -> str:
    """Return the fingerprint (``SHA256:...``) of the host key at an address; "" if no answer."""
    import asyncssh

    async def key() -> str:
        key = await asyncssh.get_server_host_key(address, port, config=[])
        return key.get_fingerprint() if key else ""

    with ThreadPoolExecutor(1, "canfar-ssh") as lane:
        try:
            return lane.submit(_in_time, key(), seconds).result()
        except (TimeoutError, asyncssh.Error, OSError, ValueError):
            return ""


def _in_time(asking: Coroutine[None, None, Result], seconds: float) -> Result:
    async def whole() -> Result:
        return await asyncio.wait_for(asking, seconds)

    return asyncio.run(whole())


def _run(asking: Coroutine[None, None, Refusal], seconds: float) -> Refusal:
    import asyncssh

    try:
        return _in_time(asking, seconds)
    except TimeoutError:
        return Refusal("", "sshd did not answer in time")
    except asyncssh.HostKeyNotVerifiable:
        return Refusal(
            "", "the machine that answers has different host keys from those in the boot log"
        )
    except asyncssh.PermissionDenied:
        return Refusal("", "it refuses this key for root: a wrong key and a wrong user look alike")
    except (asyncssh.KeyImportError, asyncssh.KeyEncryptionError):
        return Refusal("", "the private key cannot be read without its passphrase")
    except (asyncssh.Error, OSError, ValueError) as error:
        return Refusal("", f"what answers there does not speak SSH as expected: {error}"[:200])


async def _ask(address: str, port: int, key: Path, known_hosts: str) -> Refusal:
    import asyncssh

    async with asyncssh.connect(
        address,
        port,
        username="root",
        client_keys=[str(key)],
        known_hosts=asyncssh.import_known_hosts(known_hosts),
        agent_path=None,
        config=[],
        password_auth=False,
        kbdint_auth=False,
        login_timeout=TIMEOUT,
    ) as connection:
        process = await connection.create_process("true", errors="replace", stdin=asyncssh.DEVNULL)
        said = ""
        while len(said) < _MAX_ANSWER:
            part = await process.stdout.read(_MAX_ANSWER)
            said += part
            if found := _REFUSAL.search(said):
                connection.abort()  # it would wait for ten seconds more
                return Refusal(found[1], "sshd refuses root and names the user")
            if not part:
                break
        if not said and (await process.wait()).exit_status == 0:
            return Refusal("root", "root itself may log in")
    return Refusal("", "root may log in, but is not told another user")
