"""Cinder: volume types, of which there is one, zones and extensions."""

from __future__ import annotations

from typing import Any

from canfar_jupyter.demo.cinder.common import own
from canfar_jupyter.demo.core.errors import NO_SUCH_PATH, Refusal, forbidden, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer

routes = Routes()
TYPE = "__DEFAULT__"
TYPE_ID = "0d3b2c52-6a0d-4b43-9f1c-5d6d4f7f7b11"
_EXTENSIONS = {  # alias: name; every Cinder lists the same
    "OS-SCH-HNT": "SchedulerHints",
    "backups": "Backups",
    "capabilities": "Capabilities",
    "cgsnapshots": "Cgsnapshots",
    "consistencygroups": "Consistencygroups",
    "encryption": "VolumeTypeEncryption",
    "os-admin-actions": "AdminActions",
    "os-availability-zone": "AvailabilityZones",
    "os-extended-services": "ExtendedServices",
    "os-extended-snapshot-attributes": "ExtendedSnapshotAttributes",
    "os-hosts": "Hosts",
    "os-quota-class-sets": "QuotaClasses",
    "os-quota-sets": "Quotas",
    "os-services": "Services",
    "os-snapshot-actions": "SnapshotActions",
    "os-snapshot-manage": "SnapshotManage",
    "os-snapshot-unmanage": "SnapshotUnmanage",
    "os-types-extra-specs": "TypesExtraSpecs",
    "os-types-manage": "TypesManage",
    "os-used-limits": "UsedLimits",
    "os-vol-host-attr": "VolumeHostAttribute",
    "os-vol-image-meta": "VolumeImageMetadata",
    "os-vol-mig-status-attr": "VolumeMigStatusAttribute",
    "os-vol-tenant-attr": "VolumeTenantAttribute",
    "os-volume-actions": "VolumeActions",
    "os-volume-encryption-metadata": "VolumeEncryptionMetadata",
    "os-volume-manage": "VolumeManage",
    "os-volume-transfer": "VolumeTransfer",
    "os-volume-type-access": "VolumeTypeAccess",
    "os-volume-unmanage": "VolumeUnmanage",
    "qos-specs": "Qos_specs_manage",
    "scheduler-stats": "Scheduler_stats",
}
_ADMIN = {
    "os-services": "services:index",
    "os-hosts": "hosts",
    "qos-specs": "qos_specs_manage:get_all",
    "capabilities": "capabilities",
    "os-quota-class-sets": "quota_classes:get",
}
_EMPTY = ("consistencygroups", "cgsnapshots")


def _type(shown: bool = True) -> dict[str, Any]:
    row = {
        "id": TYPE_ID,
        "name": TYPE,
        "is_public": True,
        "description": "Default Volume Type",
        "extra_specs": {},
    }
    return row | ({"os-volume-type-access:is_public": True} if shown else {})


@routes("GET", "/v3/{project}/types")
def list_(call: Call, project: str) -> Answer:
    own(call, project)
    return answer({"volume_types": [_type()]})


@routes("GET", "/v3/{project}/types/{id}")
def show(call: Call, project: str, id: str) -> Answer:
    own(call, project)
    if id == "default":
        return answer({"volume_type": _type(shown=False)})
    _refuse_unknown(id)
    return answer({"volume_type": _type()})


@routes("GET", "/v3/{project}/types/{id}/extra_specs")
def extra_specs(call: Call, project: str, id: str) -> Answer:
    own(call, project)
    _refuse_unknown(id)
    return answer({"extra_specs": {}})


def _refuse_unknown(id_: str) -> None:
    if id_ != TYPE_ID:
        raise not_found(f"Volume type {id_} could not be found.")


def checked(wanted: Any) -> None:
    """Refuse a volume type that there is none of, by id or name.

    Raises:
        Refusal: 404.
    """
    if wanted not in (None, "", TYPE, TYPE_ID):
        words = (
            f"Volume type {wanted}" if len(str(wanted)) == 36 else f"Volume type with name {wanted}"
        )
        raise not_found(f"{words} could not be found.")


@routes("GET", "/v3/{project}/os-availability-zone")
def zones(call: Call, project: str) -> Answer:
    own(call, project)
    zone = {"zoneName": "nova", "zoneState": {"available": True}}
    return answer({"availabilityZoneInfo": [zone]})


@routes("GET", "/v3/{project}/extensions")
def extensions(call: Call, project: str) -> Answer:
    own(call, project)
    rows = [
        {
            "alias": alias,
            "name": name,
            "description": f"{name}.",
            "updated": "2012-12-07T00:00:00+00:00",
            "links": [],
        }
        for alias, name in _EXTENSIONS.items()
    ]
    return answer({"extensions": rows})


@routes("GET", "/v3/{project}/{collection}")
@routes("GET", "/v3/{project}/{collection}/{rest}")
def not_here(call: Call, project: str, collection: str, rest: str = "") -> Answer:
    """Answer for what administrators have, and for what this cloud has not."""
    own(call, project)
    if collection in _EMPTY and rest in ("", "detail"):
        return answer({collection: []})
    if collection in _ADMIN:
        policy = f"volume_extension:{_ADMIN[collection]}"
        raise forbidden(f"Policy doesn't allow {policy} to be performed.")
    raise Refusal(404, "The resource could not be found.", NO_SUCH_PATH)
