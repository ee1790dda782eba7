"""Cinder: limits and quotas, and whether one more volume is within them."""

from __future__ import annotations

from typing import Any

from canfar_jupyter.demo.cinder.common import own
from canfar_jupyter.demo.cinder.types import TYPE
from canfar_jupyter.demo.core import quotas
from canfar_jupyter.demo.core.cloud import DemoCloud
from canfar_jupyter.demo.core.errors import Refusal, forbidden
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer

routes = Routes()
_NOT_LIMITED = (
    "per_volume_gigabytes",
    *(f"{thing}_{TYPE}" for thing in ("volumes", "gigabytes", "snapshots")),
)


def refusal(cloud: DemoCloud, project: str, thing: str, size: int, number: int = 1) -> str:
    """Say that one more volume or snapshot (``thing``) is over a quota; "": it is not.

    ``number`` 0: something that is there grows by ``size`` GiB.
    """
    used = quotas.volumes_used(cloud, project)
    amount = "backup_gigabytes" if thing == "backups" else "gigabytes"
    most = {name: quotas.limit(cloud, project, name) for name in (thing, amount)}
    if 0 <= most[amount] < used[amount] + size:
        what = "Backup" if thing == "backups" else "Volume"
        of = "backup" if thing == "backups" else "volume or snapshot"
        name = "Backup gigabytes" if thing == "backups" else "gigabytes"
        return (
            f"{what}SizeExceedsAvailableQuota: Requested {of} exceeds allowed {name} quota. "
            f"Requested {size}G, quota is {most[amount]}G and {used[amount]}G has been consumed."
        )
    if 0 <= most[thing] < used[thing] + number:
        kind = thing.removesuffix("s").capitalize()
        return (
            f"{kind}LimitExceeded: Maximum number of {thing} allowed ({most[thing]}) exceeded for "
            f"quota '{thing}'."
        )
    return ""


def check(cloud: DemoCloud, project: str, thing: str, size: int, number: int = 1) -> None:
    """Refuse what is over a quota.

    Raises:
        Refusal: 413.
    """
    if words := refusal(cloud, project, thing, size, number):
        raise Refusal(413, words)


def _own_quota(call: Call, project: str, id_: str, verb: str) -> None:
    own(call, project)
    if id_ != call.project:
        raise forbidden(f"Policy doesn't allow volume_extension:quotas:{verb} to be performed.")


@routes("GET", "/v3/{project}/limits")
def limits(call: Call, project: str) -> Answer:
    own(call, project)
    used = quotas.volumes_used(call.cloud, project)
    most = {name: quotas.limit(call.cloud, project, name) for name in quotas.VOLUMES}
    absolute = {
        "maxTotalVolumes": most["volumes"],
        "maxTotalSnapshots": most["snapshots"],
        "maxTotalVolumeGigabytes": most["gigabytes"],
        "maxTotalBackups": most["backups"],
        "maxTotalBackupGigabytes": most["backup_gigabytes"],
        "totalVolumesUsed": used["volumes"],
        "totalGigabytesUsed": used["gigabytes"],
        "totalSnapshotsUsed": used["snapshots"],
        "totalBackupsUsed": used["backups"],
        "totalBackupGigabytesUsed": used["backup_gigabytes"],
    }
    return answer({"limits": {"rate": [], "absolute": absolute}})


@routes("GET", "/v3/{project}/os-quota-sets/{id}")
def quota_set(call: Call, project: str, id: str) -> Answer:
    _own_quota(call, project, id, "show")
    used = quotas.volumes_used(call.cloud, project)
    rows: dict[str, Any] = {"id": project}
    for name in (*quotas.VOLUMES, *_NOT_LIMITED):
        known = name in quotas.VOLUMES
        most = quotas.limit(call.cloud, project, name) if known else -1
        detail = {"limit": most, "in_use": used.get(name, 0), "reserved": 0}
        rows[name] = detail if call.flag("usage") else most
    return answer({"quota_set": rows})


@routes("GET", "/v3/{project}/os-quota-sets/{id}/defaults")
def quota_defaults(call: Call, project: str, id: str) -> Answer:
    own(call, project)
    rows: dict[str, Any] = {"id": id, "groups": 10}
    rows |= {name: quotas.QUOTAS[name] for name in quotas.VOLUMES}
    return answer({"quota_set": rows | dict.fromkeys(_NOT_LIMITED, -1)})
