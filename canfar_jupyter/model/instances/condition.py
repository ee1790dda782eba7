"""What Nova's status means for the machine itself, and what to do that costs no data.  Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from canfar_jupyter.model.instances import states
from canfar_jupyter.model.shown import Shown

# up: its own system runs.  moving: Nova changes it, soon over.  down: it can be started again.
# held: it waits for a decision of its user.  broken: it needs help.  unknown: the cloud cannot say.
Kind = Literal["up", "moving", "down", "held", "broken", "unknown"]

KEEP = "Do not terminate or rebuild it: its disk may still hold your data."


@dataclass(frozen=True, slots=True, repr=False)
class Condition(Shown):
    """``title`` is a sentence, ``evidence`` where it is known from, ``todo`` what to do next."""

    kind: Kind
    title: str
    evidence: str
    todo: str = ""


# Source: https://docs.openstack.org/api-guide/compute/server_concepts.html
_SPECIAL = {
    states.VERIFY_RESIZE: Condition(
        "up",
        "Its resize has to be confirmed or reverted",
        "Nova says VERIFY_RESIZE: it runs with its new flavor",
        "It runs: check that all is well, then confirm the resize "
        "(openstack server resize confirm NAME) or revert it "
        "(openstack server resize revert NAME).",
    ),
    states.PASSWORD: Condition("up", "Its password is being set", "Nova says PASSWORD"),
    states.RESCUE: Condition(
        "held",
        "It runs a rescue system",
        "Nova says RESCUE: another system runs, its own disk is attached as a second one",
        "Repair its disk, then end the rescue (openstack server unrescue NAME): "
        "login user and host keys are the rescue system's until then.",
    ),
    states.UNKNOWN: Condition(
        "unknown",
        "The cloud does not know its state",
        "Nova says UNKNOWN: the host that it runs on does not answer",
        f"Wait; if this persists, ask your cloud's support. {KEEP}",
    ),
    states.SOFT_DELETED: Condition(
        "broken",
        "It is deleted, but can still be restored",
        "Nova says SOFT_DELETED",
        "To get it back, restore it soon: openstack server restore NAME.",
    ),
    states.DELETED: Condition("broken", "It is deleted", "Nova says DELETED"),
}


def has_run(row: Mapping[str, Any]) -> bool:
    """Return whether it was ever started: its disk may then hold data that exists nowhere else."""
    try:
        return bool(datetime.fromisoformat(str(row["launched"]).rstrip("Z")))
    except ValueError:
        return False  # none, or NaT


_OF_VOLUMES = ("VolumeSizeExceeds", "VolumeLimitExceeded", "did not finish being created")


def fault_advice(fault: str, *, ran: bool) -> str:
    """Return what to do about an instance in ERROR; all such advice is given here.

    Args:
        fault: Nova's reason.
        ran: What ``has_run`` returns: no advice may then cost the data on its disk.
    """
    if ran:
        return (
            f"{KEEP} Ask your cloud's support to recover it: "
            "they can reset its state, after which a hard reboot starts it."
        )
    if "No valid host" in fault or "not enough hosts" in fault:
        return (
            "The cloud has no room for this flavor now: choose a smaller one, leave the server "
            "group if it is in one, or try again later."
        )
    if any(words in fault for words in _OF_VOLUMES):
        return (
            "It never ran: terminate it, then launch with a smaller volume or from the flavor's "
            "own disk, or delete what the project no longer needs."
        )
    if "ports exceeded" in fault or "Quota exceeded" in fault or "OverQuota" in fault:
        return (
            "The project's quota of ports or addresses is used up: terminate what you no longer "
            "need, or ask for a larger quota."
        )
    if "not a valid ip address for network" in fault:
        return (
            "It never ran: terminate it, then launch with an address of that network or leave it "
            "to the cloud."
        )
    return (
        "It never ran: terminate it and launch it again; if it fails again, send this message "
        "to your cloud's support."
    )


def condition_of(row: Mapping[str, Any]) -> Condition:
    """Return what the status of a row of servers means."""
    status, task = str(row["status"]), str(row["task"])
    said = f"Nova says {status}" + (f", {states.task_in_words(task)}" if task else "")
    if status == states.ACTIVE:
        return Condition("up", "It runs", said)
    if status == states.ERROR:
        return _error(row)
    if special := _SPECIAL.get(status):
        return special
    if task or status in states.MOVING:
        return Condition("moving", "It is not up yet", said, "Wait a little.")
    if status in states.STARTABLE:
        return Condition("down", f"It is {status}", said, "Start it.")
    todo = f"Ask your cloud's support what {status} means there. {KEEP}"
    return Condition("unknown", f"It is {status}", said, todo)


def _error(row: Mapping[str, Any]) -> Condition:
    ran = has_run(row)
    title = "An operation on it failed" if ran else "It could not be started"
    said = str(row["fault"] or "Nova gives no reason")
    return Condition("broken", title, said, fault_advice(str(row["fault"]), ran=ran))
