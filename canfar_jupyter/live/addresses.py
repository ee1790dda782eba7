"""Floating IPs as the store handles them: rows change at once, what takes long is seen."""

from __future__ import annotations

from concurrent.futures import Future

from canfar_jupyter.live.picture import Picture
from canfar_jupyter.spec import NEW

_TOUCHED = ("floating_ips", "quotas", "servers")


class AddressVerbs(Picture):
    """What can be done with the floating IPs of a project; each by its id."""

    def give_floating_ip(self, server_id: str, floating_ip: str = NEW) -> Future[str]:
        """Let a floating IP lead to an instance once that has a port; the result is the address.

        Args:
            server_id: The instance.
            floating_ip: Id of one that the project has; NEW: one more.
        """
        row = self.floating_ips.get(floating_ip)
        what = str(row["name"]) if row else "a new floating IP"
        return self._do(
            f"Giving {what} to {self._name_of(server_id)}",
            lambda: self.cloud.give_floating_ip(server_id, floating_ip),
            lambda address: self._patch_server(server_id, floating_ip=address),
            _TOUCHED,
        )

    def allocate_floating_ip(self, network_id: str | None = None) -> Future[str]:
        """Get one more floating IP for the project; the result is its id."""
        return self._do(
            "Getting a floating IP",
            lambda: self.cloud.allocate_floating_ip(network_id),
            lambda _: None,
            _TOUCHED,
        )

    def take_floating_ip(self, floating_ip: str) -> Future[None]:
        """Let a floating IP lead nowhere; the project keeps it."""

        def taken(_: None) -> None:
            if row := self.floating_ips.get(floating_ip):
                self._put("floating_ips", {**row, "port_id": "", "fixed_ip": "", "status": "DOWN"})

        return self._do(
            "Taking a floating IP away",
            lambda: self.cloud.take_floating_ip(floating_ip),
            taken,
            _TOUCHED,
        )

    def release_floating_ip(self, floating_ip: str) -> Future[None]:
        """Give a floating IP back to the cloud, for good."""
        return self._do(
            "Giving a floating IP back",
            lambda: self.cloud.release_floating_ip(floating_ip),
            lambda _: self._drop("floating_ips", floating_ip),
            _TOUCHED,
        )

    def own_address(self) -> Future[str]:
        """Find the address of this computer on its way to the cloud; "": there is no way."""
        return self._workers.submit(self.cloud.own_address)
