"""The store's verbs of floating IPs: rows change immediately, long operations are shown."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

from canfar_jupyter.live.base.project import Project
from canfar_jupyter.model.network.floating_ips import ANY, NEW
from canfar_jupyter.model.verbs import VERBS

_WORDS = {ANY: "a floating IP", NEW: "a new floating IP"}
Row = dict[str, Any]


class FloatingIPActions:
    """Verbs of the project's floating IPs; each takes an id.

    A floating IP whose association has changed since the user decided is left alone:
    ``seen`` is the port it was associated with then, None: as in the list now.
    """

    def __init__(self, project: Project) -> None:
        self._project, self._service = project, project.service

    def associate_floating_ip(
        self,
        server_id: str,
        floating_ip: str = ANY,
        *,
        fixed_ip: str | None = None,
        seen: str | None = None,
    ) -> Future[Row]:
        """Associate a floating IP with an instance once that has a port; the result is its row.

        Args:
            server_id: The instance.
            floating_ip: Id of one of the project's; ANY: a free one, else a new one; NEW.
            fixed_ip: Internal address of the instance to use; None: the first that is suitable.
            seen: See above.
        """
        seen = self._seen(floating_ip, seen)

        return self._project.carry_out(
            "associate_floating_ip",
            f"{self._address(floating_ip)} with {self._project.name_of(server_id)}",
            lambda: self._service.floating_ips.associate_row(
                server_id, floating_ip, fixed_ip=fixed_ip, seen=seen
            ),
            lambda row: self._project.put("floating_ips", row),
        )

    def allocate_floating_ip(self, network_id: str | None = None) -> Future[Row]:
        """Allocate a floating IP to the project; the result is its row."""
        return self._project.carry_out(
            "allocate_floating_ip",
            "",
            lambda: self._service.floating_ips.allocate_row(network_id),
            lambda row: self._project.put("floating_ips", row),
        )

    def disassociate_floating_ip(
        self, floating_ip: str, *, seen: str | None = None
    ) -> Future[None]:
        """Disassociate a floating IP; it stays allocated to the project."""
        seen = self._seen(floating_ip, seen)
        return self._project.carry_out(
            "disassociate_floating_ip",
            self._address(floating_ip),
            lambda: self._service.floating_ips.disassociate_floating_ip(floating_ip, seen=seen),
            lambda _: self._free(floating_ip),
        )

    def release_floating_ip(self, floating_ip: str, *, seen: str | None = None) -> Future[None]:
        """Release a floating IP; this cannot be undone."""
        seen = self._seen(floating_ip, seen)

        def released(_: None) -> None:
            self._free(floating_ip)
            self._project.drop("floating_ips", floating_ip)

        return self._project.carry_out(
            "release_floating_ip",
            self._address(floating_ip),
            lambda: self._service.floating_ips.release_floating_ip(floating_ip, seen=seen),
            released,
        )

    def own_address(self) -> Future[str]:
        """Find the address that this computer uses towards the cloud; "" if there is no route."""
        return self._project.workers.submit(self._service.own_address)

    def _free(self, floating_ip: str) -> None:
        self._project.patch("floating_ips", floating_ip, **VERBS["disassociate_floating_ip"].cells)

    def _seen(self, floating_ip: str, seen: str | None) -> str | None:
        row = self._project.floating_ips.get(floating_ip)
        return seen if seen is not None or row is None else str(row["port_id"])

    def _address(self, floating_ip: str) -> str:
        row = self._project.floating_ips.get(floating_ip)
        return str(row["name"]) if row else _WORDS.get(floating_ip, floating_ip)
