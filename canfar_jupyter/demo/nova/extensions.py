"""Nova: the parts of its API, zones, and what only administrators may ask."""

from __future__ import annotations

from typing import Any

from canfar_jupyter.demo.core.errors import NO_SUCH_PATH, Refusal, forbidden, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer

routes = Routes()
_EXTENSIONS = {  # alias: name; every Nova lists the same, whatever its policies let one do
    "NMN": "Multinic",
    "OS-DCF": "DiskConfig",
    "OS-EXT-AZ": "ExtendedAvailabilityZone",
    "OS-EXT-IMG-SIZE": "ImageSize",
    "OS-EXT-IPS": "ExtendedIps",
    "OS-EXT-IPS-MAC": "ExtendedIpsMac",
    "OS-EXT-SRV-ATTR": "ExtendedServerAttributes",
    "OS-EXT-STS": "ExtendedStatus",
    "OS-FLV-DISABLED": "FlavorDisabled",
    "OS-FLV-EXT-DATA": "FlavorExtraData",
    "OS-SCH-HNT": "SchedulerHints",
    "OS-SRV-USG": "ServerUsage",
    "os-access-ips": "AccessIPs",
    "os-admin-actions": "AdminActions",
    "os-admin-password": "AdminPassword",
    "os-agents": "Agents",
    "os-aggregates": "Aggregates",
    "os-assisted-volume-snapshots": "AssistedVolumeSnapshots",
    "os-attach-interfaces": "AttachInterfaces",
    "os-availability-zone": "AvailabilityZone",
    "os-baremetal-ext-status": "BareMetalExtStatus",
    "os-baremetal-nodes": "BareMetalNodes",
    "os-block-device-mapping": "BlockDeviceMapping",
    "os-block-device-mapping-v2-boot": "BlockDeviceMappingV2Boot",
    "os-cell-capacities": "CellCapacities",
    "os-cells": "Cells",
    "os-certificates": "Certificates",
    "os-cloudpipe": "Cloudpipe",
    "os-cloudpipe-update": "CloudpipeUpdate",
    "os-config-drive": "ConfigDrive",
    "os-console-auth-tokens": "ConsoleAuthTokens",
    "os-console-output": "ConsoleOutput",
    "os-consoles": "Consoles",
    "os-create-backup": "CreateBackup",
    "os-create-server-ext": "Createserverext",
    "os-deferred-delete": "DeferredDelete",
    "os-evacuate": "Evacuate",
    "os-extended-evacuate-find-host": "ExtendedEvacuateFindHost",
    "os-extended-floating-ips": "ExtendedFloatingIps",
    "os-extended-hypervisors": "ExtendedHypervisors",
    "os-extended-networks": "ExtendedNetworks",
    "os-extended-quotas": "ExtendedQuotas",
    "os-extended-rescue-with-image": "ExtendedRescueWithImage",
    "os-extended-services": "ExtendedServices",
    "os-extended-services-delete": "ExtendedServicesDelete",
    "os-extended-status": "ExtendedStatus",
    "os-extended-volumes": "ExtendedVolumes",
    "os-fixed-ips": "FixedIPs",
    "os-flavor-access": "FlavorAccess",
    "os-flavor-extra-specs": "FlavorExtraSpecs",
    "os-flavor-manage": "FlavorManage",
    "os-flavor-rxtx": "FlavorRxtx",
    "os-flavor-swap": "FlavorSwap",
    "os-floating-ip-dns": "FloatingIpDns",
    "os-floating-ip-pools": "FloatingIpPools",
    "os-floating-ips": "FloatingIps",
    "os-floating-ips-bulk": "FloatingIpsBulk",
    "os-fping": "Fping",
    "os-hide-server-addresses": "HideServerAddresses",
    "os-hosts": "Hosts",
    "os-hypervisor-status": "HypervisorStatus",
    "os-hypervisors": "Hypervisors",
    "os-instance-actions": "InstanceActions",
    "os-instance_usage_audit_log": "OSInstanceUsageAuditLog",
    "os-keypairs": "Keypairs",
    "os-lock-server": "LockServer",
    "os-migrate-server": "MigrateServer",
    "os-migrations": "Migrations",
    "os-multiple-create": "MultipleCreate",
    "os-networks": "Networks",
    "os-networks-associate": "NetworkAssociationSupport",
    "os-pause-server": "PauseServer",
    "os-personality": "Personality",
    "os-preserve-ephemeral-rebuild": "PreserveEphemeralOnRebuild",
    "os-quota-class-sets": "QuotaClasses",
    "os-quota-sets": "Quotas",
    "os-rescue": "Rescue",
    "os-security-group-default-rules": "SecurityGroupDefaultRules",
    "os-security-groups": "SecurityGroups",
    "os-server-diagnostics": "ServerDiagnostics",
    "os-server-external-events": "ServerExternalEvents",
    "os-server-group-quotas": "ServerGroupQuotas",
    "os-server-groups": "ServerGroups",
    "os-server-list-multi-status": "ServerListMultiStatus",
    "os-server-password": "ServerPassword",
    "os-server-sort-keys": "ServerSortKeys",
    "os-server-start-stop": "ServerStartStop",
    "os-services": "Services",
    "os-shelve": "Shelve",
    "os-simple-tenant-usage": "SimpleTenantUsage",
    "os-suspend-server": "SuspendServer",
    "os-tenant-networks": "OSTenantNetworks",
    "os-used-limits": "UsedLimits",
    "os-used-limits-for-admin": "UsedLimitsForAdmin",
    "os-user-data": "UserData",
    "os-user-quotas": "UserQuotas",
    "os-virtual-interfaces": "VirtualInterfaces",
    "os-volume-attachment-update": "VolumeAttachmentUpdate",
    "os-volumes": "Volumes",
}
_ADMIN_LISTS = {
    "os-baremetal-nodes": "os-baremetal-nodes:list",
    "os-hosts": "os-hosts:list",
    "os-hypervisors": "os-hypervisors:list",
    "os-quota-class-sets": "os-quota-class-sets:show",
    "os-services": "os-services:list",
    "os-aggregates": "os-aggregates:index",
    "os-migrations": "os-migrations:index",
    "os-simple-tenant-usage": "os-simple-tenant-usage:list",
}
_GONE = {  # removed from Nova long ago
    *("os-fping", "os-cells", "os-agents", "os-cloudpipe", "os-floating-ips-bulk"),
    "os-security-group-default-rules",
}


def _view(alias: str) -> dict[str, Any]:
    name = _EXTENSIONS[alias]
    return {
        "alias": alias,
        "name": name,
        "description": f"{name}.",
        "links": [],
        "namespace": "http://docs.openstack.org/compute/ext/fake_xml",
        "updated": "2014-12-03T00:00:00Z",
    }


@routes("GET", "/v2.1/extensions")
def list_(call: Call) -> Answer:
    return answer({"extensions": [_view(alias) for alias in _EXTENSIONS]})


@routes("GET", "/v2.1/extensions/{alias}")
def show(call: Call, alias: str) -> Answer:
    if alias not in _EXTENSIONS:
        raise not_found("The resource could not be found.")
    return answer({"extension": _view(alias)})


@routes("GET", "/v2.1/os-availability-zone")
def zones(call: Call) -> Answer:
    zone = {"zoneName": "nova", "zoneState": {"available": True}, "hosts": None}
    return answer({"availabilityZoneInfo": [zone]})


@routes("GET", "/v2.1/os-availability-zone/detail")
def zone_details(call: Call) -> Answer:
    raise forbidden(
        "Policy doesn't allow os_compute_api:os-availability-zone:detail to be performed."
    )


@routes("GET", "/v2.1/{collection}")
@routes("GET", "/v2.1/{collection}/{rest}")
def admins_only(call: Call, collection: str, rest: str = "") -> Answer:
    if collection in _GONE:
        raise Refusal(410, "This resource is no longer available. No forwarding address is given.")
    policy = _ADMIN_LISTS.get(collection)
    if policy is None:
        raise Refusal(404, "The resource could not be found.", NO_SUCH_PATH)
    raise forbidden(f"Policy doesn't allow os_compute_api:{policy} to be performed.")
