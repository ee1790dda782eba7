"""Neutron's requests about floating IPs, each safe to lose the answer of.

Leading an address to a port may be asked for twice without harm, but not over the head of
somebody who has led it elsewhere meanwhile: projects are shared.  Getting a new one may not be
asked for twice: after a lost answer it is looked for, by its port or a mark in its description.

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

from canfar_jupyter.cloud.faults.delivery_unknown import may_have_arrived
from canfar_jupyter.cloud.faults.translation import SDK_ERRORS
from canfar_jupyter.cloud.http.client import HttpClient
from canfar_jupyter.cloud.lists.network import MARK, FloatingRow
from canfar_jupyter.errors import Conflict

RETRY_DELAY = 1.0  # seconds before what was lost is asked for again
_UNREACHABLE = "is not reachable from subnet"


class _One(msgspec.Struct, gc=False):
    floatingip: FloatingRow


class _All(msgspec.Struct, gc=False):
    floatingips: list[FloatingRow]


_one, _all = msgspec.json.Decoder(_One), msgspec.json.Decoder(_All)


@dataclass(frozen=True, slots=True)
class End:
    """Where an address can lead: an IPv4 address of a port."""

    port: str
    address: str
    network: str

    def body(self) -> dict[str, Any]:
        return {"port_id": self.port, "fixed_ip_address": self.address}

    def has(self, ip: FloatingRow) -> bool:
        """Say whether a floating IP leads here."""
        return ip.port_id == self.port and ip.fixed_ip_address in (self.address, None)


def is_unreachable(raised: BaseException) -> bool:
    """Say whether a refusal means that no router is between the two networks."""
    return isinstance(raised, sdk.NotFoundException) and _UNREACHABLE in str(
        raised.details or raised
    )


class FloatingIPRequests:
    """The addresses of a project, as Neutron has them.

    Args:
        wire: The way there.
        project_id: Whose; an administrator is shown those of all projects.
        pause: Waits so many seconds.
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
        """Get one more, leading to ``end`` from its first moment."""
        mark = f"{MARK}{uuid4().hex}"
        body = {"floating_network_id": network, "description": mark, **(end.body() if end else {})}

        def made() -> FloatingRow | None:
            return next((ip for ip in self.all() if ip.description == mark), None)

        for last in (False, True):
            try:
                answer = self._client.post("network", "/floatingips", {"floatingip": body})
                return _one.decode(answer.content).floatingip
            except sdk.ConflictException:
                if there := made():  # the first request came through late, and has the port
                    return there
                raise
            except SDK_ERRORS as lost:
                if not may_have_arrived(lost):
                    raise
                self._pause(RETRY_DELAY)
                if there := made():
                    return there
                if last:
                    raise
        raise AssertionError("the loop returns or raises")

    def lead(self, id_: str, end: End | None, seen: str | None) -> FloatingRow:
        """Let one lead to ``end``, None: nowhere; sends nothing if it does.

        Args:
            id_: Which.
            end: Where to.
            seen: Port it led to when somebody decided this, "": none; None: whatever it is.

        Raises:
            Conflict: It leads elsewhere by now.
        """
        wanted = end.body() if end else {"port_id": None}

        def leads_there(now: FloatingRow) -> bool:
            return end.has(now) if end else not now.port_id

        return self._change("PUT", id_, seen, end, leads_there, json={"floatingip": wanted})

    def release(self, id_: str, seen: str | None) -> None:
        """Give one back for good; no error when it has gone already.

        Raises:
            Conflict: It leads elsewhere than ``seen`` by now.
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
        """Look at one, then change it if it is not so already; look again after a lost answer."""
        for last in (False, False, True):
            now = self._as_seen(id_, seen, end)
            if is_so(now):
                return now
            try:
                answer = self._send(method, now, **more)
                return _one.decode(answer.content).floatingip if answer.content else now
            except sdk.PreconditionFailedException:
                if last:
                    raise _moved(now) from None
            except SDK_ERRORS as lost:
                if last or not may_have_arrived(lost):
                    raise
                self._pause(RETRY_DELAY)
        raise AssertionError("the loop returns or raises")

    def _as_seen(self, id_: str, seen: str | None, end: End | None) -> FloatingRow:
        """Look at one; it must lead where it was seen to, or where it is to lead."""
        now = self.one(id_)
        there = now.port_id or ""
        if seen is not None and there not in (seen, end.port if end else ""):
            raise _moved(now)
        return now

    def _send(self, method: str, ip: FloatingRow, **more: Any) -> Any:
        """Change an address as it was just seen, or not at all.

        Source: https://docs.openstack.org/api-ref/network/v2/#revisions
        """
        headers = {}
        if ip.revision_number is not None:
            headers["If-Match"] = f"revision_number={ip.revision_number}"
        return self._client.send(
            "network", method, f"/floatingips/{ip.id}", headers=headers, **more
        )


def _moved(ip: FloatingRow) -> Conflict:
    where = "leads to another instance" if ip.port_id else "leads nowhere"
    return Conflict(
        f"Somebody else has changed {ip.floating_ip_address} meanwhile: it {where} now.",
        hint="Look who has it now, then decide again.",
        field="floating_ip",
    )
