"""Why instances that were launched from a form did not start."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from canfar_jupyter.model.instances.condition import fault_advice, has_run
from canfar_jupyter.model.instances.server import Server
from canfar_jupyter.model.instances.states import ACTIVE, ERROR

if TYPE_CHECKING:
    from canfar_jupyter.live.store import Store
    from canfar_jupyter.widgets.kit.messages import Messages


class StartFailures:
    """Watches what was launched until it is ACTIVE, and says in the messages why it is not."""

    def __init__(self, store: Store, messages: Messages) -> None:
        self._store, self._messages = store, messages
        self._building: set[str] = set()
        self._stop: Callable[[], None] | None = None  # nothing is being built yet

    def watch(self, servers: Iterable[Server]) -> None:
        """Watch these, too."""
        self._building |= {server.id for server in servers}
        if self._stop is None:
            self._stop = self._store.servers.observe(lambda _delta: self._look())

    def close(self) -> None:
        """Watch no longer."""
        if self._stop is not None:
            self._stop()

    def _look(self) -> None:
        for id_ in list(self._building):
            row = self._store.servers.get(id_)
            if row is None or row["status"] == ACTIVE:
                self._building.discard(id_)
            elif row["status"] == ERROR:
                self._building.discard(id_)
                fault = row["fault"] or "The cloud gave no reason."
                self._messages.say(
                    f"{row['name']} could not be started: {fault}",
                    "bad",
                    hint=fault_advice(fault, ran=has_run(row)),
                )
