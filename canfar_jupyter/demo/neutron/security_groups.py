"""Neutron: security groups."""

from __future__ import annotations

import ipaddress
from typing import Any

from canfar_jupyter.demo.core.clock import iso
from canfar_jupyter.demo.core.cloud import DemoCloud, new_id
from canfar_jupyter.demo.core.errors import conflict
from canfar_jupyter.demo.core.exchange import Call, Routes
from canfar_jupyter.demo.core.network_records import Rule, SecurityGroup
from canfar_jupyter.demo.neutron import attributes as a
from canfar_jupyter.demo.neutron.attributes import Attribute
from canfar_jupyter.demo.neutron.resources import Resource, Values, serve, stamps

routes = Routes()
ATTRIBUTES = {
    **a.NAMED,
    "stateful": Attribute(a.boolean, True),
    "shared": a.READ_ONLY,
    "security_group_rules": a.READ_ONLY,
}


def make_group(cloud: DemoCloud, project: str, name: str, description: str) -> SecurityGroup:
    """Add a group; as everywhere, it lets everything out and nothing in."""
    now = cloud.clock.now()
    group = SecurityGroup(
        id=new_id(),
        name=name,
        project=project,
        description=description,
        created=now,
        updated=now,
    )
    cloud.state.groups[group.id] = group
    for ethertype in ("IPv4", "IPv6"):
        add_rule(
            cloud,
            group,
            Rule(
                id=new_id(),
                project=project,
                group=group.id,
                direction="egress",
                ethertype=ethertype,
            ),
        )
        if name == "default":  # its members may reach each other
            add_rule(
                cloud,
                group,
                Rule(
                    id=new_id(),
                    project=project,
                    group=group.id,
                    direction="ingress",
                    ethertype=ethertype,
                    remote_group=group.id,
                ),
            )
    return group


def add_rule(cloud: DemoCloud, group: SecurityGroup, rule: Rule) -> None:
    rule.created = cloud.clock.now()
    cloud.state.rules[rule.id] = rule
    group.updated = rule.created
    group.revision += 1


def normalized(cidr: str | None) -> str | None:
    """Return a prefix without the bits of a host in it."""
    return None if cidr is None else str(ipaddress.ip_network(cidr, strict=False))


def rule_view(call: Call, rule: Rule) -> dict[str, Any]:
    group = call.cloud.state.groups[rule.group]
    return {
        "id": rule.id,
        "project_id": rule.project,
        "security_group_id": rule.group,
        "ethertype": rule.ethertype,
        "direction": rule.direction,
        "protocol": rule.protocol,
        "port_range_min": rule.low,
        "port_range_max": rule.high,
        "remote_ip_prefix": rule.cidr,
        "remote_address_group_id": None,
        "normalized_cidr": normalized(rule.cidr),
        "remote_group_id": rule.remote_group,
        "belongs_to_default_sg": group.name == "default",
        "description": rule.description,
        "created_at": iso(rule.created),
        "updated_at": iso(rule.created),
        "revision_number": 0,
        "tenant_id": rule.project,
    }


def view(call: Call, group: SecurityGroup) -> dict[str, Any]:
    rules = [r for r in call.cloud.state.rules.values() if r.group == group.id]
    return {
        "id": group.id,
        "name": group.name,
        "stateful": group.stateful,
        "tenant_id": group.project,
        "project_id": group.project,
        "description": group.description,
        "shared": False,
        "security_group_rules": [rule_view(call, r) for r in rules],
    } | stamps(group)


GROUPS: Resource[SecurityGroup] = Resource(
    "security_group",
    lambda state: state.groups,
    ATTRIBUTES,
    view,
    ("Security group {} does not exist", "SecurityGroupNotFound"),
    quota="security_group",
)


def create(call: Call, values: Values) -> SecurityGroup:
    if values["name"] == "default":
        raise conflict(
            "Default security group already exists.", "SecurityGroupDefaultAlreadyExists"
        )
    group = make_group(call.cloud, call.project, values["name"], values["description"])
    group.stateful = values["stateful"]
    return group


def update(call: Call, group: SecurityGroup, values: Values) -> None:
    if group.name == "default" and values.get("name", group.name) != group.name:
        raise conflict(
            "Updating default security group not allowed.",
            "SecurityGroupCannotUpdateDefault",
        )
    if group.name != "default" and values.get("name") == "default":
        raise conflict(
            "Default security group already exists.", "SecurityGroupDefaultAlreadyExists"
        )
    group.name = values.get("name", group.name)
    group.description = values.get("description", group.description)
    group.stateful = values.get("stateful", group.stateful)
    for port in call.cloud.state.ports.values():  # Nova shows groups by name
        if group.id in port.security_groups:
            call.cloud.rows.pop(port.device, None)


def delete(call: Call, group: SecurityGroup) -> None:
    state = call.cloud.state
    in_use = any(group.id in port.security_groups for port in state.ports.values())
    if group.name == "default" or in_use:
        raise conflict(f"Security Group {group.id} in use.", "SecurityGroupInUse")
    del state.groups[group.id]
    for rule in [r for r in state.rules.values() if group.id in (r.group, r.remote_group)]:
        del state.rules[rule.id]


serve(routes, GROUPS, create, update, delete)
