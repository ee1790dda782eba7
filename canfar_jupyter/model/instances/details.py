"""All details of one server: a frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from canfar_jupyter.model.shown import Shown


@dataclass(frozen=True, slots=True, repr=False)
class Action(Shown):
    """An action on a server.  ``message`` is "Error" if it failed."""

    action: str  # create, reboot, stop...
    started: datetime | None
    user_id: str
    request_id: str
    message: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Volume(Shown):
    """An attached volume; only its id is always known."""

    id: str
    name: str = ""
    size_gib: int | None = None
    device: str = ""  # such as /dev/vdb
    status: str = ""  # Cinder's word: in-use, error...


@dataclass(frozen=True, slots=True, repr=False)
class Usage(Shown):
    """The resource usage of a server since it was launched."""

    hours: float
    core_hours: float
    gib_hours: float  # of memory


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Details(Shown):
    """One server with all its details.

    ``row`` is its row in the list of servers; ``metadata`` is the user's own.
    """

    id: str
    row: dict[str, Any]
    description: str = ""
    launched: datetime | None = None
    zone: str = ""
    project_id: str = ""
    user_id: str = ""  # who launched it
    host_id: str = ""
    power: str = ""
    locked: bool = False
    addresses: tuple[tuple[str, str, str, str], ...] = ()  # network, address, kind, MAC
    metadata: tuple[tuple[str, str], ...] = ()
    tags: tuple[str, ...] = ()
    volumes: tuple[Volume, ...] = ()
    config_drive: bool = False
    actions: tuple[Action, ...] = ()  # newest first
    usage: Usage | None = None
