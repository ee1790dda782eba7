"""The table of verbs: every operation on a project, described once.

A verb without arguments that is a Nova server action needs its row here (``action`` is its call)
and a line in ``cloud/cloud.py``, ``pause = nova_action("pause")``: ``Store.do``, the row menu, the
confirmation and the doctor read the rest.  Verbs with arguments are separate methods; their
wording, lists, cells and legality still come from here.
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
    """The confirmation; ``{what}`` is the one item, or how many there are.

    Of a floating IP ``{holder}`` is the instance it is associated with and ``{to}`` the one it
    goes to.  ``now`` says what is so before.
    """

    title: str
    loss_of_one: str
    loss_of_many: str
    yes: str
    now: str = ""


def _always(_row: Row) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb.

    Attributes:
        name: The method of the cloud.
        noun: The list it acts on.
        doing: What the operation is called while it runs; ``{name}`` is the row's name.
        lists: The lists it changes; they are read again afterwards.
        cells: What the row shows immediately.
        why_not: Why it cannot be done to a row now; "" if it can.
        action: The body of the Nova server action; None if it has a call of its own.
        what: What an error message says could not be done ("start the instance").
        text: The docstring of the method that ``action`` adds to the cloud.
        label: The label of its button.
        tone: The tone of its button.
        on_rows: Whether each row of the table has the button.
        many: Whether it can be done to several rows at once.
        question: The confirmation asked for first; None if there is none.
        undo: The verb that reverses it; "" if there is none.
        safe: Whether doing it twice does no more than once: one that failed may be retried.
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
    safe: bool = False


def _group_blocked(row: Row) -> str:
    if row["name"] == "default":
        return "Each project has a group named default: it cannot be deleted."
    users = row.get("used_by") or ()
    return f"It is used by {', '.join(users[:3])}." if users else ""


_GROUPS = ("security_groups",)
_IPS = ("floating_ips", "quotas", "servers")
_IMAGES = ("images",)
MOVE = "Move"  # the label of associate_floating_ip where another instance loses it
_FREE = {"port_id": "", "fixed_ip": "", "server_id": "", "status": "DOWN"}

_ALL = (
    Verb("launch", "servers", "Launching {name}", ("servers", "quotas"), label="Launch"),
    Verb(
        "terminate",
        "servers",
        "Terminating {name}",
        ("servers", "quotas", "floating_ips"),
        {"task": states.DELETING},
        states.terminate_blocked,
        label="Terminate",
        tone="danger",
        on_rows=True,
        many=True,
        question=Question(
            "Terminate {what}?",
            "Its disks and all data on them are permanently deleted: "
            "take a snapshot first if you want to keep anything.",
            "Their disks and all data on them are permanently deleted: "
            "take a snapshot first if you want to keep anything.",
            "Terminate {what}",
        ),
        safe=True,
    ),
    Verb(
        "start",
        "servers",
        "Starting {name}",
        ("servers",),
        {"task": states.POWERING_ON},
        states.start_blocked,
        label="Start",
        safe=True,
    ),
    Verb(
        "snapshot",
        "servers",
        "Creating the snapshot {name}",
        ("images", "servers"),
        {"task": states.SNAPSHOT_PENDING},
        states.snapshot_blocked,
        label="Snapshot",
    ),
    Verb(
        "associate_floating_ip",
        "floating_ips",
        "Associating {name}",
        _IPS,
        label="Associate",
        tone="primary",
        question=Question(
            "Move {what} to {to}?",
            "{holder} loses it: SSH sessions to {holder} through {what} are cut off.",
            "",
            "Move {what}",
            "{what} is associated with {holder} now.",
        ),
        undo="disassociate_floating_ip",
    ),
    Verb(
        "disassociate_floating_ip",
        "floating_ips",
        "Disassociating {name}",
        _IPS,
        _FREE,
        label="Disassociate",
        question=Question(
            "Disassociate {what} from {holder}?",
            "SSH sessions to {holder} through {what} are cut off.",
            "",
            "Disassociate {what}",
            "It stays allocated to the project.",
        ),
        undo="associate_floating_ip",
        safe=True,
    ),
    Verb(
        "allocate_floating_ip",
        "floating_ips",
        "Allocating a floating IP",
        _IPS,
        label="Allocate",
        undo="release_floating_ip",
    ),
    Verb(
        "release_floating_ip",
        "floating_ips",
        "Releasing {name}",
        _IPS,
        label="Release",
        tone="danger",
        question=Question(
            "Release {what}?",
            "Another project may then get this address: you are unlikely to get it back.",
            "",
            "Release {what}",
            "{what}: associated with {holder}, which loses it.",
        ),
        safe=True,
    ),
    Verb(
        "import_key",
        "keypairs",
        "Importing the key {name}",
        ("keypairs",),
        undo="delete_key",
        safe=True,
    ),
    Verb(
        "delete_key",
        "keypairs",
        "Deleting the key {name}",
        ("keypairs",),
        label="Delete",
        tone="danger",
        safe=True,
    ),
    Verb(
        "create_security_group",
        "security_groups",
        "Creating the security group {name}",
        (*_GROUPS, "quotas"),
        undo="delete_security_group",
    ),
    Verb(
        "update_security_group",
        "security_groups",
        "Updating the security group {name}",
        _GROUPS,
        safe=True,
    ),
    Verb(
        "delete_security_group",
        "security_groups",
        "Deleting the security group {name}",
        (*_GROUPS, "quotas"),
        why_not=_group_blocked,
        label="Delete",
        tone="danger",
        safe=True,
    ),
    Verb("add_rule", "security_groups", "{name}", _GROUPS, undo="delete_rule", safe=True),
    Verb("delete_rule", "security_groups", "Deleting a rule of {name}", _GROUPS, safe=True),
    Verb("create_image", "images", "Creating the image {name}", _IMAGES, undo="delete_image"),
    Verb("download_image", "images", "Downloading {name}"),
    Verb("update_image", "images", "Updating {name}", _IMAGES, safe=True),
    Verb(
        "share_image",
        "images",
        "Sharing {name}",
        _IMAGES,
        {"visibility": "shared"},
        undo="unshare_image",
        safe=True,
    ),
    Verb("unshare_image", "images", "Unsharing {name}", undo="share_image", safe=True),
    Verb(
        "accept_image",
        "images",
        "Accepting {name}",
        _IMAGES,
        {"tab": "shared"},
        label="Accept",
        tone="primary",
        undo="decline_image",
        safe=True,
    ),
    Verb(
        "decline_image",
        "images",
        "Declining {name}",
        _IMAGES,
        label="Decline",
        undo="accept_image",
        safe=True,
    ),
    Verb(
        "deactivate_image",
        "images",
        "Deactivating {name}",
        _IMAGES,
        {"status": "deactivated"},
        undo="reactivate_image",
        safe=True,
    ),
    Verb(
        "reactivate_image",
        "images",
        "Reactivating {name}",
        _IMAGES,
        {"status": "active"},
        undo="deactivate_image",
        safe=True,
    ),
    Verb("delete_image", "images", "Deleting {name}", _IMAGES, safe=True),
)

VERBS: dict[str, Verb] = {verb.name: verb for verb in _ALL}
