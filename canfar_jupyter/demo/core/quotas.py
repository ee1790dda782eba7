"""Limits and quotas of Nova, Neutron and Cinder, and whether a launch is within them."""

from __future__ import annotations

from typing import Any

from canfar_jupyter.demo.core.cloud import DemoCloud
from canfar_jupyter.demo.core.errors import conflict, forbidden
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.records import Flavor

nova_routes = Routes()
neutron_routes = Routes()

QUOTAS = {  # what a project may have; -1: no limit
    "instances": 10,
    "cores": 20,
    "ram": 94208,
    "key_pairs": 100,
    "metadata_items": 128,
    "server_groups": 10,
    "server_group_members": 10,
    "injected_files": 5,
    "injected_file_content_bytes": 10240,
    "injected_file_path_bytes": 255,
    "network": 100,
    "subnet": 100,
    "subnetpool": -1,
    "port": 500,
    "router_route": 30,
    "router": 10,
    "floatingip": 50,
    "rbac_policy": 10,
    "security_group": 10,
    "security_group_rule": 100,
    "volumes": 10,
    "gigabytes": 1000,
    "snapshots": 10,
    "backups": 10,
    "backup_gigabytes": 1000,
}
SMALL = {"network": 5, "subnet": 5, "router": 3, "floatingip": 1}  # of the seeded projects
VOLUMES = ("volumes", "gigabytes", "snapshots", "backups", "backup_gigabytes")
_COMPUTE = [
    "cores",
    "injected_file_content_bytes",
    "injected_file_path_bytes",
    "injected_files",
    "instances",
    "key_pairs",
    "metadata_items",
    "ram",
    "server_group_members",
    "server_groups",
]
_NETWORK = [
    "network",
    "subnet",
    "subnetpool",
    "port",
    "router_route",
    "router",
    "floatingip",
    "rbac_policy",
    "security_group",
    "security_group_rule",
]


def limit(cloud: DemoCloud, project: str, name: str) -> int:
    """Return what a project may have of something; -1: any number."""
    return cloud.state.quotas.get(project, {}).get(name, QUOTAS[name])


def compute_used(cloud: DemoCloud, project: str) -> dict[str, int]:
    """Return instances, cores and ram (MiB) in use."""
    live = [s for s in cloud.state.servers.values() if s.project == project and s.deleted is None]
    return {
        "instances": len(live),
        "cores": sum(s.flavor.vcpus for s in live),
        "ram": sum(s.flavor.ram for s in live),
    }


def network_used(cloud: DemoCloud, project: str) -> dict[str, int]:
    """Return what a project has of Neutron's things."""
    state = cloud.state
    things: dict[str, Any] = {
        "network": state.networks,
        "subnet": state.subnets,
        "subnetpool": state.subnet_pools,
        "port": state.ports,
        "router": state.routers,
        "floatingip": state.floating_ips,
        "security_group": state.groups,
        "security_group_rule": state.rules,
    }
    return {k: sum(r.project == project for r in rows.values()) for k, rows in things.items()}


def volumes_used(cloud: DemoCloud, project: str) -> dict[str, int]:
    """Return what a project has of volumes: how many, and how many GiB they are together."""
    state = cloud.state
    volumes = [v for v in state.volumes.values() if v.project == project]
    snapshots = [s for s in state.volume_snapshots.values() if s.project == project]
    backups = [b for b in state.backups.values() if b.project == project]
    return {
        "volumes": len(volumes),
        "snapshots": len(snapshots),
        "gigabytes": sum(v.size for v in volumes) + sum(s.size for s in snapshots),
        "backups": len(backups),
        "backup_gigabytes": sum(b.size for b in backups),
    }


def allowed(call: Call, flavor: Flavor, low: int, high: int) -> int:
    """Return how many servers of a flavor may be made, between ``low`` and ``high``.

    Raises:
        Refusal: 403 in Nova's words, not even ``low``.
    """
    used = compute_used(call.cloud, call.project)
    each = {"instances": 1, "cores": flavor.vcpus, "ram": flavor.ram}
    limits = {name: limit(call.cloud, call.project, name) for name in each}
    most = high
    for name, size in each.items():
        if limits[name] >= 0:
            most = min(most, max(limits[name] - used[name], 0) // size)
    if most >= low:
        return most
    over = sorted(n for n in each if 0 <= limits[n] < used[n] + each[n] * low)

    def joined(values: dict[str, int], times: int = 1) -> str:
        return ", ".join(str(values[n] * times) for n in over)

    names = ", ".join(over)
    raise forbidden(
        f"Quota exceeded for {names}: Requested {joined(each, low)}, but already used "
        f"{joined(used)} of {joined(limits)} {names}"
    )


def check_network(call: Call, name: str, number: int = 1) -> None:
    """Refuse more of Neutron's things when the quota does not allow them.

    Raises:
        Refusal: 409.
    """
    most = limit(call.cloud, call.project, name)
    if 0 <= most < network_used(call.cloud, call.project)[name] + number:
        raise conflict(f"Quota exceeded for resources: ['{name}'].", "OverQuota")


@nova_routes("GET", "/v2.1/limits")
def show_limits(call: Call) -> Answer:
    used = compute_used(call.cloud, call.project)
    most = {name: limit(call.cloud, call.project, name) for name in _COMPUTE}
    absolute = {
        "maxTotalCores": most["cores"],
        "maxTotalInstances": most["instances"],
        "maxTotalRAMSize": most["ram"],
        "maxTotalKeypairs": most["key_pairs"],
        "maxServerMeta": most["metadata_items"],
        "maxServerGroups": most["server_groups"],
        "maxServerGroupMembers": most["server_group_members"],
        "totalRAMUsed": used["ram"],
        "totalCoresUsed": used["cores"],
        "totalInstancesUsed": used["instances"],
        "totalServerGroupsUsed": sum(
            group.project == call.project for group in call.cloud.state.server_groups.values()
        ),
    }
    if call.version < 57:
        absolute |= {"maxPersonality": 5, "maxPersonalitySize": 10240}
    if call.version < 39:
        absolute["maxImageMeta"] = 128
    if call.version < 36:
        absolute |= {
            "maxTotalFloatingIps": -1,
            "maxSecurityGroups": -1,
            "maxSecurityGroupRules": -1,
            "totalFloatingIpsUsed": 0,
            "totalSecurityGroupsUsed": 0,
        }
    return answer({"limits": {"rate": [], "absolute": absolute}})


def _own_project(call: Call, project: str, policy: str) -> None:
    if project != call.project:
        raise forbidden(f"Policy doesn't allow {policy} to be performed.")


@nova_routes("GET", "/v2.1/os-quota-sets/{project}")
def show_quota(call: Call, project: str) -> Answer:
    _own_project(call, project, "os_compute_api:os-quota-sets:show")
    rows: dict[str, Any] = {"id": project}
    rows |= {name: limit(call.cloud, project, name) for name in _compute_names(call)}
    rows |= _former(call)
    return answer({"quota_set": rows})


@nova_routes("GET", "/v2.1/os-quota-sets/{project}/defaults")
def show_defaults(call: Call, project: str) -> Answer:
    rows: dict[str, Any] = {"id": project} | {n: QUOTAS[n] for n in _compute_names(call)}
    return answer({"quota_set": rows | _former(call)})


@nova_routes("GET", "/v2.1/os-quota-sets/{project}/detail")
def show_quota_detail(call: Call, project: str) -> Answer:
    _own_project(call, project, "os_compute_api:os-quota-sets:detail")
    used = compute_used(call.cloud, project)
    rows: dict[str, Any] = {"id": project}
    for name in _compute_names(call):
        most = limit(call.cloud, project, name)
        rows[name] = {"limit": most, "in_use": used.get(name, 0), "reserved": 0}
    rows |= {n: {"limit": most, "in_use": 0, "reserved": 0} for n, most in _former(call).items()}
    return answer({"quota_set": rows})


def _former(call: Call) -> dict[str, int]:
    """Return quotas of what Nova passes on to Neutron; it knows no limit of them."""
    names = ("fixed_ips", "floating_ips", "security_groups", "security_group_rules")
    return dict.fromkeys(names, -1) if call.version < 36 else {}


def _compute_names(call: Call) -> list[str]:
    if call.version < 57:
        return _COMPUTE
    return [name for name in _COMPUTE if not name.startswith("injected")]


@neutron_routes("GET", "/v2.0/quotas/{project}/details")
@neutron_routes("GET", "/v2.0/quotas/{project}/details.json")
def show_network_detail(call: Call, project: str) -> Answer:
    if project != call.project:
        raise forbidden("rule:get_quota is disallowed by policy")
    used = network_used(call.cloud, project)
    rows = {
        name: {
            "limit": limit(call.cloud, project, name),
            "used": used.get(name, 0),
            "reserved": 0,
        }
        for name in _NETWORK
    }
    return answer({"quota": rows})


@neutron_routes("GET", "/v2.0/quotas/{project}")
def show_network_quota(call: Call, project: str) -> Answer:
    if project != call.project:
        raise forbidden("rule:get_quota is disallowed by policy")
    return answer({"quota": {n: limit(call.cloud, project, n) for n in _NETWORK}})


@neutron_routes("GET", "/v2.0/quotas/{project}/default")
def show_network_defaults(call: Call, project: str) -> Answer:
    return answer({"quota": {n: QUOTAS[n] for n in _NETWORK}})
