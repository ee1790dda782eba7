"""How long it usually takes until an instance runs, by this project's own."""

from __future__ import annotations

from datetime import datetime, timedelta
from statistics import median

from canfar_jupyter.model.amounts import count
from canfar_jupyter.model.columns import Columns
from canfar_jupyter.model.instances.states import ACTIVE

_MOST = 5  # instances that are looked at: clouds change
_LONGEST = timedelta(hours=6)  # one that took longer was held up by something else


def usual_time(servers: Columns, image: str) -> str:
    """Return how long the last instances of an image took to start, in words.

    Args:
        servers: The project's instances, with their times ``created`` and ``launched``.
        image: Id of the image.

    Returns:
        A sentence; "" if none of them tells.
    """
    told = ("image_id", "status", "created", "launched")
    rows = zip(*(servers[name] for name in told), strict=True)
    took = sorted(
        (created, seconds)
        for image_id, status, created, launched in rows
        if image and image_id == image and status == ACTIVE
        if (seconds := _between(created, launched)) is not None
    )[-_MOST:]
    if not took:
        return ""
    usual = _in_words(median(seconds for _, seconds in took))
    them = "the last one" if len(took) == 1 else f"the last {len(took)}"
    return f"It runs after about {usual}, as {them} of this image did."


def _between(created: object, launched: object) -> float | None:
    """Return the seconds between two times; None: one is missing, or they are not in order."""
    try:
        begin, end = (datetime.fromisoformat(str(t).rstrip("Z")) for t in (created, launched))
    except ValueError:
        return None
    return (end - begin).total_seconds() if timedelta(0) <= end - begin < _LONGEST else None


def _in_words(seconds: float) -> str:
    if seconds < 100:
        return f"{max(1, round(seconds))} s"
    return count(round(seconds / 60), "minute")
