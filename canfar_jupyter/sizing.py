"""Does it fit?  Image x flavor x quota, in sentences with the number that fails."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from canfar_jupyter.spec import Problem

GIB = 2**30
Row = Mapping[str, Any]  # one row of a collection, by column name


def disk_needed_gib(image: Row) -> int:
    """Return the root disk the image needs, GiB: the larger of min_disk and its unpacked size."""
    unpacked = image.get("virtual_size") or image.get("size") or 0
    return max(int(image.get("min_disk_gib") or 0), math.ceil(unpacked / GIB))


def misfits(
    image: Row | None, flavor: Row, quotas: Mapping[str, Row], count: int = 1
) -> list[Problem]:
    """Return why ``count`` instances cannot be had with this flavor and image; empty: they can."""
    return [*_too_small(image, flavor), *_over_quota(flavor, quotas, count)]


def _too_small(image: Row | None, flavor: Row) -> Iterable[Problem]:
    if image is None:
        return
    needed, disk = disk_needed_gib(image), flavor["disk_gib"]
    if disk and needed > disk:  # 0: the disk is as large as the image
        yield Problem("flavor", f"The image needs a {needed} GiB root disk; this has {disk} GiB.")
    wanted, ram = int(image.get("min_ram_mib") or 0), flavor["ram_gib"]
    if wanted > ram * 1024:
        yield Problem(
            "flavor", f"The image needs {wanted / 1024:g} GiB memory; this has {ram:g} GiB."
        )


def _over_quota(flavor: Row, quotas: Mapping[str, Row], count: int) -> Iterable[Problem]:
    asked = (
        ("instances", count, "instance"),
        ("cores", count * flavor["vcpus"], "core"),
        ("ram_gib", count * flavor["ram_gib"], "GiB memory"),
    )
    for name, more, unit in asked:
        left = room(quotas.get(name))
        if more > left:
            field = "quota" if name == "instances" else "flavor"
            text = f"The project has {_count(left, unit)} left; this needs {more:g}."
            yield Problem(field, text, quota=True)


def room(quota: Row | None) -> float:
    """Return how much of a quota is left: infinity where limit or use is not known."""
    if quota is None or math.isnan(quota["limit"] - quota["used"]):
        return math.inf
    return max(0.0, float(quota["limit"] - quota["used"]))


def _count(number: float, unit: str) -> str:
    plural = unit if number == 1 or unit.startswith("GiB") else f"{unit}s"
    return f"{number:g} {plural}" if number else f"no {plural}"


def ranked(
    image: Row | None, flavors: Mapping[str, Row], quotas: Mapping[str, Row], count: int = 1
) -> list[tuple[str, list[Problem]]]:
    """Return all flavors as (id, misfits): those that fit first, the smallest first."""

    def key(item: tuple[str, list[Problem]]) -> tuple[Any, ...]:
        flavor = flavors[item[0]]
        size = (flavor["vcpus"], flavor["ram_gib"], flavor["ephemeral_gib"], flavor["disk_gib"])
        return (bool(item[1]), *size, flavor["name"])

    fits = ((id_, misfits(image, row, quotas, count)) for id_, row in flavors.items())
    return sorted(fits, key=key)
