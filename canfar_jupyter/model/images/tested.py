"""Images that are known to work at a site: where a newcomer begins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from canfar_jupyter.model.sites import Site


def tested(rows: Iterable[Mapping[str, Any]], site: Site, most: int = 3) -> list[Mapping[str, Any]]:
    """Return public images to begin with, the likeliest first, at most one of a system.

    The site's own images come first, then those of the systems that its tools are made for, then
    others; of each the newest.

    Args:
        rows: Rows of ``images``.
        site: Whose images.
        most: How many at most.
    """
    usable = [row for row in rows if row["status"] == "active" and row["tab"] == "public"]
    usable.sort(key=lambda row: (_rank(row, site), row["created"] or ""), reverse=True)
    first: dict[tuple[bool, str], Mapping[str, Any]] = {}
    for row in usable:
        first.setdefault((_is_own(row, site), row["os"]), row)
    return list(first.values())[:most]


def _is_own(row: Mapping[str, Any], site: Site) -> bool:
    return bool(site.images) and str(row["name"]).startswith(site.images)


def _rank(row: Mapping[str, Any], site: Site) -> tuple[bool, bool, bool]:
    system = str(row["os"])
    return _is_own(row, site), system == site.system, system.lower() in site.systems
