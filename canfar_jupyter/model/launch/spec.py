"""The launch and its problems: frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from canfar_jupyter.model.shown import Shown

if TYPE_CHECKING:
    from canfar_jupyter.model.userdata import Choice, Part


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class LaunchSpec(Shown):
    """One launch, before it exists.  Everything is an id, never a name, except ``key``.

    Nova knows key pairs by name only.  A ``count`` above 1 launches that many equal instances at
    once, named ``name``-1, ``name``-2...
    """

    name: str
    image: str
    flavor: str
    key: str | None = None
    security_groups: tuple[str, ...] = ()
    network: str | None = None  # None: the only network the project has
    more_networks: tuple[str, ...] = ()
    fixed_ip: str | None = None  # on ``network``; None: the cloud picks one
    floating_ip: str | None = (
        None  # associated once it has a port; NEW: allocate one to the project
    )
    condor: bool = False  # install HTCondor at first boot
    recipes: tuple[Choice, ...] = ()
    user_data: str | None = field(default=None, repr=False)  # own text for cloud-init
    files: tuple[Part, ...] = ()  # own files for cloud-init
    count: int = 1
    volume_gib: int | None = None  # boot from a new volume of this size; None: from its own disk
    availability_zone: str | None = None
    server_group: str | None = None
    tags: tuple[str, ...] = ()
    metadata: tuple[tuple[str, str], ...] = ()
    config_drive: bool = False
    description: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the instances, as Nova numbers them."""
        if self.count == 1:
            return (self.name,)
        return tuple(f"{self.name}-{number}" for number in range(1, self.count + 1))


@dataclass(frozen=True, slots=True, repr=False)
class Problem(Shown):
    """Why a request would fail, reported before it is sent.

    ``field`` names the part of the form it belongs to; ``blocks`` is False for advice
    that need not prevent the launch; ``quota`` is True if a quota would be exceeded.
    """

    field: str
    text: str
    blocks: bool = True
    quota: bool = False
