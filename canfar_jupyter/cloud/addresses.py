"""Floating IPs: had, given to instances, moved and given back, each once.

Leading an address to a port may be asked for twice without harm.  Getting a new one may not:
after a lost answer it is looked for, by the port it leads to or by a word in its description.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import msgspec
from openstack import exceptions as sdk

from canfar_jupyter.cloud import servers
from canfar_jupyter.cloud.choosing import choose, is_id
from canfar_jupyter.cloud.identity import Identity
from canfar_jupyter.cloud.lists import Lists
from canfar_jupyter.cloud.lost import may_have_arrived
from canfar_jupyter.cloud.translation import RAISED, saying
from canfar_jupyter.cloud.wire import Wire
from canfar_jupyter.errors import CloudFailure, Conflict, Invalid, TimedOut
from canfar_jupyter.spec import NEW, Server

LOOK = 1.0  # seconds between looks for a port
AGAIN = 1.0  # seconds before what was lost is asked for again


class AddressVerbs(Lists):
    """What can be done with the floating IPs of a project."""

    identity: Identity
    _wire: Wire
    _pause: Callable[[float], None]

    def allocate_floating_ip(self, network: str | None = None) -> str:
        """Get one more floating IP for the project; return its id.

        Args:
            network: Name or id of the external network it comes from; None: the only one.

        Raises:
            QuotaReached: The project may not have more of them.

        Source: https://docs.openstack.org/api-ref/network/v2/#create-floating-ip
        """
        with saying("get a floating IP"):
            return self._new_floating_ip(self._external(network))

    def give_floating_ip(
        self, server: Server | str, floating_ip: str = NEW, timeout: float = 300
    ) -> str:
        """Let a floating IP lead to an instance, as soon as that has a port.

        Safe to call again: what is done already is not done twice.

        Args:
            server: What ``launch`` returned, or a name or id.
            floating_ip: Address or id of one that the project has; it is taken from the
                instance that has it now.  "new": one more for the project.
            timeout: Seconds to wait for the port.

        Returns:
            The address.

        Raises:
            TimedOut: The instance has no port yet.
            CloudFailure: It failed to start.
            QuotaReached: The project may not have one more floating IP.

        Source: https://docs.openstack.org/api-ref/network/v2/#update-floating-ip
        """
        id_ = self._server_id(server)
        known = None if floating_ip == NEW else self._floating_id(floating_ip)
        with saying("give the instance a floating IP"):
            port = self._port_of(id_, timeout)
            if known is None:
                return self._new_at_port(port)
            return self._lead(known, port)

    def take_floating_ip(self, floating_ip: str) -> None:
        """Let a floating IP lead nowhere; the project keeps it.

        Args:
            floating_ip: Its address or id.
        """
        id_ = self._floating_id(floating_ip)
        with saying("take the floating IP away"):
            self._lead(id_, None)

    def release_floating_ip(self, floating_ip: str) -> None:
        """Give a floating IP back to the cloud, for good; no error when it is gone already.

        Args:
            floating_ip: Its address or id.

        Source: https://docs.openstack.org/api-ref/network/v2/#delete-floating-ip
        """
        id_ = self._floating_id(floating_ip)
        with saying("give the floating IP back"):
            try:
                self._wire.send("network", "DELETE", f"/floatingips/{id_}")
            except sdk.NotFoundException:
                return

    def own_address(self) -> str:
        """Return the address of this computer on its way to the cloud; "": there is no way.

        The cloud sees another one where something on the way replaces it (NAT, a proxy):
        ``ports.is_behind_nat`` says when that is likely.  Nothing is sent.
        """
        parts = urlsplit(self.identity.auth_url)
        try:
            family, kind, _, _, where = socket.getaddrinfo(
                parts.hostname, parts.port or 443, type=socket.SOCK_DGRAM
            )[0]
            with socket.socket(family, kind) as way:
                way.connect(where)
                return str(way.getsockname()[0])
        except OSError:
            return ""

    def _server_id(self, server: Server | str) -> str:
        raise NotImplementedError

    def _floating_id(self, wanted: str) -> str:
        if is_id(wanted):
            return wanted
        rows = self.read("floating_ips").rows()
        return choose(wanted, rows, "floating IP", "floating_ip")

    def _external(self, network: str | None) -> str:
        rows = {id_: row for id_, row in self.read("networks").rows().items() if row["external"]}
        if network is not None:
            return choose(network, rows, "external network", "floating_ip")
        if not rows:
            raise Invalid("The cloud offers no floating IPs.", field="floating_ip")
        return min(rows, key=lambda id_: str(rows[id_]["name"]))

    def _new_floating_ip(self, network: str) -> str:
        mark = f"canfar_jupyter {uuid4().hex}"
        body = {"floatingip": {"floating_network_id": network, "description": mark}}

        def made() -> dict[str, Any] | None:
            return next((ip for ip in self._floating_ips() if ip["description"] == mark), None)

        return str(self._once(body, made)["id"])

    def _new_at_port(self, port: dict[str, Any]) -> str:
        """Get one and let it lead to the port by one request."""

        def made() -> dict[str, Any] | None:
            return next((ip for ip in self._floating_ips() if ip["port_id"] == port["id"]), None)

        if there := made():
            return str(there["floating_ip_address"])
        body = {"floatingip": {"floating_network_id": self._external(None), "port_id": port["id"]}}
        try:
            return str(self._once(body, made)["floating_ip_address"])
        except sdk.ConflictException:
            if there := made():  # a request that came through late
                return str(there["floating_ip_address"])
            raise

    def _once(
        self, body: dict[str, Any], made: Callable[[], dict[str, Any] | None]
    ) -> dict[str, Any]:
        """Ask for a floating IP; when the answer is lost look for it before asking again."""
        for last in (False, True):
            try:
                content = self._wire.post("network", "/floatingips", body).content
                return dict(msgspec.json.decode(content)["floatingip"])
            except RAISED as lost:
                if not may_have_arrived(lost):
                    raise
                self._pause(AGAIN)
                if there := made():
                    return there
                if last:
                    raise
        raise AssertionError("the loop returns or raises")

    def _floating_ips(self) -> list[dict[str, Any]]:
        content = self._wire.get("network", "/floatingips").content
        found = msgspec.json.decode(content)["floatingips"]
        return [{"description": "", "port_id": None, **ip} for ip in found]

    def _lead(self, floating_ip: str, port: dict[str, Any] | None) -> str:
        body = {"floatingip": {"port_id": port and port["id"]}}
        path = f"/floatingips/{floating_ip}"
        try:
            response = self._wire.send("network", "PUT", path, json=body)
        except sdk.ConflictException as busy:
            if "already has a floating IP" not in str(busy.details or busy):
                raise
            raise Conflict(
                "The instance has another floating IP already.",
                hint="Take that away first, or keep it.",
                field="floating_ip",
            ) from busy
        except RAISED as lost:
            if not may_have_arrived(lost):
                raise
            self._pause(AGAIN)
            response = self._wire.send("network", "PUT", path, json=body)
        return str(msgspec.json.decode(response.content)["floatingip"]["floating_ip_address"])

    def _port_of(self, server: str, timeout: float) -> dict[str, Any]:
        """Wait until an instance has a port with an address."""
        started = time.monotonic()
        while True:
            query = {"device_id": server}
            content = self._wire.get("network", "/ports", query).content
            ports: list[dict[str, Any]] = msgspec.json.decode(content)["ports"]
            ready = [port for port in ports if port.get("fixed_ips")]
            if ready:
                return min(ready, key=lambda port: str(port.get("created_at")))
            row = servers.one(self._wire.get("compute", f"/servers/{server}").content)
            if row.status == "ERROR":
                raise CloudFailure(f"{row.name} failed to start: it gets no floating IP.")
            if time.monotonic() - started >= timeout:
                raise TimedOut(f"{row.name} has no address yet after {timeout:g} seconds.")
            self._pause(LOOK)
