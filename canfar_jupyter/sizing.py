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


def misfits(image: Row | None, flavor: Row, quotas: Mapping[str, Row]) -> list[Problem]:
    """Return why this flavor cannot be used for this image today; empty: it can."""
    return [*_too_small(image, flavor), *_over_quota(flavor, quotas)]


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


def _over_quota(flavor: Row, quotas: Mapping[str, Row]) -> Iterable[Problem]:
    asked = (
        ("instances", 1, "instance"),
        ("cores", flavor["vcpus"], "core"),
        ("ram_gib", flavor["ram_gib"], "GiB memory"),
    )
    for name, more, unit in asked:
        left = room(quotas.get(name))
        if more > left:
            field = "quota" if name == "instances" else "flavor"
            yield Problem(field, f"The project has {_count(left, unit)} left; this needs {more:g}.")


def room(quota: Row | None) -> float:
    """Return how much of a quota is left: infinity where there is no limit or none is known."""
    if quota is None or math.isnan(quota["limit"]):
        return math.inf
    return max(0.0, float(quota["limit"] - quota["used"]))


def _count(number: float, unit: str) -> str:
    plural = unit if number == 1 or unit.startswith("GiB") else f"{unit}s"
    return f"{number:g} {plural}" if number else f"no {plural}"


def ranked(
    image: Row | None, flavors: Mapping[str, Row], quotas: Mapping[str, Row]
) -> list[tuple[str, list[Problem]]]:
    """Return all flavors as (id, misfits): those that fit first, the smallest first."""

    def key(item: tuple[str, list[Problem]]) -> tuple[Any, ...]:
        flavor = flavors[item[0]]
        size = (flavor["vcpus"], flavor["ram_gib"], flavor["ephemeral_gib"], flavor["disk_gib"])
        return (bool(item[1]), *size, flavor["name"])

    return sorted(((id_, misfits(image, row, quotas)) for id_, row in flavors.items()), key=key)
