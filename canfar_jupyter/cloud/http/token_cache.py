"""The last sign-in, cached for the next kernel, which can then request its first rows at once.

The cached token is as good as a password until it expires.  So only this user can read the file,
and it is encrypted with the credentials: without the password it cannot be used, and after a
change of the password the user signs in again.

Hand-written because openstacksdk caches sign-ins only in a keyring, and containers have none.
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
LEFT = 300  # seconds that a token must still be valid to be worth using
DAY = 86_400.0  # seconds; the token in a file of this age has expired, or soon will


class KeptSignIn:
    """The sign-in of one user, project and cloud, in a file that may not exist.

    Args:
        region: The configuration that signs in.
        folder: Where it is; None: in the user's cache.
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
        """Restore the cached sign-in in a plugin of keystoneauth; None: it has to sign in.

        A file that other users can read, that belongs to another user, that has expired or that
        is not valid is ignored.
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
        except Exception as unusable:  # noqa: BLE001  whatever it is, the sign-in continues
            log.debug("cannot use the cached sign-in: %s", type(unusable).__name__)
        plugin.invalidate()
        self.forget()
        return None

    def keep(self, plugin: Any) -> None:
        """Write the sign-in of a plugin, unless other users can read the folder."""
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
            log.debug("cannot cache the sign-in: %s", full)

    def forget(self) -> None:
        """Remove the file: the cloud refused the token in it, or it has expired."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError as failed:
            log.debug("cannot remove the cached sign-in: %s", failed)

    @property
    def _path(self) -> Path:
        return self._folder / self._derived()[0]

    def _derived(self) -> tuple[str, bytes]:
        """Return the file's name and key; slow on purpose (40 ms): derived from a password."""
        if self._secrets is None:
            made = hashlib.scrypt(
                self._auth.encode(), salt=b"canfar_jupyter sign-in", n=2**14, r=8, p=1, dklen=48
            )
            self._secrets = made[:16].hex(), base64.urlsafe_b64encode(made[16:])
        return self._secrets

    def _fernet(self) -> Any:
        from cryptography.fernet import Fernet  # imported late: 20 ms

        return Fernet(self._derived()[1])

    def _content(self) -> bytes:
        """Read the file; raise if another user may have written it."""
        file = os.open(self._path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        with os.fdopen(file, "rb") as opened:
            if not _is_private(self._folder.lstat(), stat.S_ISDIR):
                raise PermissionError("its folder is accessible to other users")
            if not _is_private(os.fstat(opened.fileno()), stat.S_ISREG):
                raise PermissionError("it is accessible to other users")
            return opened.read()

    def _drop_old(self) -> None:
        for path in self._folder.iterdir():
            if time.time() - path.lstat().st_mtime > DAY:
                path.unlink(missing_ok=True)


def _folder() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("canfar-jupyter") / "sign-in"


def _is_on() -> bool:
    """Return whether sign-ins are cached; never where files have no owner and mode."""
    return hasattr(os, "getuid") and settings.KEEP_SIGN_IN.value()


def _is_private(found: os.stat_result, kind: Any) -> bool:
    return bool(kind(found.st_mode)) and found.st_uid == os.getuid() and not found.st_mode & 0o077
