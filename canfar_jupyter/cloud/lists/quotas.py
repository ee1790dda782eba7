"""Quotas and their use: Nova's limits and Neutron's quotas as one list.

Source: https://docs.openstack.org/api-ref/compute/#show-rate-and-absolute-limits,
https://docs.openstack.org/api-ref/network/v2/#show-quota-details-for-a-tenant
"""

from __future__ import annotations

import math
from typing import Any

import msgspec

from canfar_jupyter.cloud.faults.translation import SDK_ERRORS, is_temporary
from canfar_jupyter.cloud.http.client import HttpClient
from canfar_jupyter.cloud.http.executor import DaemonExecutor
from canfar_jupyter.cloud.lists.parts import Parts
from canfar_jupyter.cloud.lists.reading import Columns, Reading

_SERVICES = ("compute", "network", "block_storage")  # that have quotas
NAN = math.nan  # one object for all, so that an unchanged list is equal to itself


class _Absolute(msgspec.Struct, rename="camel", gc=False):
    max_total_instances: int = -1
    max_total_cores: int = -1
    max_total_keypairs: int = -1
    max_total_ram: int = msgspec.field(name="maxTotalRAMSize", default=-1)  # MiB
    total_instances_used: int = 0
    total_cores_used: int = 0
    total_ram_used: int = msgspec.field(name="totalRAMUsed", default=0)


class _Limits(msgspec.Struct, gc=False):
    absolute: _Absolute


class _LimitsAnswer(msgspec.Struct, gc=False):
    limits: _Limits


class _Detail(msgspec.Struct, gc=False):
    limit: int = -1
    used: int = 0
    reserved: int = 0


class _QuotaAnswer(msgspec.Struct, gc=False):
    """The details include use; the plain quota, which every cloud has, only the limits."""

    quota: dict[str, Any]


Quota = dict[str, tuple[float, float]]  # name -> used, limit; NaN: not said, no limit
_Part = tuple[Quota, Exception | None]


def of_compute(content: bytes) -> Quota:
    """Read Nova's GET /limits."""
    limits = msgspec.json.decode(content, type=_LimitsAnswer).limits.absolute
    return {
        "instances": (limits.total_instances_used, _limit(limits.max_total_instances)),
        "cores": (limits.total_cores_used, _limit(limits.max_total_cores)),
        "ram_gib": (limits.total_ram_used / 1024, _limit(limits.max_total_ram) / 1024),
        "key_pairs": (NAN, _limit(limits.max_total_keypairs)),
    }


def of_network(content: bytes) -> Quota:
    """Read Neutron's GET /quotas/{project}/details, or /quotas/{project}."""
    quota = msgspec.json.decode(content, type=_QuotaAnswer).quota
    found: Quota = {}
    for name, key in (("floating_ips", "floatingip"), ("security_groups", "security_group")):
        value = quota.get(key)
        if isinstance(value, int):
            found[name] = (NAN, _limit(value))
        elif isinstance(value, dict):
            detail = msgspec.convert(value, _Detail)
            found[name] = (detail.used + detail.reserved, _limit(detail.limit))
    return found


class _VolumeAbsolute(msgspec.Struct, rename="camel", gc=False):
    max_total_volumes: int = -1
    total_volumes_used: int = 0
    max_total_volume_gigabytes: int = -1
    total_gigabytes_used: int = 0


class _VolumeLimits(msgspec.Struct, gc=False):
    absolute: _VolumeAbsolute


class _VolumeAnswer(msgspec.Struct, gc=False):
    limits: _VolumeLimits


def of_volumes(content: bytes) -> Quota:
    """Read Cinder's GET /limits.

    Source: https://docs.openstack.org/api-ref/block-storage/v3/#show-absolute-limits-for-project
    """
    limits = msgspec.json.decode(content, type=_VolumeAnswer).limits.absolute
    return {
        "volumes": (limits.total_volumes_used, _limit(limits.max_total_volumes)),
        "volume_gib": (limits.total_gigabytes_used, _limit(limits.max_total_volume_gigabytes)),
    }


def columns(quota: Quota) -> Columns:
    """Lay out quotas as columns."""
    return {
        "id": list(quota),
        "name": list(quota),
        "used": [_number(used) for used, _ in quota.values()],
        "limit": [_number(limit) for _, limit in quota.values()],
    }


class QuotaList:
    """The quotas of a project: three services have some each.

    Args:
        client: The HTTP client of the cloud.
        project_id: Of the project.
        workers: Run several requests at a time.
        parts: Knows which of the services answered before.
    """

    def __init__(
        self, client: HttpClient, project_id: str, workers: DaemonExecutor, parts: Parts
    ) -> None:
        self._client, self._project_id = client, project_id
        self._workers, self._parts = workers, parts

    def read(self) -> Reading:
        """Read the quotas of each service; one that does not answer takes no other's away."""
        others = [
            self._workers.submit(self._network),
            self._workers.submit(self._volumes),
        ]
        parts = [self._compute(), *(other.result() for other in others)]
        quota: Quota = {}
        for part, _ in parts:
            quota |= part
        failures = {
            service: failed
            for service, (_, failed) in zip(_SERVICES, parts, strict=True)
            if failed is not None
        }
        if failures and not quota:
            raise next(iter(failures.values()))
        said = [self._parts.missing(s, f, "read the whole list") for s, f in failures.items()]
        for service in _SERVICES:
            if service not in failures:
                self._parts.answered(service)
        return Reading(columns(quota), partial=next(filter(None, said), ""))

    def _compute(self) -> _Part:
        try:
            return of_compute(self._client.get("compute", "/limits").content), None
        except SDK_ERRORS as failed:
            return {}, failed

    def _volumes(self) -> _Part:
        """Ask Cinder, where the cloud has it."""
        if not self._client.has("block-storage"):
            return {}, None
        try:
            return of_volumes(self._client.get("block_storage", "/limits").content), None
        except SDK_ERRORS as failed:
            return {}, failed

    def _network(self) -> _Part:
        """Ask for quota and use; many clouds let members see the quota only, some not even that."""
        failed: Exception | None = None
        for path in (f"/quotas/{self._project_id}/details", f"/quotas/{self._project_id}"):
            try:
                found = of_network(self._client.get("network", path).content)
            except SDK_ERRORS as refused:
                failed = refused
                if is_temporary(refused) and self._parts.has("use of network"):
                    break  # the quota alone would hide the use that is shown
            else:
                if failed is None:
                    self._parts.answered("use of network")
                return found, None
        return {}, failed


def _limit(value: int) -> float:
    return NAN if value < 0 else value


def _number(value: float) -> float:
    return NAN if math.isnan(value) else float(value)
