"""Changes of a server's state: when each is allowed, how it begins and ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

ACTIVE = {"status": "ACTIVE", "vm_state": "active", "task": None, "power": 1}


@dataclass(frozen=True, slots=True)
class Change:
    """A change of state: allowed in which states, how it begins, what it ends in."""

    verb: str  # in Nova's messages
    states: tuple[str, ...]
    task: str
    seconds: float
    end: dict[str, Any]
    effect: str = ""
    status: str = ""  # while it lasts; empty: as it was
    between: dict[str, Any] = field(default_factory=dict)  # half-way


_SHELVED = {"status": "SHELVED", "vm_state": "shelved", "task": "shelving_offloading"}
_OFFLOADED = {"status": "SHELVED_OFFLOADED", "vm_state": "shelved_offloaded", "task": None}
_VERIFY = {"status": "VERIFY_RESIZE", "vm_state": "resized", "task": None, "power": 1}
_ANY_OFF = ("active", "stopped", "paused", "suspended")

CHANGES = {
    "os-stop": Change(
        "stop",
        ("active", "error"),
        "powering-off",
        1.2,
        {"status": "SHUTOFF", "vm_state": "stopped", "task": None, "power": 4},
    ),
    "os-start": Change("start", ("stopped",), "powering-on", 1.2, ACTIVE, "boot"),
    "pause": Change(
        "pause",
        ("active",),
        "pausing",
        0.8,
        {"status": "PAUSED", "vm_state": "paused", "task": None, "power": 3},
    ),
    "unpause": Change("unpause", ("paused",), "unpausing", 0.8, ACTIVE),
    "suspend": Change(
        "suspend",
        ("active",),
        "suspending",
        1.2,
        {"status": "SUSPENDED", "vm_state": "suspended", "task": None, "power": 4},
    ),
    "resume": Change("resume", ("suspended",), "resuming", 1.2, ACTIVE),
    "rescue": Change(
        "rescue",
        ("active", "stopped", "error"),
        "rescuing",
        1.5,
        {"status": "RESCUE", "vm_state": "rescued", "task": None, "power": 1},
    ),
    "unrescue": Change("unrescue", ("rescued",), "unrescuing", 1.5, ACTIVE, "boot"),
    "shelve": Change("shelve", _ANY_OFF, "shelving", 2.0, _OFFLOADED, between=_SHELVED),
    "unshelve": Change(
        "unshelve",
        ("shelved", "shelved_offloaded"),
        "unshelving",
        2.0,
        ACTIVE,
        "unshelved",
        between={"task": "spawning"},
    ),
    "revertResize": Change(
        "revertResize", ("resized",), "resize_reverting", 1.5, ACTIVE, "reverted", "REVERT_RESIZE"
    ),
}
SOFT = Change(
    "reboot",
    ("active",),
    "rebooting",
    2.0,
    ACTIVE,
    "boot",
    "REBOOT",
    {"task": "reboot_started"},
)
HARD = Change(
    "reboot",
    (*_ANY_OFF, "error"),
    "rebooting_hard",
    2.0,
    ACTIVE,
    "boot",
    "HARD_REBOOT",
    {"task": "reboot_started_hard"},
)
RESIZE = Change(
    "resize",
    ("active", "stopped"),
    "resize_prep",
    2.0,
    _VERIFY,
    "resized",
    "RESIZE",
    {"task": "resize_migrated"},
)
REBUILD_OFF = Change(
    "rebuild",
    ("stopped",),
    "rebuilding",
    2.5,
    {"status": "SHUTOFF", "vm_state": "stopped", "task": None, "power": 4, "fault": None},
    "",
    "REBUILD",
    {"task": "rebuild_spawning"},
)
REBUILD = Change(
    "rebuild",
    ("active", "stopped", "error"),
    "rebuilding",
    2.5,
    ACTIVE | {"fault": None},
    "boot",
    "REBUILD",
    {"task": "rebuild_spawning"},
)
