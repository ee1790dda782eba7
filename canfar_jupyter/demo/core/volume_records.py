"""What the demo cloud remembers of Cinder's things."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field


class Step(Struct):
    """One change that is still to come, of a volume as of everything that changes by itself."""

    due: float
    change: dict[str, Any] = field(default_factory=dict)
    effect: str = ""


class Volume(Struct, kw_only=True):
    """``size`` in GiB; ``image`` is what Cinder keeps of the image it was made of.

    ``state`` is its status while it is neither in use nor at rest; ``reserved``: Nova is to
    attach it to ``server``.
    """

    id: str
    project: str
    user: str
    size: int
    name: str | None = ""
    description: str | None = ""
    server: str = ""  # that has it
    device: str = "/dev/sda"
    attachment: str = ""
    delete_on_termination: bool = True
    bootable: bool = True
    metadata: dict[str, str] = field(default_factory=dict)
    image: dict[str, str] = field(default_factory=dict)
    snapshot: str | None = None  # it was made of
    source: str | None = None  # volume it was made of
    state: str = ""
    created: float = 0
    updated: float = 0
    steps: list[Step] = field(default_factory=list)

    @property
    def status(self) -> str:
        return self.state or ("in-use" if self.server else "available")


class VolumeSnapshot(Struct, kw_only=True):
    id: str
    project: str
    user: str
    volume: str
    size: int
    name: str | None = None
    description: str | None = None
    status: str = "creating"
    bootable: bool = False
    metadata: dict[str, str] = field(default_factory=dict)
    image: dict[str, str] = field(default_factory=dict)
    created: float = 0
    updated: float = 0
    steps: list[Step] = field(default_factory=list)


class Backup(Struct, kw_only=True):
    id: str
    project: str
    user: str
    volume: str
    size: int
    name: str | None = None
    description: str | None = None
    status: str = "creating"
    snapshot: str | None = None
    metadata: dict[str, str] = field(default_factory=dict)
    of_volume: dict[str, str] = field(default_factory=dict)  # the volume's own metadata
    image: dict[str, str] = field(default_factory=dict)
    incremental: bool = False
    base: str = ""  # the backup that it adds to
    bootable: bool = False
    container: str = "volumebackups"
    created: float = 0
    updated: float = 0
    steps: list[Step] = field(default_factory=list)


class Transfer(Struct, kw_only=True):
    """A volume that its project offers to whoever has the key."""

    id: str
    project: str
    volume: str
    key: str
    name: str | None = None
    created: float = 0
