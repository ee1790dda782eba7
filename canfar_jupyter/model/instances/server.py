"""An instance as returned by a verb."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from canfar_jupyter.errors import Invalid
from canfar_jupyter.model.shown import Shown

if TYPE_CHECKING:
    from canfar_jupyter.model.instances.readiness import Readiness


class Waits(Protocol):
    """What can wait for readiness: the cloud of the instance."""

    def wait_until_ready(
        self, server: Server | str, timeout: float = ..., *, progress: bool = ...
    ) -> Readiness: ...


@dataclass(frozen=True, slots=True, repr=False)
class Server(Shown):
    """An instance as it was when the call returned; ``cloud.servers()`` has its current state."""

    id: str
    name: str
    status: str  # Nova's word: BUILD, ACTIVE, SHUTOFF, ERROR...
    cloud: Waits | None = field(default=None, repr=False, compare=False)  # it is in

    def ready(self, timeout: float = 900, *, progress: bool = True) -> Readiness:
        """Wait until it can be used, as ``cloud.wait_until_ready`` does.

        Raises:
            Invalid: It was created by hand, not returned by a cloud.
        """
        if self.cloud is None:
            raise Invalid(
                f"{self.name} does not know its cloud.",
                hint="Use cloud.wait_until_ready(server).",
            )
        return self.cloud.wait_until_ready(self, timeout, progress=progress)
