"""Which floating IP a launch begins with, and what a choice of one means."""

from __future__ import annotations

import math
from collections.abc import Sequence

from canfar_jupyter.model.network.floating_ips import NEW, Offer, Rows, used_in_words


def proposed_ip(offers: Sequence[Offer], ips: Rows, quotas: Rows) -> str:
    """Return the id of an idle one, else NEW if the quota surely allows it, else ""."""
    for offer in offers:
        if offer.kind == "free" or (offer.kind == "new" and _surely(ips, quotas)):
            return offer.id
    return ""


def _surely(ips: Rows, quotas: Rows) -> bool:
    """Return whether one more is within the quota, where the cloud may not tell its use."""
    if (quota := quotas.get("floating_ips")) is None:
        return False
    used = len(ips) if math.isnan(quota["used"]) else quota["used"]
    return math.isnan(quota["limit"]) or bool(used + 1 <= quota["limit"])


def ip_in_words(chosen: str, offers: Sequence[Offer], ips: Rows, quotas: Rows) -> str:
    """Return what a choice means for the instance, in one sentence."""
    offer = next((one for one in offers if one.id == chosen), None)
    if offer is None:
        inside = "Without one the instance is reached from inside its network only"
        if any(one.kind in ("free", "new") for one in offers):
            return f"{inside}."
        return f"{inside}; the quota is reached ({used_in_words(ips, quotas)})."
    if offer.id == NEW:
        return f"It is allocated to the project and stays there ({used_in_words(ips, quotas)})."
    if offer.kind == "move":
        return f"{offer.loser} loses it."
    return "It is not in use; the instance is reached by it."
