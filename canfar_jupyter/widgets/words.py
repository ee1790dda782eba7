"""Sizes, names and times of the cloud in words, and names to propose."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

Row = Mapping[str, Any]


def count(number: float, noun: str) -> str:
    """Return "1 core", "2 cores"."""
    return f"{number:g} {noun}" if number == 1 else f"{number:g} {noun}s"


def flavor_in_words(flavor: Row) -> str:
    """Return "2 cores, 7.5 GiB memory, 20 GiB disk, 30 GiB scratch"; what is 0 is left out."""
    parts = [count(flavor["vcpus"], "core"), f"{flavor['ram_gib']:g} GiB memory"]
    if flavor["disk_gib"]:
        parts.append(f"{flavor['disk_gib']:g} GiB disk")
    if flavor["ephemeral_gib"]:
        parts.append(f"{flavor['ephemeral_gib']:g} GiB scratch")
    return ", ".join(parts)


_SYSTEMS = {
    "almalinux": "AlmaLinux",
    "arch": "Arch Linux",
    "centos": "CentOS",
    "cirros": "CirrOS",
    "debian": "Debian",
    "fedora": "Fedora",
    "opensuse": "openSUSE",
    "rhel": "RHEL",
    "rocky": "Rocky Linux",
    "ubuntu": "Ubuntu",
    "windows": "Windows",
}

# A whole word, so that "planck-archive" is no Arch Linux; digits may follow at once: "rocky9".
_NAMED = re.compile(
    rf"(?<![a-z])(?P<system>{'|'.join(_SYSTEMS)})(?:linux|server)?(?![a-z])"
    r"(?:[^0-9]{0,8}(?P<version>[0-9]+(?:\.[0-9]+)*))?"
)


def system_in_words(image: Row) -> str:
    """Return "Ubuntu 24.04" of the image's properties, else of a system named in its name."""
    distro = (image["os_distro"] or "").lower()
    if distro:
        return f"{_SYSTEMS.get(distro, image['os_distro'])} {image['os_version'] or ''}".strip()
    found = _NAMED.search(image["name"].lower())
    if found is None:
        return ""
    return f"{_SYSTEMS[found['system']]} {found['version'] or ''}".strip()


def seconds(time: str | None) -> float | None:
    """Return an ISO 8601 time of the cloud (UTC) as seconds since 1970; None: not known."""
    if not time:
        return None
    try:
        return datetime.fromisoformat(f"{time.rstrip('Z')}+00:00").timestamp()
    except ValueError:
        return None


def free_name(wanted: str, taken: Collection[str]) -> str:
    """Return ``wanted`` made of letters, digits and dashes, with the first number that is free."""
    stem = re.sub(r"[^a-z0-9]+", "-", wanted.lower()).strip("-")[:50].strip("-") or "instance"
    number = 1
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"
