"""An image to be created, and the projects an image is shared with: frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from canfar_jupyter.model.shown import Shown


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ImageSpec(Shown):
    """One image to be created: from ``url``, or from ``path`` on this computer.

    Attributes:
        disk_format: As Glance names it; None: detected from the bytes.
        min_disk_gib: Smallest root disk; None: its virtual size.
        via: What downloads ``url``: "cloud", "notebook", or None: the cloud if it can.
        properties: Such as ``os_distro``; Glance's own names are refused.
    """

    name: str
    url: str | None = None
    path: str | None = None
    disk_format: str | None = None
    min_disk_gib: int | None = None
    min_ram_mib: int = 0
    visibility: str = "private"
    protected: bool = False
    description: str = ""
    login_user: str = ""
    via: Literal["cloud", "notebook"] | None = None
    properties: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, repr=False)
class Member(Shown):
    """A project that an image is shared with."""

    project_id: str
    project: str  # its name; "": not one of yours, so Keystone does not tell it
    status: str  # pending, accepted or rejected
