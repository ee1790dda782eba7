"""A launch, once: a request whose answer was lost is looked for before it is sent again."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import msgspec
import requests
import urllib3
from keystoneauth1 import exceptions as ksa
from openstack import exceptions as sdk

from canfar_jupyter import errors, userdata
from canfar_jupyter.cloud import servers
from canfar_jupyter.cloud.listing import PAGE, Query
from canfar_jupyter.cloud.translation import RAISED, error
from canfar_jupyter.cloud.wire import Wire
from canfar_jupyter.spec import LaunchSpec, Server

TOKEN = "canfar_jupyter_launch"  # key in the server's metadata
LOOKS = (0.5, 1.0, 2.0, 4.0)  # seconds before each look for a launch whose answer was lost
CLOCK_SLACK = timedelta(minutes=2)


class _Created(msgspec.Struct, gc=False):
    id: str


class _CreatedAnswer(msgspec.Struct, gc=False):
    server: _Created


class _ReservedAnswer(msgspec.Struct, gc=False):
    reservation_id: str


@dataclass(frozen=True, slots=True)
class Launch:
    """One launch on its way, of one instance or of several.

    Attributes:
        wire: The way to the cloud.
        spec: What to launch; its network is an id, not None.
        pause: Waits so many seconds.
        token: What its instances will be recognised by.
    """

    wire: Wire
    spec: LaunchSpec
    pause: Callable[[float], None]
    token: str = field(default_factory=lambda: uuid4().hex)

    def run(self) -> list[Server]:
        """Ask Nova once for all and return while they are still building.

        Source: https://docs.openstack.org/api-ref/compute/#create-server,
        https://docs.openstack.org/api-ref/compute/#create-multiple-servers
        """
        since = _changed_since(self.wire.cloud_time() - CLOCK_SLACK)
        try:
            return self._answered(self._ask())
        except RAISED as lost:
            if not _may_have_arrived(lost):
                raise error(lost, self._doing) from lost
            if found := self._find(since, LOOKS, lost):
                return self._all(found)
        try:
            servers_ = self._answered(self._ask())
        except RAISED as lost:
            if not _may_have_arrived(lost):
                raise error(lost, self._doing) from lost
            if found := self._find(since, LOOKS, lost):
                return self._all(found)
            raise _unknown(lost, self._doing) from lost
        return self._without_twins(servers_, since)

    @property
    def _doing(self) -> str:
        return f"launch {self.spec.name}"

    def _ask(self) -> bytes:
        body = _body(self.spec, self.token)
        return self.wire.post("compute", "/servers", {"server": body}).content

    def _answered(self, content: bytes) -> list[Server]:
        """Take the id of one; of several Nova sends a number to list them by."""
        if self.spec.count == 1:
            id_ = msgspec.json.decode(content, type=_CreatedAnswer).server.id
            return [Server(id_, self.spec.name, "BUILD")]
        reserved = msgspec.json.decode(content, type=_ReservedAnswer).reservation_id
        return self._all(self._find({"reservation_id": reserved}, (0.0, *LOOKS)))

    def _find(
        self, query: Query, looks: Iterable[float], lost: BaseException | None = None
    ) -> list[servers.Launched]:
        """Look for the instances until all are there; the cloud may be at it still.

        Raises:
            CloudError: Not one look succeeded, so that nothing can be said.
        """
        found: list[servers.Launched] | None = None
        for seconds in looks:
            self.pause(seconds)
            try:
                found = self._launched(query)
            except RAISED as failed:
                lost = lost or failed
                continue
            if len(found) >= self.spec.count:
                break
        if found is None and lost is not None:
            raise _unknown(lost, self._doing) from lost
        return found or []

    def _launched(self, query: Query) -> list[servers.Launched]:
        """Return the servers that carry our token, the oldest first."""
        pages = servers.LAUNCHED.pages(self.wire, {**query, "limit": PAGE})
        rows = [row for page in pages for row in page.rows]
        found = [row for row in rows if (row.metadata or {}).get(TOKEN) == self.token]
        return sorted(found, key=lambda row: (row.created or "", row.id))

    def _all(self, found: list[servers.Launched]) -> list[Server]:
        """Return the instances in the order of their numbers, one of each name.

        Raises:
            CloudFailure: Some are missing.
        """
        first: dict[str, servers.Launched] = {}
        for row in found:
            first.setdefault(row.name or "", row)
        if len(first) < self.spec.count:
            raise errors.CloudFailure(
                f"{self.spec.count} instances {self.spec.name} were asked for; the cloud shows "
                f"{len(first)}.",
                hint="Those are in the list of instances: use or terminate them, then launch "
                "only what is missing.",
            )
        number = {name: at for at, name in enumerate(self.spec.names)}
        rows = sorted(first.values(), key=lambda row: number.get(row.name or "", len(number)))
        return [Server(row.id, row.name or "", row.status or "BUILD") for row in rows]

    def _without_twins(self, made: list[Server], since: Query) -> list[Server]:
        """End the second of each, should the first request have come through late all the same."""
        try:
            found = self._launched(since)
            kept = self._all(found)
            ids = {server.id for server in kept}
            for twin in found:
                if twin.id not in ids:
                    self.wire.send("compute", "DELETE", f"/servers/{twin.id}")
            return kept
        except (*RAISED, errors.CloudFailure):
            return made


def _changed_since(since: datetime) -> Query:
    return {"changes-since": since.strftime("%Y-%m-%dT%H:%M:%SZ")}


def _body(spec: LaunchSpec, token: str) -> dict[str, Any]:
    body: dict[str, Any] = {
        "name": spec.name,
        "imageRef": spec.image,
        "flavorRef": spec.flavor,
        "networks": [{"uuid": spec.network}],
        "metadata": {TOKEN: token},
    }
    if spec.key is not None:
        body["key_name"] = spec.key
    if spec.security_groups:
        body["security_groups"] = [{"name": id_} for id_ in spec.security_groups]
    if data := userdata.compose(condor=spec.condor, own=spec.user_data):
        body["user_data"] = base64.b64encode(data).decode("ascii")
    if spec.count > 1:
        body |= {"min_count": spec.count, "max_count": spec.count, "return_reservation_id": True}
    return body


def _may_have_arrived(lost: BaseException) -> bool:
    """Say whether the cloud may be doing it although no good answer came."""
    if isinstance(lost, sdk.HttpException):
        return (lost.status_code or 0) >= 500
    if _never_sent(lost.__context__):
        return False
    broken = (ksa.ConnectFailure, ksa.ConnectTimeout, ksa.UnknownConnectionError)
    return isinstance(lost, (*broken, msgspec.MsgspecError))


def _never_sent(reason: BaseException | None) -> bool:
    """Say whether not even a connection was made; keystoneauth leaves that in the context."""
    if isinstance(reason, requests.ConnectTimeout):
        return True
    why = getattr(reason.args[0], "reason", None) if reason is not None and reason.args else None
    return isinstance(why, urllib3.exceptions.NewConnectionError)


def _unknown(lost: BaseException, doing: str) -> errors.CloudError:
    raised = error(lost, doing)
    raised.hint = (
        "It may have been launched all the same: look in the list of instances before you try "
        "again."
    )
    return raised
