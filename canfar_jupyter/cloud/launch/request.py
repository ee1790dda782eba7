"""A launch, exactly once: if the response is lost, it is looked for before it is resent."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import msgspec

from canfar_jupyter import errors
from canfar_jupyter.cloud.faults import messages
from canfar_jupyter.cloud.faults.delivery_unknown import may_have_arrived
from canfar_jupyter.cloud.faults.translation import SDK_ERRORS, error, said, unknown
from canfar_jupyter.cloud.http.client import HttpClient
from canfar_jupyter.cloud.lists import servers
from canfar_jupyter.cloud.lists.listing import PAGE, Query
from canfar_jupyter.model import userdata
from canfar_jupyter.model.instances.server import Server
from canfar_jupyter.model.instances.states import BUILD
from canfar_jupyter.model.launch import first_boot
from canfar_jupyter.model.launch.problems import parts_of
from canfar_jupyter.model.launch.spec import LaunchSpec

TOKEN = "canfar_jupyter_launch"  # key in the server's metadata
LOOKS = (0.5, 1.0, 2.0, 4.0)  # seconds before each look for a launch whose answer was lost
_LONGEST_NAME = 60  # characters of a name in a sentence
_MOST_NAMED = 8  # instances an error names


class _Created(msgspec.Struct, gc=False):
    id: str


class _CreatedAnswer(msgspec.Struct, gc=False):
    server: _Created


class _ReservedAnswer(msgspec.Struct, gc=False):
    reservation_id: str


@dataclass(frozen=True, slots=True)
class Launch:
    """One launch in progress, of one instance or of several.

    Attributes:
        wire: The HTTP client of the cloud.
        spec: What to launch; its network is an id, not None.
        pause: Waits the given number of seconds.
        token: The mark by which its instances are recognised.
    """

    client: HttpClient
    spec: LaunchSpec
    pause: Callable[[float], None]
    token: str = field(default_factory=lambda: uuid4().hex)

    def run(self) -> list[Server]:
        """Request all from Nova at once and return while they are still building.

        Source: https://docs.openstack.org/api-ref/compute/#create-server,
        https://docs.openstack.org/api-ref/compute/#create-multiple-servers
        """
        try:
            return self._answered(self._ask())
        except SDK_ERRORS as lost:
            if not may_have_arrived(lost):
                raise self._refused(lost) from lost
            if found := self._find({}, LOOKS, lost):
                return self._all(found)
        try:
            servers_ = self._answered(self._ask())
        except SDK_ERRORS as lost:
            if not may_have_arrived(lost):
                raise self._refused(lost) from lost
            if found := self._find({}, LOOKS, lost):
                return self._all(found)
            raise _unknown(lost, self._doing) from lost
        return self._without_twins(servers_)

    @property
    def _doing(self) -> str:
        name = messages.clean(self.spec.name)
        return f"launch {name if len(name) <= _LONGEST_NAME else name[:_LONGEST_NAME] + '…'}"

    def _refused(self, refusal: BaseException) -> errors.CloudError:
        """Return which part of the launch was refused: Nova names tags and metadata itself."""
        raised = error(refusal, self._doing)
        name = messages.attribute(said(refusal))
        if name.isdigit():
            raised.field = "tags"
        elif name in dict(self.spec.metadata):
            raised.field = "metadata"
        elif isinstance(raised, errors.NotAllowed) and "network" in str(raised):
            raised.field = "network"
        elif isinstance(raised, errors.QuotaReached) and raised.field != "flavor":
            raised.field = "quota"
        return raised

    def _ask(self) -> bytes:
        server = body_of(self.spec)
        ours = {TOKEN: self.token}
        spec = self.spec
        runs = spec.condor or spec.recipes or spec.files or spec.user_data
        if runs and (note := first_boot.note_of(spec)):
            ours[first_boot.NOTE] = note  # a snapshot of it takes this along
        server["metadata"] = {**server.get("metadata", {}), **ours}
        body: dict[str, Any] = {"server": server}
        if self.spec.server_group:
            body["os:scheduler_hints"] = {"group": self.spec.server_group}
        return self.client.post("compute", "/servers", body).content

    def _answered(self, content: bytes) -> list[Server]:
        """Read the id of one; for several, Nova returns a reservation id to list them by."""
        if self.spec.count == 1:
            id_ = msgspec.json.decode(content, type=_CreatedAnswer).server.id
            return [Server(id_, self.spec.name, BUILD)]
        reserved = msgspec.json.decode(content, type=_ReservedAnswer).reservation_id
        return self._all(self._find({"reservation_id": reserved}, (0.0, *LOOKS)))

    def _find(
        self, query: Query, looks: Iterable[float], lost: BaseException | None = None
    ) -> list[servers.Launched]:
        """Look for the instances until all exist; the cloud may still be creating them.

        Raises:
            CloudError: No attempt succeeded, so the outcome is unknown.
        """
        found: list[servers.Launched] | None = None
        for seconds in looks:
            self.pause(seconds)
            try:
                found = self._launched(query)
            except SDK_ERRORS as failed:
                lost = lost or failed
                continue
            if len(found) >= self.spec.count:
                break
        if found is None and lost is not None:
            raise _unknown(lost, self._doing) from lost
        return found or []

    def _launched(self, query: Query) -> list[servers.Launched]:
        """Return the servers that carry our token, oldest first."""
        pages = servers.LAUNCHED.pages(self.client, {**query, "limit": PAGE})
        rows = [row for page in pages for row in page.rows]
        found = [row for row in rows if (row.metadata or {}).get(TOKEN) == self.token]
        return sorted(found, key=lambda row: (row.created or "", row.id))

    def _all(self, found: list[servers.Launched]) -> list[Server]:
        """Return the instances in the order of their numbers, one per name.

        Raises:
            CloudFailure: Some are missing.
        """
        first: dict[str, servers.Launched] = {}
        for row in found:
            first.setdefault(row.name or "", row)
        if len(first) < self.spec.count:
            there = tuple(Server(row.id, row.name or "", row.status or "") for row in found)
            names = f": {', '.join(list(first)[:_MOST_NAMED])}" if first else ""
            raise errors.PartlyDone(
                f"{self.spec.count} instances {self.spec.name} were requested; the cloud shows "
                f"{len(first)}{names}.",
                servers=there,
            )
        number = {name: at for at, name in enumerate(self.spec.names)}
        rows = sorted(first.values(), key=lambda row: number.get(row.name or "", len(number)))
        return [Server(row.id, row.name or "", row.status or BUILD) for row in rows]

    def _without_twins(self, made: list[Server]) -> list[Server]:
        """End the second of each, should the first request have come through late all the same."""
        try:
            found = self._launched({})
            kept = self._all(found)
            ids = {server.id for server in kept}
            for twin in found:
                if twin.id not in ids:
                    self.client.send("compute", "DELETE", f"/servers/{twin.id}")
            return kept
        except (*SDK_ERRORS, errors.CloudFailure):
            return made


def body_of(spec: LaunchSpec) -> dict[str, Any]:
    """Return the body of the request, without the token.

    Raises:
        Invalid: A recipe is unknown or one of its values is wrong.
    """
    first = {"uuid": spec.network, **({"fixed_ip": spec.fixed_ip} if spec.fixed_ip else {})}
    body: dict[str, Any] = {
        "name": spec.name,
        "flavorRef": spec.flavor,
        "networks": [first, *({"uuid": id_} for id_ in spec.more_networks)],
    }
    if spec.volume_gib is None:
        body["imageRef"] = spec.image
    else:
        body["block_device_mapping_v2"] = [_volume(spec.image, spec.volume_gib)]
    if spec.security_groups:
        body["security_groups"] = [{"name": id_} for id_ in spec.security_groups]
    told = (spec.user_data, spec.condor, spec.recipes, spec.files)
    if any(told) and (data := userdata.encode(parts_of(spec))):
        body["user_data"] = base64.b64encode(data).decode("ascii")
    if spec.count > 1:
        body |= {"min_count": spec.count, "max_count": spec.count, "return_reservation_id": True}
    optional = {
        "key_name": spec.key,
        "availability_zone": spec.availability_zone,
        "tags": list(spec.tags),
        "metadata": dict(spec.metadata),
        "config_drive": spec.config_drive,
        "description": spec.description,
    }
    return body | {name: value for name, value in optional.items() if value}


def _volume(image: str, gib: int) -> dict[str, Any]:
    """Return the block device of an instance that boots from a volume, deleted on termination.

    Source: https://docs.openstack.org/nova/latest/user/block-device-mapping.html
    """
    return {
        "boot_index": 0,
        "source_type": "image",
        "destination_type": "volume",
        "uuid": image,
        "volume_size": gib,
        "delete_on_termination": True,
    }


def _unknown(lost: BaseException, doing: str) -> errors.CloudError:
    raised = unknown(lost, doing)
    raised.hint = (
        "It may have been launched all the same: look in the list of instances before you try "
        "again."
    )
    return raised
