"""The addresses of instances, kept in step with Neutron's list of floating IPs."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from canfar_jupyter.live.base.collection import Collection, Delta
from canfar_jupyter.model.instances.addresses import corrections
from canfar_jupyter.model.verbs import VERBS

_CELLS = ("id", "status", "task", "addresses", "floating_ip")


class Addresses:
    """Writes into the rows of servers what the list of floating IPs says of them.

    All methods are called with the lock held.

    Args:
        servers: The instances.
        ips: The floating IPs.
        pin: Protects a floating IP, by its id, from readings that began before now.
        tell: Takes each delta.
    """

    def __init__(
        self,
        servers: Collection,
        ips: Collection,
        pin: Callable[[str], None],
        tell: Callable[[Collection, Delta], None],
    ) -> None:
        self._servers, self._ips, self._pin, self._tell = servers, ips, pin, tell

    def follow(self) -> None:
        """Correct the rows: a floating IP or the state of an instance has changed."""
        columns = {name: self._servers.column(name) for name in _CELLS}
        found = corrections(columns, self._ips.columns(), whole=self._whole)
        for at, (addresses, floating) in found.items():
            id_ = columns["id"][at]
            delta = self._servers.patch(id_, addresses=addresses, floating_ip=floating)
            self._tell(self._servers, delta)

    def free(self, servers: Iterable[str]) -> None:
        """Show the floating IPs of instances that are gone as free: their ports are gone, too."""
        gone = set(servers)
        if not gone:
            return
        for id_, server in zip(self._ips.column("id"), self._ips.column("server_id"), strict=True):
            if server in gone:
                self._pin(id_)
                free = VERBS["disassociate_floating_ip"].cells
                self._tell(self._ips, self._ips.patch(id_, **free))

    @property
    def _whole(self) -> bool:
        return self._ips.loaded and not self._ips.partial
