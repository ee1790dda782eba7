"""The small things clients ask for: versions, extensions, zones, empty lists."""

from __future__ import annotations

from typing import Any

from canfar_jupyter.demo.core.errors import NO_SUCH_PATH, Refusal, forbidden
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.microversions import NOVA

nova_routes = Routes()
neutron_routes = Routes()
glance_routes = Routes()

_NOVA_EXTENSIONS = {
    "OS-DCF": "DiskConfig",
    "OS-EXT-AZ": "ExtendedAvailabilityZone",
    "OS-EXT-IPS": "ExtendedIps",
    "OS-EXT-IPS-MAC": "ExtendedIpsMac",
    "OS-EXT-STS": "ExtendedStatus",
    "OS-SRV-USG": "ServerUsage",
    "os-availability-zone": "AvailabilityZone",
    "os-console-output": "ConsoleOutput",
    "os-instance-actions": "InstanceActions",
    "os-keypairs": "Keypairs",
    "os-quota-sets": "Quotas",
    "os-security-groups": "SecurityGroups",
    "os-server-groups": "ServerGroups",
    "os-shelve": "Shelve",
}
_NEUTRON_EXTENSIONS = {
    "default-subnetpools": "Default Subnetpools",
    "external-net": "Neutron external network",
    "ext-gw-mode": "Neutron L3 Configurable external gateway mode",
    "pagination": "Pagination support",
    "port-security": "Port Security",
    "project-id": "project_id field enabled",
    "quotas": "Quota management support",
    "quota_details": "Quota details management support",
    "router": "Neutron L3 Router",
    "security-group": "security-group",
    "sorting": "Sorting support",
    "standard-attr-description": "standard-attr-description",
    "standard-attr-revisions": "Resource revision numbers",
    "standard-attr-tag": "Tag support for resources with standard attribute",
    "standard-attr-timestamp": "Resource timestamps",
    "fip-port-details": "Floating IP Port Details Extension",
}


def _nova_version(base: str) -> dict[str, Any]:
    return {
        "id": "v2.1",
        "status": "CURRENT",
        "version": f"2.{NOVA.most}",
        "min_version": "2.1",
        "updated": "2013-07-23T11:33:21Z",
        "links": [{"rel": "self", "href": f"{base}/v2.1/"}],
    }


@nova_routes("GET", "")
def nova_versions(call: Call) -> Answer:
    return answer({"versions": [_nova_version(call.base)]})


@nova_routes("GET", "/v2.1")
def nova_version(call: Call) -> Answer:
    version = _nova_version(call.base)
    version["links"].append(
        {"rel": "describedby", "type": "text/html", "href": "http://docs.openstack.org/"}
    )
    version["media-types"] = [
        {
            "base": "application/json",
            "type": "application/vnd.openstack.compute+json;version=2.1",
        }
    ]
    return answer({"version": version})


def _extension(alias: str, name: str) -> dict[str, Any]:
    return {
        "alias": alias,
        "name": name,
        "description": f"{name}.",
        "links": [],
        "namespace": "http://docs.openstack.org/compute/ext/fake_xml",
        "updated": "2014-12-03T00:00:00Z",
    }


@nova_routes("GET", "/v2.1/extensions")
def nova_extensions(call: Call) -> Answer:
    return answer({"extensions": [_extension(a, n) for a, n in _NOVA_EXTENSIONS.items()]})


@nova_routes("GET", "/v2.1/os-availability-zone")
def zones(call: Call) -> Answer:
    zone = {"zoneName": "nova", "zoneState": {"available": True}, "hosts": None}
    return answer({"availabilityZoneInfo": [zone]})


@nova_routes("GET", "/v2.1/os-availability-zone/detail")
def zone_details(call: Call) -> Answer:
    raise forbidden(
        "Policy doesn't allow os_compute_api:os-availability-zone:detail to be performed."
    )


_ADMIN_LISTS = {
    "os-hypervisors": "os-hypervisors:list",
    "os-services": "os-services:list",
    "os-aggregates": "os-aggregates:index",
    "os-migrations": "os-migrations:index",
    "os-simple-tenant-usage": "os-simple-tenant-usage:list",
}


@nova_routes("GET", "/v2.1/{collection}")
@nova_routes("GET", "/v2.1/{collection}/{rest}")
def admins_only(call: Call, collection: str, rest: str = "") -> Answer:
    policy = _ADMIN_LISTS.get(collection)
    if policy is None:
        raise Refusal(404, "The resource could not be found.", NO_SUCH_PATH)
    raise forbidden(f"Policy doesn't allow os_compute_api:{policy} to be performed.")


@neutron_routes("GET", "")
def neutron_versions(call: Call) -> Answer:
    link = {"rel": "self", "href": f"{call.base}/v2.0/"}
    return answer({"versions": [{"id": "v2.0", "status": "CURRENT", "links": [link]}]})


@neutron_routes("GET", "/v2.0")
def neutron_resources(call: Call) -> Answer:
    names = ["networks", "subnets", "ports", "routers", "floatingips", "security-groups"]
    rows = [
        {
            "name": name[:-1].replace("-", "_"),
            "collection": name.replace("-", "_"),
            "links": [{"rel": "self", "href": f"{call.base}/v2.0/{name}"}],
        }
        for name in names
    ]
    return answer({"resources": rows})


@neutron_routes("GET", "/v2.0/extensions")
def neutron_extensions(call: Call) -> Answer:
    rows = [
        {
            "alias": a,
            "name": n,
            "description": n,
            "updated": "2020-01-01T00:00:00-00:00",
            "links": [],
        }
        for a, n in _NEUTRON_EXTENSIONS.items()
    ]
    return answer({"extensions": rows})


@neutron_routes("GET", "/v2.0/extensions/{alias}")
def neutron_extension(call: Call, alias: str) -> Answer:
    name = _NEUTRON_EXTENSIONS.get(alias)
    if name is None:
        message = f"Extension with alias {alias} does not exist"
        raise Refusal(404, message, "HTTPNotFound")
    return answer({"extension": {"alias": alias, "name": name, "description": name, "links": []}})


@neutron_routes("GET", "/v2.0/{collection}")
def nothing_there(call: Call, collection: str) -> Answer:
    empty = ("address-scopes", "subnetpools", "rbac-policies", "agents", "trunks", "address-groups")
    if collection not in empty:
        raise Refusal(404, "The resource could not be found.", "HTTPNotFound")
    return answer({collection.replace("-", "_"): []})


def _glance_versions(base: str) -> dict[str, Any]:
    def version(minor: int) -> dict[str, Any]:
        return {
            "id": f"v2.{minor}",
            "status": "CURRENT" if minor == 17 else "SUPPORTED",
            "links": [{"rel": "self", "href": f"{base}/v2/"}],
        }

    return {"versions": [version(minor) for minor in (17, 15, 13, *range(12, -1, -1))]}


@glance_routes("GET", "")
def glance_versions(call: Call) -> Answer:
    return answer(_glance_versions(call.base), 300)


@glance_routes("GET", "/versions")
def glance_versions_plain(call: Call) -> Answer:
    return answer(_glance_versions(call.base))


@glance_routes("GET", "/v2/tasks")
def tasks(call: Call) -> Answer:
    body = {
        "message": "You are not authorized to complete tasks_api_access action.<br /><br />\n\n\n",
        "code": "403 Forbidden",
        "title": "Forbidden",
    }
    return answer(body, 403)
