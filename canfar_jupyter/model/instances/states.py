"""Nova's states of an instance: their names, and what can be done in each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

Row = Mapping[str, Any]  # of the list of servers

# What Nova is doing, in the words of its users.  Source:
# https://docs.openstack.org/nova/latest/reference/vm-states.html (task states)
_TASKS = {
    "scheduling": "looking for a host",
    "networking": "getting an address",
    "block_device_mapping": "preparing its disk",
    "spawning": "starting",
    "deleting": "being deleted",
    "image_snapshot": "taking a snapshot",
    "image_snapshot_pending": "taking a snapshot",
    "image_pending_upload": "taking a snapshot",
    "image_uploading": "saving the snapshot",
    "powering-off": "shutting down",
    "powering-on": "starting",
    "rebooting": "rebooting",
    "rebooting_hard": "rebooting",
    "reboot_pending": "rebooting",
    "reboot_started": "rebooting",
    "suspending": "being suspended",
    "resuming": "resuming",
}

# Statuses.  Source: https://docs.openstack.org/api-guide/compute/server_concepts.html
BUILD, ACTIVE, ERROR, UNKNOWN = "BUILD", "ACTIVE", "ERROR", "UNKNOWN"
VERIFY_RESIZE, PASSWORD, RESCUE = "VERIFY_RESIZE", "PASSWORD", "RESCUE"
REBUILD = "REBUILD"
DELETED, SOFT_DELETED = "DELETED", "SOFT_DELETED"
SHUTOFF, SHELVED_OFFLOADED = "SHUTOFF", "SHELVED_OFFLOADED"
GONE = (DELETED, SOFT_DELETED)
MOVING = frozenset(  # Nova changes them by itself, soon
    (
        "BUILD",
        "REBUILD",
        "REBOOT",
        "HARD_REBOOT",
        "RESIZE",
        "REVERT_RESIZE",
        "MIGRATING",
        "PASSWORD",
    )
)
STARTING = ("BUILD", "REBOOT", "HARD_REBOOT", "REBUILD", "RESIZE")  # it will be up by itself
# What begins another boot: when it is ACTIVE again its log may still be that of the former one.
ANOTHER_BOOT = frozenset(
    (
        "REBOOT",
        "HARD_REBOOT",
        "REBUILD",
        "RESIZE",
        "REVERT_RESIZE",
        "RESCUE",
        "SHUTOFF",
        "SHELVED",
        "SHELVED_OFFLOADED",
    )
)
SETTLED = frozenset(("ACTIVE", "ERROR", "SHUTOFF"))  # where its boot can be looked into
STARTS = {  # what brings an instance back, by its status
    "SHUTOFF": "os-start",
    "PAUSED": "unpause",
    "SUSPENDED": "resume",
    "SHELVED": "unshelve",
    "SHELVED_OFFLOADED": "unshelve",
}
STARTABLE = tuple(STARTS)
Tone = Literal["good", "busy", "bad", "warn", "quiet"]
TONES: Mapping[str, Tone] = {
    "ACTIVE": "good",
    "BUILD": "busy",
    "REBOOT": "busy",
    "HARD_REBOOT": "busy",
    "REBUILD": "busy",
    "RESIZE": "busy",
    "MIGRATING": "busy",
    "ERROR": "bad",
    "UNKNOWN": "bad",
    "VERIFY_RESIZE": "warn",
}
_KEEPING = ("SHUTOFF", "PAUSED", "SUSPENDED", "SHELVED")
_SNAPSHOT_FROM = ("ACTIVE", "SHUTOFF", "PAUSED", "SUSPENDED")

# Tasks that this package looks for, or shows before Nova does.
SCHEDULING, DELETING, POWERING_ON = "scheduling", "deleting", "powering-on"
SNAPSHOT_PENDING = "image_snapshot_pending"
STARTING_TASKS = ("powering-on", "unpausing", "resuming")


def task_in_words(task: str) -> str:
    return _TASKS.get(task, task.replace("_", " ").replace("-", " "))


def is_going(row: Row) -> bool:
    """Return whether it is being deleted."""
    return row["task"] == DELETING or row["status"] in GONE


def keeps_quota(row: Row) -> bool:
    """Return whether it is off and keeps its cores and memory of the quota all the same.

    One that is shelved gives them back once it is offloaded.
    """
    return row["status"] in _KEEPING


def is_being_saved(row: Row) -> bool:
    """Return whether a snapshot of it is being created."""
    return str(row["task"]).startswith("image_")


def terminate_blocked(row: Row) -> str:
    """Return why it cannot be terminated now; "" if it can."""
    return "It is already being deleted." if is_going(row) else ""


def start_blocked(row: Row) -> str:
    """Return why it cannot be started now; "" if it can."""
    if row["status"] in STARTABLE:
        return ""
    return f"It is {row['status']}: it cannot be started from that state."


def snapshot_blocked(row: Row) -> str:
    """Return why no snapshot can be taken now; "" if one can.

    Source: https://docs.openstack.org/api-ref/compute/#create-image-createimage-action
    """
    if row["status"] not in _SNAPSHOT_FROM:
        return f"A snapshot can be taken once it is ACTIVE; it is {row['status']}."
    if row["task"]:
        return f"It is {task_in_words(row['task'])}: wait until that is over."
    return ""
