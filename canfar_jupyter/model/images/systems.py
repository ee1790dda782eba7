"""The operating system of an image, and whether it is suitable here.

Hand-written: no maintained library has the end-of-life dates of all of these.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from canfar_jupyter.model.sites import Site, site

_NAMES = {
    "almalinux": "AlmaLinux",
    "alpine": "Alpine Linux",
    "amazon": "Amazon Linux",
    "arch": "Arch Linux",
    "azurelinux": "Azure Linux",
    "centos": "CentOS",
    "cirros": "CirrOS",
    "coreos": "CoreOS",
    "debian": "Debian",
    "fedora": "Fedora",
    "flatcar": "Flatcar",
    "freebsd": "FreeBSD",
    "gentoo": "Gentoo",
    "netbsd": "NetBSD",
    "openbsd": "OpenBSD",
    "opensuse": "openSUSE",
    "oracle": "Oracle Linux",
    "rhel": "RHEL",
    "rocky": "Rocky Linux",
    "scientific": "Scientific Linux",
    "sles": "SLES",
    "ubuntu": "Ubuntu",
    "windows": "Windows",
}
# Other spellings, in properties and in names of images.
_ALIASES = {
    "fedora coreos": "coreos",
    "fedora core os": "coreos",
    "fcos": "coreos",
    "rhcos": "coreos",
    "red hat enterprise": "rhel",
    "red hat": "rhel",
    "redhat": "rhel",
    "alma": "almalinux",
    "open suse": "opensuse",
    "suse": "sles",
    "azure linux": "azurelinux",
}
_CODENAMES = {
    "xenial": ("ubuntu", "16.04"),
    "bionic": ("ubuntu", "18.04"),
    "focal": ("ubuntu", "20.04"),
    "jammy": ("ubuntu", "22.04"),
    "noble": ("ubuntu", "24.04"),
    "resolute": ("ubuntu", "26.04"),
    "buster": ("debian", "10"),
    "bullseye": ("debian", "11"),
    "bookworm": ("debian", "12"),
    "trixie": ("debian", "13"),
}
# When each row of the next table was last compared with the vendor's dates; a test fails when
# that is more than a year ago.
ENDS_CHECKED = {
    name: date(2026, 11, 24)
    for name in (
        *("almalinux", "centos", "debian", "fedora", "opensuse"),
        *("rhel", "rocky", "scientific", "ubuntu"),
    )
}
# The last day of free security updates, including long-term support.
_ENDS = {
    "almalinux": {"8": "2029-03-01", "9": "2032-05-31", "10": "2035-05-31"},
    "centos": {
        **{"5": "2017-03-31", "6": "2020-11-30", "7": "2024-06-30", "8": "2024-05-31"},
        **{"9": "2027-05-31", "10": "2030-01-01"},
    },
    "debian": {
        **{"8": "2020-06-30", "9": "2022-06-30", "10": "2024-06-30", "11": "2026-08-31"},
        **{"12": "2028-06-30", "13": "2030-06-30"},
    },
    "fedora": {
        **{"38": "2024-05-21", "39": "2024-11-26", "40": "2025-05-13", "41": "2025-12-15"},
        **{"42": "2026-05-13", "43": "2026-12-09"},
    },
    "opensuse": {"15.4": "2023-12-07", "15.5": "2024-12-31", "15.6": "2026-04-30"},
    "rhel": {
        **{"6": "2020-11-30", "7": "2024-06-30", "8": "2029-05-31", "9": "2032-05-31"},
        **{"10": "2035-05-31"},
    },
    "rocky": {"8": "2029-05-31", "9": "2032-05-31", "10": "2035-05-31"},
    "scientific": {"6": "2020-11-30", "7": "2024-06-30"},
    "ubuntu": {
        **{"12.04": "2017-04-28", "14.04": "2019-04-25", "16.04": "2021-04-30"},
        **{"18.04": "2023-05-31", "20.04": "2025-05-31", "22.04": "2027-04-30"},
        **{"23.10": "2024-07-11", "24.04": "2029-05-31", "24.10": "2025-07-10"},
        **{"25.04": "2026-01-15", "25.10": "2026-07-31", "26.04": "2031-05-31"},
    },
}
# A whole word, so that "planck-archive" is not Arch Linux; digits may follow it: "rocky9".
# The aliases first: Fedora CoreOS is not Fedora.
_NAMED = re.compile(
    rf"(?<![a-z])(?P<system>{'|'.join((*_ALIASES, *_NAMES)).replace(' ', '[ _-]?')})"
    r"(?:[ _-]?(?:linux|server|stream|leap|tumbleweed|enterprise|es))*(?![a-z])"
    r"(?:[^0-9]{0,12}(?P<version>[0-9]+(?:\.[0-9]+)*))?"
)
_NUMBER = re.compile(r"(?<![0-9.])[0-9]+(?:\.[0-9]+)*")
_CODENAMED = re.compile(rf"(?<![a-z])(?P<code>{'|'.join(_CODENAMES)})(?![a-z])")
_CLOUD = re.compile(r"(?<![a-z])(cloudimg|genericcloud|cloud-?init|cloud)(?![a-z])")


@dataclass(frozen=True, slots=True)
class System:
    """An operating system: ``key`` as os_distro has it ("" : not known), name, version."""

    key: str = ""
    name: str = ""
    version: str = ""

    def __str__(self) -> str:
        return f"{self.name} {self.version}".strip()


UNKNOWN = System()


def system_of(name: str, distro: str = "", version: str = "") -> System:
    """Determine the system of an image.

    Args:
        name: Of the image; used only for what its properties do not say.
        distro: Property ``os_distro``.
        version: Property ``os_version``.
    """
    if distro:
        return _told(distro, version)
    found = _guessed(name.lower())
    if not (version and found.key):
        return found
    return System(found.key, found.name, _version(found.key, version))


@cache
def _told(distro: str, version: str) -> System:
    """Parse common spellings of os_distro and os_version: "Rocky Linux", "22.04 LTS", "jammy"."""
    text = distro.lower().strip()
    found = _NAMED.search(text)
    if found is None:
        return System(text, distro, version)
    key = _key(found["system"])
    version = _version(key, version) if version else _short(found["version"])
    return System(key, _NAMES[key], version)


def _key(said: str) -> str:
    words = re.sub(r"[ _-]", "", said)
    spelt = {alias.replace(" ", ""): key for alias, key in _ALIASES.items()}
    return spelt.get(words, words)


def _version(key: str, said: str) -> str:
    """Return the number in the text of a version; a code name has its number."""
    code = _CODENAMED.search(said.lower())
    if code and _CODENAMES[code["code"]][0] == key:
        return _CODENAMES[code["code"]][1]
    found = _NUMBER.search(said)
    if found is None:
        return said
    if key == "ubuntu" and re.fullmatch(r"[0-9]{4}", found[0]):  # 2204
        return f"{found[0][:2]}.{found[0][2:]}"
    return found[0]


def _short(version: str | None) -> str:
    """Return a version; a date or a serial number such as 20240612 is not one."""
    version = version or ""
    return "" if len(version.partition(".")[0]) > 4 else version


def _guessed(name: str) -> System:
    if found := _NAMED.search(name):
        key, version = _key(found["system"]), found["version"] or ""
        if not version and (code := _CODENAMED.search(name)):
            version = _CODENAMES[code["code"]][1]
        return System(key, _NAMES[key], _version(key, _short(version)))
    if code := _CODENAMED.search(name):
        key, version = _CODENAMES[code["code"]]
        return System(key, _NAMES[key], version)
    return UNKNOWN


def why_not_supported(system: System, today: date | None = None) -> str:
    """Return why the site's tools may not work on a system; "": it is supported.

    Args:
        system: Of an image.
        today: To compare with its end of life; None: the current date.
    """
    return _why_not(system, today or date.today())


@cache
def _why_not(system: System, today: date) -> str:
    here = site()
    if not system.key and here.systems:
        return "Its system is not known: set the property os_distro."
    if ended := end_of_life(system, today):
        return ended
    if not here.systems:
        return ""
    versions = here.systems.get(system.key)
    if versions is None:
        return f"{_tools(here)} are not made for {system.name}."
    if not system.version:
        return f"Its version of {system.name} is not known: set the property os_version."
    if _entry(system.version, dict.fromkeys(versions, "")) is None:
        return (
            f"{_tools(here)} are made for {system.name} {', '.join(versions)}, "
            f"not for {system.version}."
        )
    return ""


def _tools(here: Site) -> str:
    return f"The tools of {here.name or 'this site'}"


def end_of_life(system: System, today: date) -> str:
    """Return that it no longer gets security updates; "": it does, or not known."""
    last = last_updates(system)
    if not last or date.fromisoformat(last) >= today:
        return ""
    return f"{system} has had no security updates since {last}."


def last_updates(system: System) -> str:
    """Return the last day of free security updates, "2029-05-31"; "": not known."""
    return _entry(system.version, _ENDS.get(system.key, {})) or ""


def cloud_init(name: str, system: System, disk_format: str, told: str = "") -> str:
    """Return whether an image runs cloud-init at first boot: "yes", "no", or "" if not known.

    Args:
        name: Of the image.
        system: Its system.
        disk_format: Of the image: an iso is an installer.
        told: Its property ``cloud_init``, if it has one.
    """
    if told.lower() in ("yes", "true", "1"):
        return "yes"
    if told.lower() in ("no", "false", "0") or disk_format == "iso" or system.key == "cirros":
        return "no"
    name = name.lower()
    if name.startswith(site().cloud_init_names):
        return "yes"
    return "yes" if "cloud" in name and _CLOUD.search(name) else ""


def _entry(version: str, table: Mapping[str, str]) -> str | None:
    """Return the entry of a table for a version: for 9.4 that of 9, for 22.04.3 that of 22.04."""
    parts = re.split(r"[.-]", version)
    for length in range(len(parts), 0, -1):
        if (found := table.get(".".join(parts[:length]))) is not None:
            return found
    return None
