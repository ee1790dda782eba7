"""Quotas: the limits, the use, and what a launch would add."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from canfar_jupyter.model.shown import Shown

Row = Mapping[str, Any]  # one row of a collection, by column name
NEARLY = 0.8  # share of a quota from which it deserves attention
Level = Literal["good", "warn", "bad"]


def level(used: float, limit: float | None) -> Level:
    """Return how full a quota is: more than full is bad, full or nearly so is to be warned of.

    Every bar and meter takes its tone from here.
    """
    if limit is None or math.isnan(limit) or math.isnan(used):
        return "good"
    if used > limit:
        return "bad"
    return "warn" if used >= NEARLY * limit else "good"


def room(quota: Row | None) -> float:
    """Return how much of a quota is left: infinity if limit or use is not known."""
    if quota is None or math.isnan(quota["limit"] - quota["used"]):
        return math.inf
    return max(0.0, float(quota["limit"] - quota["used"]))


@dataclass(frozen=True, slots=True, repr=False)
class Use(Shown):
    """How much of one quota is used, and how much a launch adds; limit None: no limit."""

    name: str
    used: float
    more: float
    limit: float | None

    @property
    def over(self) -> bool:
        """Whether it would be exceeded."""
        return self.level == "bad"

    @property
    def level(self) -> Level:
        """How full it would be."""
        return level(self.used + self.more, self.limit)


def uses(
    flavor: Row | None,
    quotas: Mapping[str, Row],
    count: int = 1,
    ips: int = 0,
    volume_gib: int | None = None,
) -> list[Use]:
    """Return what a launch would use of each quota whose use is known.

    Args:
        flavor: None: not chosen yet.
        quotas: The project's quotas and their use, by name.
        count: How many instances.
        ips: How many floating IPs would be allocated with it.
        volume_gib: Size of the new volume that each boots from; None: from the flavor's disk.
    """
    asked = {
        "instances": count,
        "cores": count * flavor["vcpus"] if flavor else 0,
        "ram_gib": count * flavor["ram_gib"] if flavor else 0,
        "floating_ips": ips,
        **of_volumes(volume_gib, count),
    }
    found = []
    for name, more in asked.items():
        row = quotas.get(name)
        if row is not None and not math.isnan(row["used"]):
            limit = None if math.isnan(row["limit"]) else float(row["limit"])
            found.append(Use(name, float(row["used"]), float(more), limit))
    return found


def of_volumes(gib: int | None, count: int) -> dict[str, int]:
    """Return what instances that boot from new volumes use of the volume quotas."""
    return {"volumes": count if gib else 0, "volume_gib": count * (gib or 0)}
