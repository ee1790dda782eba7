"""Gathers the doctor's facts: a few requests, an SSH probe, the user's ~/.ssh."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from canfar_jupyter import ssh
from canfar_jupyter.cloud.faults.translation import REFUSALS, left_out, translating
from canfar_jupyter.cloud.http.client import HttpClient
from canfar_jupyter.cloud.instances.access import Access
from canfar_jupyter.cloud.lists.frames import Lists
from canfar_jupyter.errors import CloudError
from canfar_jupyter.model.doctor.diagnosis import Facts, diagnose
from canfar_jupyter.model.doctor.findings import Diagnosis
from canfar_jupyter.model.instances.addresses import best_address
from canfar_jupyter.model.keys.public_key import fingerprint_of


def examine(
    access: Access, client: HttpClient, lists: Lists, my_address: str, id_: str
) -> Diagnosis:
    """Gather the facts about one instance and diagnose them."""
    row = access.row(id_)
    public_key = access.public_key(row["key"])
    report = access.report(row)
    address = best_address(row)
    own = ssh.own_key(fingerprint_of(public_key))
    door = access.doors.of(address, public=bool(row["floating_ip"]))
    name = door.host if door.port == 22 else f"[{door.host}]:{door.port}"
    lines = [k.line for k in report.host_keys if k.line]
    remembered, known_here = ssh.remembered(name, lines)
    routed, gateway, group_ids = _network(client, id_)
    groups = lists.read("security_groups").rows()
    names = row["security_groups"]
    mine = [g for g in groups.values() if g["id"] in group_ids] or [
        g for g in groups.values() if g["name"] in names
    ]
    return diagnose(
        Facts(
            row=row,
            report=report,
            public_key=public_key,
            own_key=str(own) if own else "",
            own_key_open=ssh.is_open_to_others(own) if own else False,
            user=access.login_user(row),
            port=access.probe(row),
            my_address=my_address,
            groups=mine,
            routed=routed,
            gateway=gateway,
            remembered=remembered,
            known_here=known_here,
            configured_user=ssh.configured_user(door.host),
        )
    )


def _network(client: HttpClient, id_: str) -> tuple[bool | None, bool | None, set[str]]:
    """Return whether a router to outside exists, the subnet has a gateway, and the groups' ids.

    Source: https://docs.openstack.org/api-ref/network/v2/#list-ports
    """
    try:
        with translating("look at the network of the instance"):
            ports = _list(client, "ports", device_id=id_)
            groups = {g for port in ports for g in port.get("security_groups") or ()}
            if not ports:
                return None, None, groups
            subnets = {ip["subnet_id"] for p in ports for ip in p.get("fixed_ips") or ()}
            gateways = _gateways(client, subnets)
            routed = _is_routed(client, {str(p["network_id"]) for p in ports})
            return routed, any(gateways) if gateways else None, groups
    except (CloudError, KeyError, TypeError):
        return None, None, set()  # what may not be seen is not known


def _gateways(client: HttpClient, subnets: set[str]) -> list[Any]:
    """Return the gateways of some subnets; none where they may not be seen."""
    try:
        return [_one(client, "subnets", s).get("gateway_ip") for s in sorted(subnets)[:4]]
    except REFUSALS as refused:
        left_out(refused, "look at the subnets")
        return []


def _is_routed(client: HttpClient, networks: set[str]) -> bool | None:
    """Return whether one of these networks has a router with an external gateway."""
    try:
        routers = {r["id"]: bool(r.get("external_gateway_info")) for r in _list(client, "routers")}
    except REFUSALS as refused:  # a Neutron without routers, for one
        left_out(refused, "look at the routers")
        return None
    for network in sorted(networks)[:4]:
        there = [
            port["device_id"]
            for port in _list(client, "ports", network_id=network)
            if str(port.get("device_owner", "")).startswith(("network:router", "network:ha_router"))
        ]
        if any(routers.get(id_) for id_ in there):
            return True
        if any(id_ not in routers for id_ in there):
            return None  # another project's router
    if _one_is_not_ours(client, networks):
        return None
    return False


def _one_is_not_ours(client: HttpClient, networks: set[str]) -> bool:
    """Return whether ports of one of the networks may be hidden: it is shared or external."""
    found = [_one(client, "networks", network) for network in sorted(networks)[:4]]
    return any(n.get("shared") or n.get("router:external") for n in found)


def _list(client: HttpClient, name: str, **query: str) -> list[dict[str, Any]]:
    content = client.get("network", f"/{name}", query).content
    rows = msgspec.json.decode(content, type=dict[str, Any])[name]
    return [row for row in rows if isinstance(row, Mapping)]  # type: ignore[misc]


def _one(client: HttpClient, name: str, id_: str) -> dict[str, Any]:
    content = client.get("network", f"/{name}/{id_}").content
    return dict(msgspec.json.decode(content, type=dict[str, Any])[name.removesuffix("s")])
