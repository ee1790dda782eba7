"""Floating IPs: allocate, associate, disassociate and release, each exactly once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from openstack import exceptions as sdk

from canfar_jupyter.cloud.base.identity import Identity
from canfar_jupyter.cloud.base.names import choose, is_id
from canfar_jupyter.cloud.faults.translation import translating
from canfar_jupyter.cloud.http.client import HttpClient
from canfar_jupyter.cloud.lists import servers
from canfar_jupyter.cloud.lists.frames import Lists
from canfar_jupyter.cloud.lists.network import FloatingRow, floating_columns
from canfar_jupyter.cloud.network.floating_ips import End, FloatingIPRequests, is_unreachable
from canfar_jupyter.errors import CloudFailure, Conflict, Invalid, NotFound, TimedOut
from canfar_jupyter.model.instances.server import Server
from canfar_jupyter.model.instances.states import ERROR
from canfar_jupyter.model.network.floating_ips import ANY, NEW

POLL_INTERVAL = 1.0  # seconds between looks for a port
Row = dict[str, Any]


class FloatingIPs:
    """Verbs of the project's floating IPs.

    Args:
        client: The HTTP client of the cloud.
        lists: The lists of the project.
        identity: The project that owns them.
        pause: Waits the given number of seconds.
    """

    def __init__(
        self,
        client: HttpClient,
        lists: Lists,
        identity: Identity,
        pause: Callable[[float], None],
    ) -> None:
        self._client, self._lists = client, lists
        self._identity, self._pause = identity, pause

    def allocate_floating_ip(self, network: str | None = None) -> str:
        """Allocate a floating IP to the project; return its id.

        Args:
            network: Name or id of the external network to allocate from; None: the only one,
                or the first by name.

        Raises:
            QuotaReached: The quota of the project is reached.
            Invalid: The cloud has no external network.

        Source: https://docs.openstack.org/api-ref/network/v2/#create-floating-ip
        """
        return str(self.allocate_row(network)["id"])

    def allocate_row(self, network: str | None = None) -> Row:
        """As ``allocate_floating_ip``; return the row of the list."""
        with translating("allocate a floating IP"):
            return self._row(self._ips.new(self._external(network)[0]))

    def associate_floating_ip(
        self,
        server: Server | str,
        floating_ip: str = ANY,
        timeout: float = 300,
        *,
        fixed_ip: str | None = None,
    ) -> str:
        """Associate a floating IP with an instance, as soon as that has a port.

        Safe to call again: nothing is done twice.

        Args:
            server: What ``launch`` returned, or a name or id.
            floating_ip: "any": the one it has; else one of the project's that is free; else
                a new one.  "new": allocate a new one.  Address or id: that one; it is moved
                from the instance that has it now.
            timeout: Seconds to wait for the port.
            fixed_ip: Internal address of the instance to use, if it has several;
                None: the first with a route to the external network.

        Returns:
            The address.

        Raises:
            TimedOut: The instance has no port yet.
            CloudFailure: It failed to start.
            QuotaReached: The project's quota of floating IPs is reached.
            Conflict: It already has another one, or another user was faster.
            Invalid: No router connects its network to an external one, or it has no IPv4 address.
            NotFound: It has no such internal address.

        Source: https://docs.openstack.org/api-ref/network/v2/#update-floating-ip
        """
        row = self.associate_row(server, floating_ip, timeout, fixed_ip=fixed_ip)
        return str(row["name"])

    def associate_row(
        self,
        server: Server | str,
        floating_ip: str,
        timeout: float = 300,
        *,
        fixed_ip: str | None = None,
        seen: str | None = None,
    ) -> Row:
        """As ``associate_floating_ip``; return the row of the list.

        ``seen`` is the port that the floating IP was associated with when this was decided, "":
        none.  If that has changed meanwhile nothing is done.  None: any.
        """
        id_ = self._lists.server_id(server)
        known = floating_ip if floating_ip in (ANY, NEW) else self._floating_id(floating_ip)
        with translating("associate a floating IP with the instance"):
            ends = self._ends_of(id_, timeout, fixed_ip)
            if known == ANY:
                return self._changed(self._lead_any(ends))
            if known == NEW:
                return self._changed(self._new_at(ends))
            return self._changed(self._lead(known, ends, seen))

    def disassociate_floating_ip(self, floating_ip: str, *, seen: str | None = None) -> None:
        """Disassociate a floating IP; it stays allocated to the project.

        Args:
            floating_ip: Its address or id.
            seen: As for ``associate_row``.

        Raises:
            Conflict: It is no longer associated with ``seen``.
        """
        id_ = self._floating_id(floating_ip)
        with translating("disassociate the floating IP"):
            self._ips.lead(id_, None, seen)
            self._lists.readdressed()

    def release_floating_ip(self, floating_ip: str, *, seen: str | None = None) -> None:
        """Release a floating IP permanently; no error if it no longer exists.

        Args:
            floating_ip: Its address or id.
            seen: As for ``associate_row``.

        Raises:
            Conflict: It is no longer associated with ``seen``.

        Source: https://docs.openstack.org/api-ref/network/v2/#delete-floating-ip
        """
        id_ = self._floating_id(floating_ip)
        with translating("release the floating IP"):
            self._ips.release(id_, seen)
            self._lists.readdressed()

    # Inside -----------------------------------------------------------------------------

    @property
    def _ips(self) -> FloatingIPRequests:
        return FloatingIPRequests(self._client, self._identity.project_id, self._pause)

    def _changed(self, ip: FloatingRow) -> Row:
        self._lists.readdressed()
        return self._row(ip)

    def _row(self, ip: FloatingRow) -> Row:
        columns = floating_columns([ip], ip.project_id or "")
        return {name: values[0] for name, values in columns.items()}

    def _floating_id(self, wanted: str) -> str:
        if is_id(wanted):
            return wanted
        rows = self._lists.read("floating_ips").rows()
        return choose(wanted, rows, "floating IP", "floating_ip")

    def _external(self, network: str | None) -> list[str]:
        """Return the external networks to allocate from, in order of preference."""
        rows = {
            id_: row for id_, row in self._lists.read("networks").rows().items() if row["external"]
        }
        if network is not None:
            return [choose(network, rows, "external network", "floating_ip")]
        if not rows:
            raise Invalid(
                "The cloud has no external network, so there are no floating IPs.",
                hint="Ask its support how to reach instances.",
                field="floating_ip",
            )
        return sorted(rows, key=lambda id_: str(rows[id_]["name"]))

    def _lead_any(self, ends: list[End]) -> FloatingRow:
        """Use the associated one; else one that is free; else allocate one."""
        every = self._ips.all()
        for ip in every:
            if any(end.has(ip) for end in ends):
                return ip
        free = (ip for ip in every if not ip.port_id)
        for ip in sorted(free, key=lambda ip: str(ip.updated_at)):
            try:
                return self._lead(ip.id, ends, "")
            except (Conflict, Invalid, sdk.NotFoundException):
                continue  # another user was faster, or its network has no route
        return self._new_at(ends)

    def _lead(self, id_: str, ends: list[End], seen: str | None) -> FloatingRow:
        try:
            return self._first(ends, lambda end: self._ips.lead(id_, end, seen))
        except sdk.ConflictException as busy:
            if "already has a floating IP" not in str(busy.details or busy):
                raise
            raise Conflict(
                "The instance already has another floating IP.",
                hint="Disassociate that one first, or keep it.",
                field="floating_ip",
            ) from busy

    def _new_at(self, ends: list[End]) -> FloatingRow:
        """Allocate one associated with it, unless there is one."""
        for ip in self._ips.all():
            if any(end.has(ip) for end in ends):
                return ip
        networks = self._external(None)
        pairs = [(network, end) for network in networks for end in ends]
        return self._first(pairs, lambda pair: self._ips.new(*pair))

    def _first(self, places: list[Any], ask: Callable[[Any], FloatingRow]) -> FloatingRow:
        """Try each address in turn, until one has a route."""
        for place in places[:-1]:
            try:
                return ask(place)
            except sdk.NotFoundException as refused:
                if not is_unreachable(refused):
                    raise
        try:
            return ask(places[-1])
        except sdk.NotFoundException as refused:
            if not is_unreachable(refused):
                raise
            raise Invalid(
                "No floating IP can be associated with the instance: no router joins its network "
                "to the external one.",
                hint="Launch it on a network with a router, or ask the owner of the project to "
                "put a router on this one.",
                field="floating_ip",
            ) from refused

    def _ends_of(self, server: str, timeout: float, fixed_ip: str | None) -> list[End]:
        """Wait until an instance has a port; return the internal addresses that can be used."""
        started = time.monotonic()
        while True:
            content = self._client.get("network", "/ports", {"device_id": server}).content
            ports: list[dict[str, Any]] = msgspec.json.decode(content)["ports"]
            ports = [port for port in ports if port.get("fixed_ips")]
            if ports:
                ports.sort(key=lambda port: str(port.get("created_at")))
                return _chosen([end for port in ports for end in _ends(port)], fixed_ip)
            row = servers.one(self._client.get("compute", f"/servers/{server}").content)
            if row.status == ERROR:
                raise CloudFailure(f"{row.name} failed to start: no floating IP was associated.")
            if time.monotonic() - started >= timeout:
                raise TimedOut(f"{row.name} has no address yet after {timeout:g} seconds.")
            self._pause(POLL_INTERVAL)


def _ends(port: dict[str, Any]) -> Iterator[End]:
    """Return the IPv4 addresses of a port: floating IPs support no others."""
    for fixed in port["fixed_ips"]:
        if ":" not in (address := str(fixed["ip_address"])):
            yield End(str(port["id"]), address, str(port["network_id"]))


def _chosen(ends: list[End], fixed_ip: str | None) -> list[End]:
    if not ends:
        raise Invalid(
            "The instance has IPv6 addresses only: no floating IP can be associated with it.",
            hint="Connect to its own address, if its security groups allow it.",
            field="floating_ip",
        )
    if fixed_ip is None:
        return ends
    chosen = [end for end in ends if end.address == fixed_ip]
    if not chosen:
        there = ", ".join(end.address for end in ends)
        raise NotFound(f"The instance has no address {fixed_ip}, but {there}.", field="fixed_ip")
    return chosen
