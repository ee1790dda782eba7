"""Whether a cloud-config leaves a user who can log in.

Source: cloudinit/distros/ug_util.py and cloudinit/config/cc_ssh.py: the key pair of the launch
goes to the default user, who is created only if ``users`` has "default".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from canfar_jupyter.model.userdata.findings import Finding
from canfar_jupyter.model.userdata.yamltext import Yaml

_KEYS = ("ssh_authorized_keys", "ssh_import_id", "ssh_redirect_user")


def accounts(config: Yaml) -> Iterator[Finding]:
    """Yield a warning if no user gets the key pair, and none has a key of its own."""
    told = config.value
    if told.get("users") is None or told.get("user") or told.get("disable_root") is False:
        return
    users = list(_users(told["users"]))
    if any(_is_default(user) or _has_key(user) for user in users):
        return
    line, column = config.place(["users"])
    yield Finding(
        severity="warning",
        message="'users' has no '- default' and no ssh_authorized_keys: the image's own user is "
        "not created, and no user gets the key pair of the launch.",
        line=line,
        column=column,
    )


def _users(told: Any) -> Iterator[Any]:
    if isinstance(told, str):
        yield from (name.strip() for name in told.split(","))
    elif isinstance(told, dict):
        for name, options in told.items():
            yield {**(options if isinstance(options, dict) else {}), "name": name}
    elif isinstance(told, list):
        for user in told:
            yield from _users(user) if isinstance(user, str) else (user,)


def _is_default(user: Any) -> bool:
    return user == "default" or (isinstance(user, dict) and user.get("name") == "default")


def _has_key(user: Any) -> bool:
    if not isinstance(user, dict):
        return False
    return any(user.get(name) or user.get(name.replace("_", "-")) for name in _KEYS)
