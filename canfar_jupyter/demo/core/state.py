"""The state file: read once at the start, written soon after a change, never half."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

import msgspec

from canfar_jupyter.demo.core.records import State

_SOON = 0.5  # seconds between a change and its writing
_SHARE = 50  # writing takes at most 1/50 of the time


class StateFile:
    """Keeps a State on disk; many changes in a row cost one writing."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.state = State(made=0, secret="")
        self._timer: asyncio.TimerHandle | None = None
        self._took = 0.0

    def load(self) -> bool:
        """Read the file; False: there is none yet.

        Raises:
            SystemExit: It is not one of ours or was damaged.
        """
        try:
            self.state = msgspec.json.decode(self.path.read_bytes(), type=State)
        except FileNotFoundError:
            return False
        except msgspec.DecodeError as error:
            raise SystemExit(
                f"{self.path} cannot be read ({error}). Move it away to begin anew."
            ) from None
        return True

    def changed(self) -> None:
        """Have the state written soon."""
        if self._timer is None:
            wait = max(_SOON, _SHARE * self._took)
            self._timer = asyncio.get_running_loop().call_later(wait, self.save)

    def save(self) -> None:
        """Write the state now."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        started = time.perf_counter()
        write_private(self.path, msgspec.json.encode(self.state))
        self._took = time.perf_counter() - started


def write_private(path: Path, data: bytes) -> None:
    """Replace a file in one go; only its owner may read it."""
    new = path.with_name(path.name + ".new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
    new.replace(path)
