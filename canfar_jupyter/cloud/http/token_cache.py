"""The last sign-in, kept for the next kernel, which then asks for its first rows at once.

What is kept is as good as a password until it expires, so it is written where only this user
reads, and encrypted with what signs in: whoever does not have the password cannot use it, and
who has changed it signs in anew.

By hand because openstacksdk keeps sign-ins in a keyring only, and containers have none.
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import os
import stat
import time
from pathlib import Path
from typing import Any

from keystoneauth1.access import AccessInfo
from openstack.config.cloud_region import CloudRegion

from canfar_jupyter.local import atomic, settings

log = logging.getLogger("canfar_jupyter")
LEFT = 300  # seconds a token must live still to be worth using
DAY = 86_400.0  # seconds; a file that old holds a token that has expired, or soon will


class KeptSignIn:
    """The sign-in of one user, project and cloud, in a file that may not be there.

    Args:
        region: The configuration that signs in.
        folder: Where; None: in the user's cache.
    """

    def __init__(self, region: CloudRegion, folder: Path | None = None) -> None:
        self._auth = json.dumps(
            [region.config.get("auth_type"), region.config.get("auth") or {}],
            sort_keys=True,
            default=str,
        )
        self._folder = folder or _folder()
        self._secrets: tuple[str, bytes] | None = None

    def load(self, plugin: Any) -> AccessInfo | None:
        """Give a plugin of keystoneauth what was kept; None: it has to sign in.

        Files that others can read, that belong to somebody else, that have expired or that make
        no sense are as good as none.
        """
        if not _is_on() or not hasattr(plugin, "set_auth_state"):
            return None
        try:
            plugin.set_auth_state(self._fernet().decrypt(self._content()).decode())
            access: AccessInfo | None = plugin.auth_ref
            if access is not None and access.project_id and not access.will_expire_soon(LEFT):
                return access
        except FileNotFoundError:
            return None
        except Exception as unusable:  # noqa: BLE001  whatever it is, signing in goes on
            log.debug("the kept sign-in cannot be used: %s", type(unusable).__name__)
        plugin.invalidate()
        self.forget()
        return None

    def keep(self, plugin: Any) -> None:
        """Write what a plugin has signed in to; a folder that others can look into gets nothing."""
        state = plugin.get_auth_state() if _is_on() and hasattr(plugin, "get_auth_state") else None
        if not state:
            return
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not _is_private(self._folder.lstat(), stat.S_ISDIR):
                return
            atomic.write(self._path, self._fernet().encrypt(state.encode()))
            self._drop_old()
        except OSError as full:
            log.debug("the sign-in cannot be kept: %s", full)

    def forget(self) -> None:
        """Remove the file: the cloud has refused what is in it, or it has expired."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError as failed:
            log.debug("the kept sign-in cannot be removed: %s", failed)

    @property
    def _path(self) -> Path:
        return self._folder / self._derived()[0]

    def _derived(self) -> tuple[str, bytes]:
        """Return the file's name and key; slow on purpose (40 ms), as for all made of passwords."""
        if self._secrets is None:
            made = hashlib.scrypt(
                self._auth.encode(), salt=b"canfar_jupyter sign-in", n=2**14, r=8, p=1, dklen=48
            )
            self._secrets = made[:16].hex(), base64.urlsafe_b64encode(made[16:])
        return self._secrets

    def _fernet(self) -> Any:
        from cryptography.fernet import Fernet  # late: 20 ms

        return Fernet(self._derived()[1])

    def _content(self) -> bytes:
        """Read the file; nobody else may have had a hand in it."""
        file = os.open(self._path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        with os.fdopen(file, "rb") as opened:
            if not _is_private(self._folder.lstat(), stat.S_ISDIR):
                raise PermissionError("its folder is open to others")
            if not _is_private(os.fstat(opened.fileno()), stat.S_ISREG):
                raise PermissionError("it is open to others")
            return opened.read()

    def _drop_old(self) -> None:
        for path in self._folder.iterdir():
            if time.time() - path.lstat().st_mtime > DAY:
                path.unlink(missing_ok=True)


def _folder() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("canfar-jupyter") / "sign-in"


def _is_on() -> bool:
    """Say whether anything is kept; where files have no owner and mode, never."""
    return hasattr(os, "getuid") and settings.KEEP_SIGN_IN.value()


def _is_private(found: os.stat_result, kind: Any) -> bool:
    return bool(kind(found.st_mode)) and found.st_uid == os.getuid() and not found.st_mode & 0o077
