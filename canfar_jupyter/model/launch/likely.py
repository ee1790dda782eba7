"""What a launch most likely begins with: the last one of this user, and images known to work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from canfar_jupyter.model.amounts import count
from canfar_jupyter.model.columns import Columns
from canfar_jupyter.model.sites import site

MOST = 3  # images that are proposed


@dataclass(frozen=True, slots=True)
class Last:
    """The newest instance that this user launched and that still exists."""

    id: str
    image: str  # name; "": it boots from a volume
    image_id: str
    flavor: str  # name
    key: str  # name; "": none


@dataclass(frozen=True, slots=True)
class Likely:
    """An image that is proposed, and why."""

    id: str
    why: Literal["last", "tested", "snapshot", "newest"]


def last_launch(servers: Columns, user_id: str) -> Last | None:
    """Return the user's newest instance; None: there is none.

    Args:
        servers: The project's instances.
        user_id: Of the user; "": not known, and nothing is theirs.
    """
    mine = [at for at, owner in enumerate(servers["user_id"]) if owner and owner == user_id]
    newest = max(mine, key=lambda at: (servers["created"][at] or "", servers["id"][at]), default=-1)
    if newest < 0:
        return None
    cells = ("id", "image", "image_id", "flavor", "key")
    return Last(*(str(servers[name][newest] or "") for name in cells))


def newest_of_systems(images: Columns) -> dict[str, str]:
    """Return the id of the newest public image of each system; the site's own come first."""
    names = ("id", "name", "tab", "status", "os", "created")
    best: dict[str, tuple[bool, str, str]] = {}
    for cells in zip(*(images[name] for name in names), strict=True):
        row = dict(zip(names, cells, strict=True))
        if row["tab"] != "public" or row["status"] != "active":
            continue
        system = row["os"]
        rank = (is_tested(row), row["created"] or "", row["id"])
        if system and rank > best.get(system, (False, "", "")):
            best[system] = rank
    return {system: rank[2] for system, rank in best.items()}


def is_tested(image: Mapping[str, Any]) -> bool:
    """Return whether an image is one of the site's own, which its tools are tested on."""
    return bool(site().images) and str(image["name"]).startswith(site().images)


def likely_images(images: Columns, last: str = "") -> list[Likely]:
    """Return up to three images, the likeliest first.

    Args:
        images: The images.
        last: Id of the image that was launched last; "": none.
    """
    status = dict(zip(images["id"], images["status"], strict=True))
    newest = newest_of_systems(images)
    own = [Likely(last, "last")] if status.get(last) == "active" else []
    own += [Likely(newest[site().system], "tested")] if site().system in newest else []
    snapshots = _own_snapshots(images)
    own += [Likely(max(snapshots)[1], "snapshot")] if snapshots else []
    tested = set(_tested(images)) if site().images else set(newest.values())
    own += [Likely(id_, "newest") for _, id_ in sorted(newest.items()) if id_ in tested]
    supported = sorted((s, id_) for s, id_ in newest.items() if s.lower() in site().systems)
    own += [Likely(id_, "newest") for _, id_ in supported]
    first = {likely.id: likely for likely in reversed(own)}
    return [likely for likely in own if first[likely.id] is likely][:MOST]


def _tested(images: Columns) -> list[str]:
    cells = zip(images["id"], images["name"], strict=True)
    return [id_ for id_, name in cells if is_tested({"name": name})]


def _own_snapshots(images: Columns) -> list[tuple[str, str]]:
    """Return when each snapshot of the project was made, and its id."""
    told = ("tab", "status", "is_snapshot", "created", "id")
    return [
        (created or "", id_)
        for tab, status, snapshot, created, id_ in zip(*(images[n] for n in told), strict=True)
        if tab == "project" and snapshot and status == "active"
    ]


def about(likely: Likely, image: Mapping[str, Any], now: datetime) -> str:
    """Return why an image is proposed, and how old it is: "your snapshot, 3 days old"."""
    why = {"last": "launched last", "snapshot": "snapshot of this project"}.get(likely.why, "")
    tested = f"tested with {site().name}'s tools" if is_tested(image) else ""
    return ", ".join(filter(None, [why, tested, _age(image["created"], now)]))


def _age(created: str | None, now: datetime) -> str:
    try:
        made = datetime.fromisoformat(str(created).rstrip("Z")).replace(tzinfo=UTC)
    except ValueError:
        return ""
    days = (now - made).days
    if days < 1:
        return "made today" if days == 0 else ""
    if days < 60:
        return f"{count(days, 'day')} old"
    number, unit = (days // 30, "month") if days < 700 else (days // 365, "year")
    return f"{count(number, unit)} old"
