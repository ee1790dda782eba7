"""Flavors, durations and quotas in words, and names to propose."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from canfar_jupyter.model.amounts import count

Row = Mapping[str, Any]
QUOTAS = {  # by their names in model.columns: label, unit
    "instances": ("Instances", ""),
    "cores": ("Cores", ""),
    "ram_gib": ("Memory", " GiB"),
    "floating_ips": ("Floating IPs", ""),
    "volumes": ("Volumes", ""),
    "volume_gib": ("Volume storage", " GiB"),
    "security_groups": ("Security groups", ""),
    "key_pairs": ("Key pairs", ""),
}


def flavor_in_words(flavor: Row) -> str:
    """Return "2 cores, 7.5 GiB memory, 20 GiB disk, 30 GiB scratch"; zeros are left out."""
    parts = [count(flavor["vcpus"], "core"), f"{flavor['ram_gib']:g} GiB memory"]
    if flavor["disk_gib"]:
        parts.append(f"{flavor['disk_gib']:g} GiB disk")
    if flavor["ephemeral_gib"]:
        parts.append(f"{flavor['ephemeral_gib']:g} GiB scratch")
    return ", ".join(parts)


def free_name(wanted: str, taken: Collection[str]) -> str:
    """Return ``wanted`` in letters, digits and dashes, with the first number that is free."""
    stem = re.sub(r"[^a-z0-9]+", "-", wanted.lower()).strip("-")[:50].strip("-") or "instance"
    number = 1
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def time_in_words(seconds: float) -> str:
    """Return "12 s", "4 min" or "2 h 5 min"."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60} min"
