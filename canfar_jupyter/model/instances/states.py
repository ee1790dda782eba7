"""Nova's states of an instance: what they are called, and what can be done in each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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

_SNAPSHOT_FROM = ("ACTIVE", "SHUTOFF", "PAUSED", "SUSPENDED")


def task_in_words(task: str) -> str:
    return _TASKS.get(task, task.replace("_", " ").replace("-", " "))


def is_going(row: Row) -> bool:
    """Say whether it is being deleted."""
    return row["task"] == "deleting" or row["status"] in ("DELETED", "SOFT_DELETED")


def snapshot_blocked(row: Row) -> str:
    """Say why no snapshot can be taken now; "": it can.

    Source: https://docs.openstack.org/api-ref/compute/#create-image-createimage-action
    """
    if row["status"] not in _SNAPSHOT_FROM:
        return f"A snapshot can be taken once it is ACTIVE; it is {row['status']}."
    if row["task"]:
        return f"It is {task_in_words(row['task'])}: wait until that is over."
    return ""
