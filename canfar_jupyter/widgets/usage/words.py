"""Quotas, and what instances that are off keep of them, in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from canfar_jupyter.errors import CloudError
from canfar_jupyter.model.amounts import count
from canfar_jupyter.model.quotas import Row, level
from canfar_jupyter.widgets.kit.words import QUOTAS

READING = "Reading the quotas..."
NOTHING_KEPT = "No instance that is off keeps any of it."


def quota_row(quota: Row) -> dict[str, Any]:
    """Return a quota as shown: ``label``, ``used``, ``limit``, ``left``, ``share``, ``tone``."""
    label, unit = QUOTAS.get(quota["name"], (str(quota["name"]), ""))
    used, limit = float(quota["used"]), float(quota["limit"])
    known, limited = not math.isnan(used), not math.isnan(limit)
    left = limit - used
    return {
        "label": label,
        "used": f"{used:g}{unit}" if known else "not reported",
        "limit": f"{limit:g}{unit}" if limited else "no limit",
        "left": f"{max(0.0, left):g}{unit}" if known and limited else "",
        "share": (min(1.0, used / limit) if limit else 1.0) if known and limited else None,
        "tone": level(used, limit),
    }


def kept_in_words(rows: Sequence[Row]) -> str:
    """Return what instances that are off keep: "2 instances are off and keep 8 cores, 30 GiB"."""
    if not rows:
        return NOTHING_KEPT
    cores = count(sum(row["vcpus"] for row in rows), "core")
    memory = sum(row["ram_gib"] for row in rows)
    are = "is off and keeps" if len(rows) == 1 else "are off and keep"
    return (
        f"{count(len(rows), 'instance')} {are} {cores} and {memory:g} GiB of memory. "
        "Start them, or terminate what you no longer need."
    )


def why_none(error: BaseException | None) -> str:
    """Return what is said in place of the quotas: they are being read, or could not be."""
    return f"{error} {error.hint}" if isinstance(error, CloudError) else READING
