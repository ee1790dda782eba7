"""What a project may have, what it uses, and what a launch would add."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]  # one row of a collection, by column name


def room(quota: Row | None) -> float:
    """Return how much of a quota is left: infinity where limit or use is not known."""
    if quota is None or math.isnan(quota["limit"] - quota["used"]):
        return math.inf
    return max(0.0, float(quota["limit"] - quota["used"]))


@dataclass(frozen=True, slots=True)
class Use:
    """How much of one quota is used, and how much more a launch takes; limit None: no limit."""

    name: str
    used: float
    more: float
    limit: float | None

    @property
    def over(self) -> bool:
        """Whether there is no room for it."""
        return self.limit is not None and self.used + self.more > self.limit


def uses(
    flavor: Row | None,
    quotas: Mapping[str, Row],
    count: int = 1,
    ips: int = 0,
    volume_gib: int | None = None,
) -> list[Use]:
    """Return what a launch would take of each quota whose use is known.

    Args:
        flavor: None: not chosen yet.
        quotas: What the project has and may have, by name.
        count: How many instances.
        ips: How many floating IPs the project would get with it.
        volume_gib: Size of the new volume each boots from; None: from the flavor's disk.
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
    """Return what instances that boot from new volumes take of the volumes' quotas."""
    return {"volumes": count if gib else 0, "volume_gib": count * (gib or 0)}
