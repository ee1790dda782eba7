"""One server with its history, from Nova.

Source: https://docs.openstack.org/api-ref/compute/#show-server-details,
https://docs.openstack.org/api-ref/compute/#list-actions-for-server
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from canfar_jupyter.cloud.faults.translation import translating
from canfar_jupyter.cloud.http.client import HttpClient
from canfar_jupyter.errors import CloudError
from canfar_jupyter.model.instances.addresses import fixed_and_floating
from canfar_jupyter.model.instances.details import Action, Details, Usage, Volume

MOST_VOLUMES = 20  # each costs a request
MAX_THINGS = 100  # of each kind of thing; a hostile cloud may send more
_POWER = {0: "unknown", 1: "running", 3: "paused", 4: "off", 6: "crashed", 7: "suspended"}


def details(client: HttpClient, row: dict[str, Any]) -> Details:
    """Request all details of one server: two requests, plus one for each volume."""
    id_ = row["id"]
    with translating("look at the instance"):
        content = client.get("compute", f"/servers/{id_}").content
        said: dict[str, Any] = msgspec.json.decode(content, type=dict[str, Any])["server"]
    launched = _time(said.get("OS-SRV-USG:launched_at"))
    return Details(
        id=id_,
        row=row,
        description=_text(said.get("description")),
        launched=launched,
        zone=_text(said.get("OS-EXT-AZ:availability_zone")),
        project_id=_text(said.get("tenant_id")),
        user_id=_text(said.get("user_id")),
        host_id=_text(said.get("hostId")),
        power=_POWER.get(said.get("OS-EXT-STS:power_state", -1), ""),
        locked=said.get("locked") is True,
        addresses=tuple(_addresses(said, row))[:MAX_THINGS],
        metadata=tuple((_text(k), _text(v)) for k, v in _mapping(said.get("metadata")))[
            :MAX_THINGS
        ],
        tags=tuple(_text(tag) for tag in said.get("tags") or ())[:MAX_THINGS],
        volumes=_volumes(client, said),
        config_drive=said.get("config_drive") == "True",
        actions=history(client, id_),
        usage=_usage(row, launched, client.cloud_time()),
    )


def _addresses(said: Mapping[str, Any], row: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    """Return the addresses as Nova lists them, but the floating IPs of the row."""
    _, floating = fixed_and_floating(row["addresses"], row["floating_ip"])
    found = []
    for network, several in _mapping(said.get("addresses")):
        for one in several if isinstance(several, list) else ():
            kind = _text(one.get("OS-EXT-IPS:type"))
            mac = _text(one.get("OS-EXT-IPS-MAC:mac_addr"))
            if kind != "floating":
                found.append((_text(network), _text(one.get("addr")), kind, mac))
    where = found[0][0] if found else ""
    return found + [(where, address, "floating", "") for address in floating]


def _volumes(client: HttpClient, said: Mapping[str, Any]) -> tuple[Volume, ...]:
    attached = said.get("os-extended-volumes:volumes_attached") or ()
    ids = [_text(volume.get("id")) for volume in attached][:MOST_VOLUMES]
    if not ids or not client.has("block-storage"):
        return tuple(map(Volume, ids))
    return tuple(_volume(client, id_, _text(said.get("id"))) for id_ in ids)


def _volume(client: HttpClient, id_: str, server: str) -> Volume:
    """Ask Cinder about one volume; its errors are ignored.

    Source: https://docs.openstack.org/api-ref/block-storage/v3/#show-a-volume-s-details
    """
    try:
        with translating("look at a volume"):
            content = client.get("block_storage", f"/volumes/{id_}").content
            told = msgspec.json.decode(content, type=dict[str, Any])["volume"]
        here = [a for a in told.get("attachments") or () if a.get("server_id") == server]
        size = told.get("size")
        return Volume(
            id_,
            _text(told.get("name")),
            size if isinstance(size, int) else None,
            _text(here[0].get("device")) if here else "",
            _text(told.get("status")),
        )
    except (CloudError, KeyError, TypeError, AttributeError):
        return Volume(id_)


def history(client: HttpClient, id_: str) -> tuple[Action, ...]:
    """Request the actions on one server, newest first; none where only administrators may."""
    try:
        with translating("look at the actions on the instance"):
            content = client.get("compute", f"/servers/{id_}/os-instance-actions").content
            rows = msgspec.json.decode(content, type=dict[str, Any])["instanceActions"]
    except (CloudError, KeyError, TypeError):
        return ()  # some clouds keep it for administrators
    return tuple(
        Action(
            _text(row.get("action")),
            _time(row.get("start_time")),
            _text(row.get("user_id")),
            _text(row.get("request_id")),
            _text(row.get("message")),
        )
        for row in rows[:MAX_THINGS]
    )


def _usage(row: Mapping[str, Any], launched: datetime | None, now: datetime) -> Usage | None:
    if launched is None:
        return None
    hours = max(0.0, (now - launched).total_seconds() / 3600)
    return Usage(hours, hours * row["vcpus"], hours * row["ram_gib"])


def _mapping(value: Any) -> list[tuple[Any, Any]]:
    return list(value.items()) if isinstance(value, dict) else []


def _text(value: Any) -> str:
    return "" if value is None else str(value)[:2000]


def _time(value: Any) -> datetime | None:
    """Nova writes times of a server without a zone; they are UTC."""
    try:
        time = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)
