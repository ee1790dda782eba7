"""Neutron's floating IP requests, each safe against a lost response.

Associating may be requested twice without harm, but must not override
an association made meanwhile by another user: projects are shared.  Allocating must not be
repeated: after a lost response it is looked for, by its port or a mark in its description.

Source: https://docs.openstack.org/api-ref/network/v2/#floating-ips-floatingips
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import msgspec
from openstack import exceptions as sdk

from canfar_jupyter.cloud.faults.done_once import done_once
from canfar_jupyter.cloud.http.client import HttpClient
from canfar_jupyter.cloud.lists.network import MARK, FloatingRow
from canfar_jupyter.errors import Conflict

_UNREACHABLE = "is not reachable from subnet"


class _One(msgspec.Struct, gc=False):
    floatingip: FloatingRow


class _All(msgspec.Struct, gc=False):
    floatingips: list[FloatingRow]


_one, _all = msgspec.json.Decoder(_One), msgspec.json.Decoder(_All)


@dataclass(frozen=True, slots=True)
class End:
    """What a floating IP can be associated with: an IPv4 address of a port."""

    port: str
    address: str
    network: str

    def body(self) -> dict[str, Any]:
        return {"port_id": self.port, "fixed_ip_address": self.address}

    def has(self, ip: FloatingRow) -> bool:
        """Return whether a floating IP is associated with this."""
        return ip.port_id == self.port and ip.fixed_ip_address in (self.address, None)


def is_unreachable(raised: BaseException) -> bool:
    """Return whether a refusal means that no router connects the two networks."""
    return isinstance(raised, sdk.NotFoundException) and _UNREACHABLE in str(
        raised.details or raised
    )


class FloatingIPRequests:
    """The floating IPs of a project in Neutron.

    Args:
        wire: The HTTP client of the cloud.
        project_id: The project; an administrator sees those of all projects.
        pause: Waits the given number of seconds.
    """

    def __init__(self, client: HttpClient, project_id: str, pause: Callable[[float], None]) -> None:
        self._client, self._project_id, self._pause = client, project_id, pause

    def all(self) -> list[FloatingRow]:
        """List those of the project."""
        found = _all.decode(self._client.get("network", "/floatingips").content).floatingips
        return [ip for ip in found if ip.project_id in (self._project_id, None)]

    def one(self, id_: str) -> FloatingRow:
        return _one.decode(self._client.get("network", f"/floatingips/{id_}").content).floatingip

    def new(self, network: str, end: End | None = None) -> FloatingRow:
        """Allocate one, associated with ``end`` from the start."""
        mark = f"{MARK}{uuid4().hex}"
        body = {"floating_network_id": network, "description": mark, **(end.body() if end else {})}

        def ask() -> FloatingRow:
            answer = self._client.post("network", "/floatingips", {"floatingip": body})
            return _one.decode(answer.content).floatingip

        def look() -> list[FloatingRow]:
            found = [ip for ip in self.all() if ip.description == mark]
            return sorted(found, key=lambda ip: str(ip.created_at))

        def undo(twin: FloatingRow) -> None:
            self._client.send("network", "DELETE", f"/floatingips/{twin.id}")

        return done_once(ask, look, self._pause, undo=undo)

    def lead(self, id_: str, end: End | None, seen: str | None) -> FloatingRow:
        """Associate one with ``end``, or disassociate it (None); sends nothing if already so.

        Args:
            id_: Its id.
            end: The port and address; None: disassociate.
            seen: Port it was associated with when this was decided, "": none; None: any.

        Raises:
            Conflict: Its association has changed by now.
        """
        wanted = end.body() if end else {"port_id": None}

        def leads_there(now: FloatingRow) -> bool:
            return end.has(now) if end else not now.port_id

        return self._change("PUT", id_, seen, end, leads_there, json={"floatingip": wanted})

    def release(self, id_: str, seen: str | None) -> None:
        """Release one permanently; no error if it no longer exists.

        Raises:
            Conflict: It is no longer associated with ``seen``.
        """
        with suppress(sdk.NotFoundException):
            self._change("DELETE", id_, seen, None, lambda _now: False)

    def _change(
        self,
        method: str,
        id_: str,
        seen: str | None,
        end: End | None,
        is_so: Callable[[FloatingRow], bool],
        **more: Any,
    ) -> FloatingRow:
        """Read one, then change it if necessary; read it again after a lost response."""
        for last in (False, True):
            now = self._as_seen(id_, seen, end)
            if is_so(now):
                return now

            def ask(now: FloatingRow = now) -> FloatingRow:
                answer = self._send(method, now, **more)
                return _one.decode(answer.content).floatingip if answer.content else now

            def look(before: FloatingRow = now) -> list[FloatingRow]:
                try:
                    now = self._as_seen(id_, seen, end)
                except sdk.NotFoundException:
                    if method == "DELETE":
                        return [before]
                    raise
                return [now] if is_so(now) else []

            try:
                return done_once(ask, look, self._pause, harmless=True)
            except sdk.PreconditionFailedException:
                if last:
                    raise _moved(now) from None
        raise AssertionError("the loop returns or raises")

    def _as_seen(self, id_: str, seen: str | None, end: End | None) -> FloatingRow:
        """Read one; it must be associated as seen, or as wanted."""
        now = self.one(id_)
        there = now.port_id or ""
        if seen is not None and there not in (seen, end.port if end else ""):
            raise _moved(now)
        return now

    def _send(self, method: str, ip: FloatingRow, **more: Any) -> Any:
        """Change a floating IP only if it is still as just seen.

        Source: https://docs.openstack.org/api-ref/network/v2/#revisions
        """
        headers = {}
        if ip.revision_number is not None:
            headers["If-Match"] = f"revision_number={ip.revision_number}"
        return self._client.send(
            "network", method, f"/floatingips/{ip.id}", headers=headers, **more
        )


def _moved(ip: FloatingRow) -> Conflict:
    where = "is associated with another instance" if ip.port_id else "is not associated"
    return Conflict(
        f"{ip.floating_ip_address} was changed by another user meanwhile: it {where} now.",
        hint="Check what it is associated with now, then decide again.",
        field="floating_ip",
    )
