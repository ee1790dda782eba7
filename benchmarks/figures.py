"""A figure: what was measured, and what it must reach."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

RESULTS = Path(__file__).parent / "results.json"


@dataclass(frozen=True)
class Figure:
    """One row of the table.

    ``limit`` None: nothing to reach, only to compare with; ``note`` is printed, not stored.
    """

    name: str
    figure: float
    limit: float | None
    unit: str
    at_least: bool = False
    note: str = ""

    @property
    def met(self) -> bool:
        if self.limit is None:
            return True
        return self.figure >= self.limit if self.at_least else self.figure <= self.limit

    def stored(self) -> dict[str, object]:
        """Return the row as results.json has it."""
        return {
            "name": self.name,
            "figure": round(self.figure, 3),
            "limit": self.limit,
            "unit": self.unit,
            "met": self.met,
        }

    def line(self) -> str:
        """Return the row as the table has it."""
        sign = ">=" if self.at_least else "<="
        limit = "" if self.limit is None else f"{sign} {self.limit:g}"
        met = "" if self.limit is None else "yes" if self.met else "NO"
        line = f"{self.name:<68} {self.figure:>9.4g}  {limit:<8} {self.unit:<10} {met:<4}"
        return f"{line} {self.note}".rstrip()


def spread(samples: Sequence[float], scale: float = 1.0, digits: int = 1) -> str:
    """Say the least and the median of some samples: "62.1/70.3"."""
    return f"{min(samples) * scale:.{digits}f}/{median(samples) * scale:.{digits}f}"


def store(figures: Iterable[Figure], whole: bool) -> None:
    """Write results.json; a run of some groups only replaces their rows in it."""
    rows = {figure.name: figure.stored() for figure in figures}
    if not whole and RESULTS.exists():
        rows = {row["name"]: row for row in json.loads(RESULTS.read_text())} | rows
    RESULTS.write_text(json.dumps(list(rows.values()), indent=1) + "\n")
