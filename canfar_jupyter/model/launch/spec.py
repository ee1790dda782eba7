"""What is asked of a cloud, and the small answers: frozen values, no behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as made
from typing import TYPE_CHECKING, Literal, Protocol

from canfar_jupyter.errors import Invalid

if TYPE_CHECKING:
    from canfar_jupyter.model.instances.readiness import Readiness
    from canfar_jupyter.model.userdata import Choice, Part

NEW = "new"  # a floating IP that the project has not got yet
ANY = "any"  # a floating IP that leads nowhere; a new one where there is none


class Waits(Protocol):
    """What knows when a machine is ready: the cloud it is in."""

    def wait_until_ready(
        self, server: Server | str, timeout: float = ..., *, progress: bool = ...
    ) -> Readiness: ...


@dataclass(frozen=True, slots=True)
class Server:
    """A machine as it was when the call returned; follow it in ``cloud.servers()``."""

    id: str
    name: str
    status: str  # Nova's word: BUILD, ACTIVE, SHUTOFF, ERROR...
    cloud: Waits | None = made(default=None, repr=False, compare=False)  # it is in

    def ready(self, timeout: float = 900, *, progress: bool = True) -> Readiness:
        """Wait until it can be used, as ``cloud.wait_until_ready`` does.

        Raises:
            Invalid: It was not got from a cloud but made by hand.
        """
        if self.cloud is None:
            raise Invalid(
                f"{self.name} does not know its cloud.",
                hint="Use cloud.wait_until_ready(server).",
            )
        return self.cloud.wait_until_ready(self, timeout, progress=progress)


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchSpec:
    """One launch, before it exists.  Everything is an id, never a name, but ``key``.

    Nova knows key pairs by name only.  A ``count`` above 1 launches so many equal instances at
    once, called ``name``-1, ``name``-2...
    """

    name: str
    image: str
    flavor: str
    key: str | None = None
    security_groups: tuple[str, ...] = ()
    network: str | None = None  # None: the only network the project has
    more_networks: tuple[str, ...] = ()
    fixed_ip: str | None = None  # on ``network``; None: the cloud picks one
    floating_ip: str | None = None  # given once it has a port; NEW: one more for the project
    condor: bool = False  # install HTCondor at first boot
    recipes: tuple[Choice, ...] = ()
    user_data: str | None = None  # own text for cloud-init
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
        """What the instances will be called, as Nova numbers them."""
        if self.count == 1:
            return (self.name,)
        return tuple(f"{self.name}-{number}" for number in range(1, self.count + 1))


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a request would fail, said before it is sent.

    ``field`` names the part of the form it belongs to; ``blocks`` is False for advice
    that need not stop the launch; ``quota`` is True where the project has no room for it.
    """

    field: str
    text: str
    blocks: bool = True
    quota: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageSpec:
    """One image to be made: of a file at ``url``, or at ``path`` on this computer.

    Attributes:
        disk_format: As Glance names it; None: detected from the bytes.
        min_disk_gib: Smallest root disk; None: what the image unfolds to.
        via: Who fetches ``url``: "cloud", "notebook", or None: the cloud if it can.
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
    properties: Mapping[str, str] = made(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Member:
    """A project that an image is offered to."""

    project_id: str
    project: str  # its name; "": not one of yours, so that Keystone does not tell
    status: str  # pending, accepted or rejected
