"""What the demo cloud remembers of Cinder's things."""

from __future__ import annotations

from msgspec import Struct, field


class Volume(Struct, kw_only=True):
    """``size`` in GiB; ``image`` is what Cinder keeps of the image it was made of."""

    id: str
    project: str
    user: str
    size: int
    name: str = ""
    server: str = ""  # which boots from it
    attachment: str = ""
    delete_on_termination: bool = True
    image: dict[str, str] = field(default_factory=dict)
    created: float = 0
    updated: float = 0

    @property
    def status(self) -> str:
        return "in-use" if self.server else "available"
