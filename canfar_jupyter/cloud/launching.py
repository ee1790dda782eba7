"""One launch, once: a request whose answer was lost is looked for before it is sent again."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
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
from canfar_jupyter.cloud.listing import PAGE
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


@dataclass(frozen=True, slots=True)
class Launch:
    """One launch on its way.

    Attributes:
        wire: The way to the cloud.
        spec: What to launch; its network is an id, not None.
        pause: Waits so many seconds.
    """

    wire: Wire
    spec: LaunchSpec
    pause: Callable[[float], None]

    def run(self) -> Server:
        """Ask Nova for one server and return while it is still building.

        Source: https://docs.openstack.org/api-ref/compute/#create-server
        """
        body = {"server": _body(self.spec, token := uuid4().hex)}
        since = self.wire.cloud_time() - CLOCK_SLACK
        doing = f"launch {self.spec.name}"
        try:
            return self._ask(body)
        except RAISED as lost:
            if not _may_have_arrived(lost):
                raise error(lost, doing) from lost
            if found := self._find(token, since, lost, doing):
                return _server(found[0])
        try:
            server = self._ask(body)
        except RAISED as lost:
            if not _may_have_arrived(lost):
                raise error(lost, doing) from lost
            if found := self._find(token, since, lost, doing):
                return _server(found[0])
            raise _unknown(lost, doing) from lost
        return self._without_twin(server, token, since)

    def _ask(self, body: dict[str, Any]) -> Server:
        content = self.wire.post("compute", "/servers", body).content
        id_ = msgspec.json.decode(content, type=_CreatedAnswer).server.id
        return Server(id_, self.spec.name, "BUILD")

    def _find(
        self, token: str, since: datetime, lost: BaseException, doing: str
    ) -> list[servers.Launched]:
        """Look for the launch several times; the cloud may be at it still.

        Raises:
            CloudError: Not one look succeeded, so that nothing can be said.
        """
        looked = False
        for seconds in LOOKS:
            self.pause(seconds)
            try:
                found = self._launched(token, since)
            except RAISED:
                continue
            if found:
                return found
            looked = True
        if not looked:
            raise _unknown(lost, doing) from lost
        return []

    def _launched(self, token: str, since: datetime) -> list[servers.Launched]:
        """Return the servers that carry our token, the oldest first."""
        stamp = since.strftime("%Y-%m-%dT%H:%M:%SZ")
        pages = servers.LAUNCHED.pages(self.wire, {"changes-since": stamp, "limit": PAGE})
        rows = [row for page in pages for row in page.rows]
        found = [row for row in rows if (row.metadata or {}).get(TOKEN) == token]
        return sorted(found, key=lambda row: (row.created or "", row.id))

    def _without_twin(self, server: Server, token: str, since: datetime) -> Server:
        """End the second of two, should the first request have come through late all the same."""
        try:
            first, *twins = self._launched(token, since)
            for twin in twins:
                self.wire.send("compute", "DELETE", f"/servers/{twin.id}")
            return _server(first)
        except (*RAISED, ValueError):
            return server


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
    return body


def _server(row: servers.Launched) -> Server:
    return Server(row.id, row.name or "", row.status or "BUILD")


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
