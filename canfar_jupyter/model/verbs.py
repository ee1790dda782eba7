"""The table of verbs: what can be done to a project, each said once.

A verb without arguments that Nova knows as an action needs its row here (``action`` is its call)
and a line in ``cloud/cloud.py``, ``pause = nova_action("pause")``: ``Store.do``, the row menu, the
question before it and the doctor read the rest.  Verbs with arguments are methods of their own;
words, lists, cells and legality come from here all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from canfar_jupyter.model.instances import states

Row = Mapping[str, Any]
Noun = Literal["servers", "images", "floating_ips", "keypairs", "security_groups"]
ButtonTone = Literal["plain", "primary", "danger"]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked first; ``{what}`` is the one, or how many there are."""

    title: str
    loss_of_one: str
    loss_of_many: str
    yes: str


def _always(_row: Row) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb.

    Attributes:
        name: Of the method on the cloud.
        noun: The list it acts on.
        doing: What the operation is called while it is under way; ``{name}`` is the row's.
        lists: Which lists it changes; they are read again.
        cells: What the row shows at once.
        why_not: Why it cannot be done to a row now; "": it can.
        action: The body of Nova's action that does it; None: it has a call of its own.
        what: What an error says could not be done ("start the instance").
        text: Docstring of the method on the cloud that ``action`` makes.
        label: Of its button.
        tone: Of its button.
        on_rows: Each row of the table has the button.
        many: It can be done to several at once.
        question: What is asked first; None: nothing.
        undo: Name of the verb that takes it back; "": there is none.
    """

    name: str
    noun: Noun
    doing: str
    lists: tuple[str, ...] = ()
    cells: Mapping[str, Any] = field(default_factory=dict)
    why_not: Callable[[Row], str] = _always
    action: Mapping[str, Any] | None = None
    what: str = ""
    text: str = ""
    label: str = ""
    tone: ButtonTone = "plain"
    on_rows: bool = False
    many: bool = False
    question: Question | None = None
    undo: str = ""


def _terminate_blocked(row: Row) -> str:
    return "It is being deleted already." if states.is_going(row) else ""


def _start_blocked(row: Row) -> str:
    if row["status"] in states.STARTABLE:
        return ""
    return f"It is {row['status']}: it cannot be started from there."


_GROUPS = ("security_groups",)
_IPS = ("floating_ips", "quotas", "servers")
_IMAGES = ("images",)
_FREE = {"port_id": "", "fixed_ip": "", "server_id": "", "status": "DOWN"}

_ALL = (
    Verb("launch", "servers", "Launching {name}", ("servers", "quotas"), label="Launch"),
    Verb(
        "terminate",
        "servers",
        "Terminating {name}",
        ("servers", "quotas", "floating_ips"),
        {"task": states.DELETING},
        _terminate_blocked,
        label="Terminate",
        tone="danger",
        on_rows=True,
        many=True,
        question=Question(
            "Terminate {what}?",
            "Its disks, with all that is on them, are deleted for good: "
            "take a snapshot first of what you want to keep.",
            "Their disks, with all that is on them, are deleted for good: "
            "take a snapshot first of what you want to keep.",
            "Terminate {what}",
        ),
    ),
    Verb(
        "start",
        "servers",
        "Starting {name}",
        ("servers",),
        {"task": states.POWERING_ON},
        _start_blocked,
        label="Start it",
    ),
    Verb(
        "snapshot",
        "servers",
        "Making the snapshot {name}",
        ("images", "servers"),
        {"task": states.SNAPSHOT_PENDING},
        states.snapshot_blocked,
        label="Snapshot",
    ),
    Verb(
        "associate_floating_ip",
        "floating_ips",
        "Giving {name}",
        _IPS,
        label="Give",
        tone="primary",
        undo="disassociate_floating_ip",
    ),
    Verb(
        "disassociate_floating_ip",
        "floating_ips",
        "Taking {name} away",
        _IPS,
        _FREE,
        label="Take away",
        undo="associate_floating_ip",
    ),
    Verb(
        "allocate_floating_ip",
        "floating_ips",
        "Getting a floating IP",
        _IPS,
        label="Get one more",
        undo="release_floating_ip",
    ),
    Verb(
        "release_floating_ip",
        "floating_ips",
        "Releasing {name}",
        _IPS,
        label="Release",
        tone="danger",
    ),
    Verb("import_key", "keypairs", "Importing the key {name}", ("keypairs",), undo="delete_key"),
    Verb("delete_key", "keypairs", "Deleting the key {name}", ("keypairs",)),
    Verb(
        "create_security_group",
        "security_groups",
        "Making the security group {name}",
        (*_GROUPS, "quotas"),
        undo="delete_security_group",
    ),
    Verb(
        "update_security_group",
        "security_groups",
        "Changing the security group {name}",
        _GROUPS,
    ),
    Verb(
        "delete_security_group",
        "security_groups",
        "Deleting the security group {name}",
        (*_GROUPS, "quotas"),
    ),
    Verb("add_rule", "security_groups", "{name}", _GROUPS, undo="delete_rule"),
    Verb("delete_rule", "security_groups", "Deleting a rule of {name}", _GROUPS),
    Verb("create_image", "images", "Making the image {name}", _IMAGES, undo="delete_image"),
    Verb("download_image", "images", "Downloading {name}"),
    Verb("update_image", "images", "Changing {name}", _IMAGES),
    Verb(
        "share_image",
        "images",
        "Sharing {name}",
        _IMAGES,
        {"visibility": "shared"},
        undo="unshare_image",
    ),
    Verb("unshare_image", "images", "Taking back {name}", undo="share_image"),
    Verb(
        "accept_image",
        "images",
        "Accepting {name}",
        _IMAGES,
        {"tab": "shared"},
        label="Accept",
        tone="primary",
        undo="decline_image",
    ),
    Verb(
        "decline_image",
        "images",
        "Declining {name}",
        _IMAGES,
        label="Decline",
        undo="accept_image",
    ),
    Verb(
        "deactivate_image",
        "images",
        "Deactivating {name}",
        _IMAGES,
        {"status": "deactivated"},
        undo="reactivate_image",
    ),
    Verb(
        "reactivate_image",
        "images",
        "Reactivating {name}",
        _IMAGES,
        {"status": "active"},
        undo="deactivate_image",
    ),
    Verb("delete_image", "images", "Deleting {name}", _IMAGES),
)

VERBS: dict[str, Verb] = {verb.name: verb for verb in _ALL}
