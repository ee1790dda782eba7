"""The login user, and where it is known from.  Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from canfar_jupyter.model.bootlog import BootReport
from canfar_jupyter.model.bootlog.report import Certainty
from canfar_jupyter.model.images.systems import system_of
from canfar_jupyter.model.shown import Shown

# What image publishers call it.  Source: Glance's metadata definitions (os_admin_user), and the
# properties of OSISM's and other public image sets.
_PROPERTIES = ("os_admin_user", "login_user", "image_original_user", "default_user", "ssh_user")

# Source: config/cloud.cfg.tmpl of cloud-init; Exosphere's table for the others.
_USERS = {
    "almalinux": "almalinux",
    "alpine": "alpine",
    "amazon": "ec2-user",
    "arch": "arch",
    "azurelinux": "azureuser",
    "centos": "cloud-user",
    "cirros": "cirros",
    "coreos": "core",
    "debian": "debian",
    "fedora": "fedora",
    "flatcar": "core",
    "freebsd": "freebsd",
    "gentoo": "gentoo",
    "netbsd": "netbsd",
    "openbsd": "openbsd",
    "opensuse": "opensuse",
    "rhel": "cloud-user",
    "rocky": "rocky",
    "sles": "sles",
    "ubuntu": "ubuntu",
}
_NAMES = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")


@dataclass(frozen=True, slots=True, repr=False)
class LoginUser(Shown):
    """``user`` ("": not known), ``source`` in words, and how certain that is."""

    user: str
    source: str
    certainty: Certainty = "likely"

    def __str__(self) -> str:
        return self.user


UNKNOWN = LoginUser("", "the login user is not known", "doubtful")


def is_user_name(text: str) -> bool:
    """Return whether a text is valid before the @ of an ssh command."""
    return 0 < len(text) <= 64 and text[0] not in "-." and _NAMES.issuperset(text)


def of_log(report: BootReport, public_key: str = "") -> LoginUser | None:
    """Return the user that the boot log names; None if none, or if it may be forged."""
    user = report.user_of(public_key) if public_key else report.login_user
    if not is_user_name(user):
        return None
    keys = [k.certainty for k in report.authorized_keys if k.user == user]
    return LoginUser(user, "boot log", keys[0] if keys else "likely")


def of_image(properties: Mapping[str, Any]) -> LoginUser | None:
    """Return the user that a property of the image names."""
    for name in _PROPERTIES:
        user = str(properties.get(name) or "")
        if is_user_name(user):
            return LoginUser(user, f"image property {name}")
    return None


def of_distribution(distro: str, version: str = "", name: str = "") -> LoginUser | None:
    """Return the usual user of a distribution, named in properties or in the image's name."""
    for system in (system_of("", distro, version), system_of(name, "", version)):
        key = system.key
        if user := _USERS.get(key):
            if key == "centos" and system.version.partition(".")[0] in ("6", "7", "8"):
                user = "centos"
            return LoginUser(user, f"usual for {key}")
    return None
