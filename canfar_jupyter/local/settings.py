"""Every setting, read in one place: environment, clouds.yaml, settings.toml.

The environment takes precedence over the file, the file over the default.  An invalid value is
reported in the log, and the next one in that order is used instead.  docs/settings.md is made
from ``ALL``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from canfar_jupyter.local import settings_file
from canfar_jupyter.local.settings_file import warn

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting(Generic[T]):
    """One setting.

    Args:
        name: In settings.toml, "poll.servers" for the key servers of the table [poll]; "": it
            cannot be set there.
        variable: The environment variable; "": none.
        cloud_key: The key of a cloud in clouds.yaml; "": it cannot be set there.
        kind: What a value is, for readers.
        default: The value where nothing is set.
        read: Converts a text or a TOML value.  It raises ValueError, or TypeError,
            whose text says what a valid value is.
        meaning: What it does.
    """

    name: str = ""
    variable: str = ""
    cloud_key: str = ""
    kind: str
    default: T
    shown_default: str = ""
    read: Callable[[Any], T]
    meaning: str

    def value(self) -> T:
        """Return the configured value, else the default."""
        if self.variable and (text := os.environ.get(self.variable)) is not None:
            try:
                return self.read(text)
            except (ValueError, TypeError) as wrong:
                warn(f"{self.variable} cannot be used: {wrong}.")
        if self.name and (found := settings_file.find(self.name)) is not None:
            try:
                return self.read(found.value)
            except (ValueError, TypeError) as wrong:
                warn(f"{found.place}: {self.name} cannot be used: {wrong}.")
        return self.default

    def of(self, cloud: Mapping[str, Any]) -> T:
        """Return the value in the entry of a cloud in clouds.yaml, else the default."""
        value = cloud.get(self.cloud_key)
        try:
            return self.default if value in (None, "") else self.read(value)
        except (ValueError, TypeError) as wrong:
            warn(f"{self.cloud_key} in clouds.yaml cannot be used: {wrong}.")
            return self.default


def _yes_or_no(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    words = {"yes": True, "true": True, "on": True, "1": True, "": True}
    words |= {"no": False, "false": False, "off": False, "0": False}
    if not isinstance(value, str) or value.strip().lower() not in words:
        raise ValueError("it must be yes or no")
    return words[value.strip().lower()]


def _seconds(value: Any) -> float:
    number = float(value) if isinstance(value, str | int | float) else float("nan")
    if isinstance(value, bool) or not 0.1 <= number <= 86_400:
        raise ValueError("it must be a number of seconds from 0.1 to 86400")
    return number


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("it must be a string")
    return value.strip()


def _folders(value: Any) -> tuple[Path, ...]:
    """Read folders with a colon between them, as in PATH; in TOML a list."""
    parts = value.split(os.pathsep) if isinstance(value, str) else value
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        raise TypeError("it must be a list of folders")
    return tuple(Path(part).expanduser() for part in parts if part)


def _words(value: Any) -> tuple[str, ...]:
    """Read words with commas or blanks between them; in TOML and YAML a list."""
    parts = value.replace(",", " ").split() if isinstance(value, str) else value
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        raise TypeError("it must be a list of strings")
    return tuple(part.strip() for part in parts if part.strip())


SITE = Setting(
    name="site",
    variable="CANFAR_JUPYTER_SITE",
    kind="canfar, none, or the path of a TOML file",
    default="canfar",
    read=_text,
    meaning="What is true of your site only: its tools, its HTCondor pool, its images "
    "(docs/sites.md).",
)
FOLDERS: Setting[tuple[Path, ...] | None] = Setting(
    name="folders",
    variable="CANFAR_JUPYTER_FOLDERS",
    kind="folders (in the variable with a colon between them)",
    default=None,
    shown_default="your home and the current folder; on a Voila page none",
    read=_folders,
    meaning="The server's folders that a page may read from and write to.",
)
NETWORKS: Setting[tuple[str, ...] | None] = Setting(
    name="networks",
    variable="CANFAR_JUPYTER_NETWORKS",
    kind="addresses and networks, or any",
    default=None,
    shown_default="any; on a Voila page public addresses only",
    read=_words,
    meaning="Where a page may fetch images from, besides ports 80 and 443 of public addresses.",
)
SERVE_OWN_CLOUD = Setting(
    name="serve_own_cloud",
    variable="CANFAR_JUPYTER_SERVE_OWN_CLOUD",
    kind="yes or no",
    default=False,
    read=_yes_or_no,
    meaning="Let plain Voila's pages use the server's own cloud credentials: all who can open them "
    "can use your cloud. `canfar-jupyter dashboard` has a token and needs no setting.",
)
KEEP_SIGN_IN = Setting(
    name="keep_sign_in",
    variable="CANFAR_JUPYTER_KEEP_SIGN_IN",
    kind="yes or no",
    default=True,
    read=_yes_or_no,
    meaning="Keep a sign-in, encrypted with your password, for the next kernel.",
)
WATCHED = Setting(
    name="poll.watched",
    variable="CANFAR_JUPYTER_POLL_WATCHED",
    kind="seconds",
    default=45.0,
    read=_seconds,
    meaning="How long after the last heartbeat of a page its lists are still read.",
)


def _interval(name: str, default: float, meaning: str) -> Setting[float]:
    return Setting(
        name=f"poll.{name}",
        variable=f"CANFAR_JUPYTER_POLL_{name.upper()}",
        kind="seconds",
        default=default,
        read=_seconds,
        meaning=meaning,
    )


SLOW = {
    name: _interval(
        name, default, f"The interval between two readings of {name.replace('_', ' ')}."
    )
    for name, default in {
        "servers": 15.0,
        "images": 45.0,
        "quotas": 60.0,
        "floating_ips": 60.0,
        "security_groups": 60.0,
        "keypairs": 90.0,
        "networks": 120.0,
        "flavors": 120.0,
    }.items()
}
FAST = {
    name: _interval(f"{name}_fast", default, f"The same while {what}.")
    for name, default, what in (
        ("servers", 0.5, "an instance is being built, stopped or terminated"),
        ("images", 2.0, "an image is being made or imported"),
    )
}
MACHINES = Setting(
    cloud_key="canfar_machines",
    kind="an address",
    default="",
    read=_text,
    meaning="Instances answer at URL/ADDRESS of this address; the demo cloud sets it.",
)
CONSOLE_HOSTS: Setting[tuple[str, ...]] = Setting(
    cloud_key="canfar_console_hosts",
    kind="hosts",
    default=(),
    read=_words,
    meaning="Hosts of the cloud's consoles that are not hosts of the cloud itself.",
)

GUARDED_BY = "CANFAR_JUPYTER_GUARDED_BY"  # not a setting: local/guard.py sets it for kernels

ALL: tuple[Setting[Any], ...] = (
    *(SITE, FOLDERS, NETWORKS, SERVE_OWN_CLOUD, KEEP_SIGN_IN),
    *SLOW.values(),
    *FAST.values(),
    *(WATCHED, MACHINES, CONSOLE_HOSTS),
)


def cloud_name() -> str:
    """Return the cloud that OS_CLOUD names; "" if not set."""
    return os.environ.get("OS_CLOUD", "")


def guarded_by() -> str:
    """Return the process of ours that checks who opens its pages; "": none does."""
    return os.environ.get(GUARDED_BY, "")


def check() -> None:
    """Log which settings cannot be used, and which keys of the file are unknown."""
    known = {setting.name for setting in ALL}
    for name in settings_file.names():
        if name not in known and (found := settings_file.find(name)) is not None:
            warn(f"{found.place}: there is no setting {name}.")
    for setting in ALL:
        setting.value()
