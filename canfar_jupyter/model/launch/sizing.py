"""Whether image, flavor and quota fit, in sentences with the limit that fails."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

from canfar_jupyter.model.amounts import count
from canfar_jupyter.model.launch.spec import Problem
from canfar_jupyter.model.quotas import Row, room

GIB = 2**30


def disk_needed_gib(image: Row) -> int:
    """Return the root disk the image needs, GiB: the larger of min_disk and its unpacked size."""
    unpacked = image.get("virtual_size") or image.get("size") or 0
    return max(int(image.get("min_disk_gib") or 0), math.ceil(unpacked / GIB))


def misfits(
    image: Row | None,
    flavor: Row,
    quotas: Mapping[str, Row],
    count: int = 1,
    *,
    batch: bool = False,
    own_disk: bool = True,
) -> list[Problem]:
    """Return why ``count`` instances do not fit with this flavor and image; empty: they do.

    Args:
        image: None: not chosen yet.
        flavor: Its row.
        quotas: The project's quotas and their use, by name.
        count: How many instances.
        batch: They will run batch jobs, which need scratch disk.
        own_disk: They boot from the flavor's root disk, not from a volume.
    """
    found = [*_too_small(image, flavor, own_disk), *_over_quota(flavor, quotas, count)]
    if batch and not flavor["ephemeral_gib"]:
        text = "This flavor has no scratch disk: batch jobs will share the root disk."
        found.append(Problem("flavor", text, blocks=False))
    return found


def _too_small(image: Row | None, flavor: Row, own_disk: bool) -> Iterable[Problem]:
    disk = flavor["disk_gib"]
    if own_disk and not disk:
        text = (
            "This flavor has no disk of its own: most clouds boot it from a volume only "
            "(volume_gib=)."
        )
        yield Problem("flavor", text, blocks=False)
    if image is None:
        return
    needed = disk_needed_gib(image)
    own_disk = own_disk and not _is_of_volume(image)
    if own_disk and disk and needed > disk:  # 0: the disk is as large as the image
        yield Problem("flavor", f"The image needs a {needed} GiB root disk; this has {disk} GiB.")
    wanted, ram = int(image.get("min_ram_mib") or 0), flavor["ram_gib"]
    if wanted > ram * 1024:
        yield Problem(
            "flavor", f"The image needs {wanted / 1024:g} GiB memory; this has {ram:g} GiB."
        )


def _is_of_volume(image: Row) -> bool:
    """Return whether it is a snapshot of a volume, from which an instance gets its own volume."""
    return bool(image.get("is_snapshot")) and image.get("size") == 0


def _asked(flavor: Row, copies: int) -> tuple[tuple[str, float, str, str], ...]:
    """Return what a launch takes: the quota, how much of it, and the words for one and several."""
    return (
        ("instances", copies, "instance", "instances"),
        ("cores", copies * flavor["vcpus"], "core", "cores"),
        ("ram_gib", copies * flavor["ram_gib"], "GiB memory", "GiB memory"),
    )


def _over_quota(flavor: Row, quotas: Mapping[str, Row], copies: int) -> Iterable[Problem]:
    for name, more, unit, units in _asked(flavor, copies):
        left = room(quotas.get(name))
        if more > left:
            field = "quota" if name == "instances" else "flavor"
            text = f"The project has {_left(left, unit, units)} left; this needs {more:g}."
            yield Problem(field, text, quota=True)


def too_many(flavor: Row, quotas: Mapping[str, Row], copies: int = 1) -> str:
    """Return by how much a flavor exceeds a quota, such as "2 cores too many: 18 of 20 are used".

    "" if it exceeds none.
    """
    for name, more, unit, units in _asked(flavor, copies):
        left = room(quotas.get(name))
        if more > left:
            quota, much = quotas[name], "much" if unit == units else "many"
            used = f"{quota['used']:g} of {quota['limit']:g} are used"
            return f"{count(more - left, unit, units)} too {much}: {used}"
    return ""


def fit_in_words(image: Row | None, order: Iterable[tuple[str, list[Problem]]]) -> str:
    """Return what the image needs, and how many of the ``ranked`` flavors fit."""
    judged = [found for _, found in order]
    fit = sum(not any(problem.blocks for problem in found) for found in judged)
    of = f"{fit} of {count(len(judged), 'flavor')} {'fits' if fit == 1 else 'fit'}"
    quota = any(problem.quota for found in judged for problem in found)
    fits = f"{of} what is left of the quota" if quota else of
    if not judged:
        return ""
    disk = disk_needed_gib(image) if image else 0
    return f"needs a {disk} GiB disk; {fits}" if disk else fits


def _left(number: float, unit: str, units: str) -> str:
    return count(number, unit, units) if number else f"no {units}"


def ranked(
    image: Row | None,
    flavors: Mapping[str, Row],
    quotas: Mapping[str, Row],
    count: int = 1,
    *,
    batch: bool = False,
    own_disk: bool = True,
) -> list[tuple[str, list[Problem]]]:
    """Return all flavors as (id, misfits): those that fit first, the smallest first."""

    def key(item: tuple[str, list[Problem]]) -> tuple[Any, ...]:
        flavor, found = flavors[item[0]], item[1]
        size = (flavor["vcpus"], flavor["ram_gib"], flavor["ephemeral_gib"], flavor["disk_gib"])
        return (any(p.blocks for p in found), bool(found), *size, flavor["name"])

    judged = (
        (id_, misfits(image, row, quotas, count, batch=batch, own_disk=own_disk))
        for id_, row in flavors.items()
    )
    return sorted(judged, key=key)


_NAME = re.compile(r"([a-z]+)(\d+)-([\d.]+)gb(?:-(\d+))?", re.IGNORECASE)


def name_in_words(flavor: Row, kinds: Mapping[str, str]) -> str:
    """Explain a name such as c2-7.5gb-30; "" if its parts do not match the flavor.

    Args:
        flavor: Its row.
        kinds: A site's meaning of the letters that a name begins with.
    """
    found = _NAME.fullmatch(flavor["name"])
    if found is None:
        return ""
    letters, cores, memory, scratch = found.groups()
    if int(cores) != flavor["vcpus"] or abs(float(memory) - flavor["ram_gib"]) > 0.5:
        return ""
    parts = [f"{letters}: {kinds[letters]}"] if letters in kinds else []
    parts += [f"{cores}: {count(int(cores), 'core')}", f"{memory}gb: memory"]
    if scratch:
        parts.append(f"{scratch}: scratch disk, GB")
    return "; ".join(parts)
