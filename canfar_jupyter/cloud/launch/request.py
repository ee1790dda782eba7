"""A launch: its request, and what is found of it by the token that it carries."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from canfar_jupyter import errors
from canfar_jupyter.cloud.faults import messages
from canfar_jupyter.cloud.faults.delivery_unknown import DeliveryUnknown
from canfar_jupyter.cloud.faults.done_once import LOOKS, done_once
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
_LONGEST_NAME = 60  # characters of a name in a sentence
_MOST_NAMED = 8  # instances an error names


class _CreatedAnswer(msgspec.Struct, gc=False):
    server: servers.Launched


class _ReservedAnswer(msgspec.Struct, gc=False):
    reservation_id: str


@dataclass(frozen=True, slots=True)
class _Batch:
    """What one request has made, as far as it can be seen; ``query`` lists no others."""

    rows: Sequence[servers.Launched] = ()
    query: Query = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Launch:
    """One launch in progress, of one instance or of several.

    Attributes:
        client: The HTTP client of the cloud.
        spec: What to launch; its network is an id, not None.
        pause: Waits the given number of seconds.
        token: The mark by which its instances are recognised.
    """

    client: HttpClient
    spec: LaunchSpec
    pause: Callable[[float], None]
    token: str

    def run(self) -> list[Server]:
        """Request all from Nova at once and return while they are still building.

        Source: https://docs.openstack.org/api-ref/compute/#create-server,
        https://docs.openstack.org/api-ref/compute/#create-multiple-servers
        """
        try:
            made = done_once(self._ask, self._look, self.pause, undo=self._end)
            return self._all(self._complete(made))
        except DeliveryUnknown as raised:
            lost = raised.__cause__ or raised
            raise unknown(lost, self._doing) from lost
        except SDK_ERRORS as refusal:
            raise self._refused(refusal) from refusal

    def found(self) -> list[Server]:
        """Return what there is of a launch whose outcome was not known; none: not yet, if ever."""
        batches = self._look()
        return self._all(batches[0].rows) if batches else []

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

    def _ask(self) -> _Batch:
        """Send it; of one instance Nova returns the id, of several what lists them."""
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
        content = self.client.post("compute", "/servers", body).content
        if self.spec.count == 1:
            made = msgspec.json.decode(content, type=_CreatedAnswer).server
            return _Batch([servers.Launched(made.id, self.spec.name, BUILD)])
        reserved = msgspec.json.decode(content, type=_ReservedAnswer).reservation_id
        return _Batch(query={"reservation_id": reserved})

    def _look(self) -> list[_Batch]:
        """Return what each of our requests has made: the first of each name, the second..."""
        batches: list[list[servers.Launched]] = []
        seen: Counter[str] = Counter()
        for row in self._launched({}):
            if (nth := seen[row.name or ""]) == len(batches):
                batches.append([])
            batches[nth].append(row)
            seen[row.name or ""] += 1
        return [_Batch(rows) for rows in batches]

    def _end(self, twin: _Batch) -> None:
        for row in twin.rows:
            self.client.send("compute", "DELETE", f"/servers/{row.id}")

    def _complete(self, made: _Batch) -> Sequence[servers.Launched]:
        """Look until all exist, or long enough: the cloud may still be creating them.

        Raises:
            DeliveryUnknown: They could not be listed.
        """
        rows, listed = made.rows, bool(made.rows)
        failed: BaseException | None = None
        for seconds in (0.0, *LOOKS):
            if len(rows) >= self.spec.count:
                break
            self.pause(seconds)
            try:
                rows, listed = _first_of_each(self._launched(made.query)), True
            except SDK_ERRORS as raised:
                failed = raised
        if not listed and failed is not None:
            raise DeliveryUnknown(str(failed)) from failed
        return rows

    def _launched(self, query: Query) -> list[servers.Launched]:
        """Return the servers that carry our token, oldest first."""
        pages = servers.LAUNCHED.pages(self.client, {**query, "limit": PAGE})
        rows = [row for page in pages for row in page.rows]
        found = [row for row in rows if (row.metadata or {}).get(TOKEN) == self.token]
        return sorted(found, key=lambda row: (row.created or "", row.id))

    def _all(self, rows: Sequence[servers.Launched]) -> list[Server]:
        """Return the instances in the order of their numbers.

        Raises:
            PartlyDone: Some are missing.
        """
        names = self.spec.names
        if len(rows) < self.spec.count:
            there = [row.name or "" for row in rows]
            shown = f": {', '.join(there[:_MOST_NAMED])}" if there else ""
            raise errors.PartlyDone(
                f"{self.spec.count} instances {self.spec.name} were requested; the cloud shows "
                f"{len(rows)}{shown}.",
                servers=[Server(row.id, row.name or "", row.status or "") for row in rows],
            )
        number = {name: at for at, name in enumerate(names)}
        ordered = sorted(rows, key=lambda row: number.get(row.name or "", len(number)))
        return [Server(row.id, row.name or "", row.status or BUILD) for row in ordered]


def _first_of_each(rows: Iterable[servers.Launched]) -> list[servers.Launched]:
    first: dict[str, servers.Launched] = {}
    for row in rows:
        first.setdefault(row.name or "", row)
    return list(first.values())


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
