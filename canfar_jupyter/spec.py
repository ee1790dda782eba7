"""What is asked of a cloud, and the small answers: frozen values, no behaviour."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Server:
    """A machine as it was when the call returned; follow it in ``cloud.servers()``."""

    id: str
    name: str
    status: str  # Nova's word: BUILD, ACTIVE, SHUTOFF, ERROR...


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchSpec:
    """One launch, before it exists.  Everything is an id, never a name, but ``key``.

    Nova knows key pairs by name only.
    """

    name: str
    image: str
    flavor: str
    key: str | None = None
    security_groups: tuple[str, ...] = ()
    network: str | None = None  # None: the only network the project has
    condor: bool = False  # install HTCondor at first boot
    user_data: str | None = None  # own text for cloud-init


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a request would fail, said before it is sent.

    ``field`` names the part of the form it belongs to; ``blocks`` is False for advice
    that need not stop the launch.
    """

    field: str
    text: str
    blocks: bool = True
