"""Quotas and their use: Nova's limits and Neutron's quotas as one list.

Source: https://docs.openstack.org/api-ref/compute/#show-rate-and-absolute-limits,
https://docs.openstack.org/api-ref/network/v2/#show-quota-details-for-a-tenant
"""

from __future__ import annotations

import math
from typing import Any

import msgspec

from canfar_jupyter.cloud.lists.reading import Columns

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


def _limit(value: int) -> float:
    return NAN if value < 0 else value


def _number(value: float) -> float:
    return NAN if math.isnan(value) else float(value)
