"""A server as Nova shows it, which depends on the microversion asked for."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from functools import lru_cache
from typing import Any

import msgspec

from canfar_jupyter.demo.core.clock import iso, iso_micro
from canfar_jupyter.demo.core.cloud import DemoCloud
from canfar_jupyter.demo.core.network_records import Port
from canfar_jupyter.demo.core.records import Flavor, Server

_SHAPES = (3, 9, 19, 26, 47, 63, 73, 90, 96)  # the 2.N at which a listed server gains something
ACCESS = {"accessIPv4": "access_ipv4", "accessIPv6": "access_ipv6"}
_WITH_PROGRESS = ("ACTIVE", "BUILD", "REBUILD", "RESIZE", "VERIFY_RESIZE", "MIGRATING")


def encoded(cloud: DemoCloud, server: Server, version: int) -> bytes:
    """Return a row of servers/detail as JSON; kept until the server changes."""
    shapes = cloud.rows.setdefault(server.id, {})
    shape = bisect_right(_SHAPES, version)
    if shape not in shapes:
        shapes[shape] = msgspec.json.encode(detail(cloud, server, version))
    return shapes[shape]


def links(cloud: DemoCloud, server: Server) -> list[dict[str, str]]:
    base = cloud.base + "/compute"
    return [
        {"rel": "self", "href": f"{base}/v2.1/servers/{server.id}"},
        {"rel": "bookmark", "href": f"{base}/servers/{server.id}"},
    ]


def summary(cloud: DemoCloud, server: Server) -> dict[str, Any]:
    return {"id": server.id, "name": server.name, "links": links(cloud, server)}


def detail(cloud: DemoCloud, server: Server, version: int) -> dict[str, Any]:
    """Return a row of servers/detail."""
    row = {
        "accessIPv4": server.access_ipv4,
        "accessIPv6": server.access_ipv6,
        "addresses": addresses(cloud, server),
        "created": iso(server.created),
        "flavor": _flavor(cloud, server.flavor, version),
        "hostId": _host_id(server.project, server.host),
        "id": server.id,
        "image": "" if server.volume_gib is not None else _image(cloud, server.image),
        "links": links(cloud, server),
        "metadata": server.metadata,
        "name": server.name,
        "status": server.status,
        "tenant_id": server.project,
        "user_id": server.user,
        "updated": iso(server.updated),
        "OS-DCF:diskConfig": server.disk_config,
        "OS-EXT-AZ:availability_zone": "nova" if server.host else server.zone or "",
        "config_drive": "True" if server.config_drive else "",
        "key_name": server.key_name,
        "OS-SRV-USG:launched_at": _moment(server.launched),
        "OS-SRV-USG:terminated_at": _moment(server.deleted),
        "OS-EXT-STS:task_state": server.task,
        "OS-EXT-STS:vm_state": server.vm_state,
        "OS-EXT-STS:power_state": server.power,
        "os-extended-volumes:volumes_attached": _volumes(cloud, server, version),
    }
    if server.status in _WITH_PROGRESS:
        row["progress"] = server.progress
    if server.fault and server.status in ("ERROR", "DELETED"):
        fault = {"code": 500, "created": iso(server.updated), "message": server.fault}
        row["fault"] = fault
    groups = group_names(cloud, server)
    if groups:
        row["security_groups"] = [{"name": name} for name in groups]
    return row | _later(server, version)


def _volumes(cloud: DemoCloud, server: Server, version: int) -> list[dict[str, Any]]:
    known = [cloud.state.volumes[id_] for id_ in server.volumes if id_ in cloud.state.volumes]
    return [
        {"id": v.id} | ({"delete_on_termination": v.delete_on_termination} if version >= 3 else {})
        for v in known
    ]


def _later(server: Server, version: int) -> dict[str, Any]:
    """Return what microversions after 2.1 have added."""
    since: list[tuple[int, str, Any]] = [
        (9, "locked", server.locked),
        (19, "description", server.description),
        (26, "tags", server.tags),
        (63, "trusted_image_certificates", None),
        (73, "locked_reason", server.locked_reason),
        (90, "OS-EXT-SRV-ATTR:hostname", server.hostname),
        (96, "pinned_availability_zone", server.zone),
    ]
    return {name: value for first, name, value in since if version >= first}


def _moment(time: float | None) -> str | None:
    return None if time is None else iso_micro(time)


def _flavor(cloud: DemoCloud, flavor: Flavor, version: int) -> dict[str, Any]:
    if version < 47:
        href = f"{cloud.base}/compute/flavors/{flavor.id}"
        return {"id": flavor.id, "links": [{"rel": "bookmark", "href": href}]}
    return {
        "vcpus": flavor.vcpus,
        "ram": flavor.ram,
        "disk": flavor.disk,
        "ephemeral": flavor.ephemeral,
        "swap": flavor.swap,
        "original_name": flavor.name,
        "extra_specs": flavor.extra_specs,
    }


def _image(cloud: DemoCloud, image: str) -> dict[str, Any]:
    href = f"{cloud.base}/compute/images/{image}"
    return {"id": image, "links": [{"rel": "bookmark", "href": href}]}


@lru_cache(maxsize=256)
def _host_id(project: str, host: str) -> str:
    return hashlib.sha224((project + host).encode()).hexdigest() if host else ""


def group_names(cloud: DemoCloud, server: Server) -> list[str]:
    """Return the names of the security groups of a server's ports, as Nova does."""
    ids = [g for port in cloud.ports_of.get(server.id, ()) for g in port.security_groups]
    groups = cloud.state.groups
    return [groups[g].name for g in dict.fromkeys(ids) if g in groups]


def addresses(cloud: DemoCloud, server: Server) -> dict[str, list[dict[str, Any]]]:
    """Return the addresses of a server by the name of the network."""
    found: dict[str, list[dict[str, Any]]] = {}
    for port in cloud.ports_of.get(server.id, ()):
        rows = found.setdefault(cloud.state.networks[port.network].name, [])
        for _, address in port.addresses:
            rows.append(_address(port, address, "fixed"))
            for fixed, floating in cloud.floating_seen.get(port.id, ()):
                if fixed == address:
                    rows.append(_address(port, floating, "floating"))
    return found


def _address(port: Port, address: str, kind: str) -> dict[str, Any]:
    return {
        "version": 6 if ":" in address else 4,
        "addr": address,
        "OS-EXT-IPS:type": kind,
        "OS-EXT-IPS-MAC:mac_addr": port.mac,
    }
