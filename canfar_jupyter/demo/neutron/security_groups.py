"""Neutron: security groups and their rules."""

from __future__ import annotations

from typing import Any

from canfar_jupyter.demo.core import quotas
from canfar_jupyter.demo.core.attributes import given
from canfar_jupyter.demo.core.clock import iso
from canfar_jupyter.demo.core.cloud import DemoCloud, new_id
from canfar_jupyter.demo.core.errors import bad_request, conflict, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.listing import listed
from canfar_jupyter.demo.core.records import Rule, SecurityGroup

routes = Routes()
_KNOWN = "name description project_id tenant_id stateful"


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
        "normalized_cidr": rule.cidr,
        "remote_group_id": rule.remote_group,
        "belongs_to_default_sg": group.name == "default",
        "description": rule.description,
        "created_at": iso(rule.created),
        "updated_at": iso(rule.created),
        "revision_number": 0,
        "tenant_id": rule.project,
    }


def _group(call: Call, group: SecurityGroup) -> dict[str, Any]:
    rules = [r for r in call.cloud.state.rules.values() if r.group == group.id]
    return {
        "id": group.id,
        "name": group.name,
        "stateful": True,
        "tenant_id": group.project,
        "project_id": group.project,
        "description": group.description,
        "shared": False,
        "security_group_rules": [rule_view(call, r) for r in rules],
        "tags": [],
        "created_at": iso(group.created),
        "updated_at": iso(group.updated),
        "revision_number": group.revision,
    }


def _groups(call: Call) -> list[SecurityGroup]:
    """Return the project's groups; the first look makes its ``default``."""
    mine = [g for g in call.cloud.state.groups.values() if g.project == call.project]
    return mine


def find(call: Call, id_: str) -> SecurityGroup:
    for group in _groups(call):
        if group.id == id_:
            return group
    raise not_found(f"Security group {id_} does not exist", "SecurityGroupNotFound")


@routes("GET", "/v2.0/security-groups")
def list_groups(call: Call) -> Answer:
    return listed(call, "security_groups", [_group(call, g) for g in _groups(call)])


@routes("GET", "/v2.0/security-groups/{id}")
def show_group(call: Call, id: str) -> Answer:
    return answer({"security_group": _group(call, find(call, id))})


@routes("POST", "/v2.0/security-groups")
def create_group(call: Call) -> Answer:
    body = given(call, "security_group", _KNOWN)
    name = str(body.get("name", ""))
    if len(name) > 255:
        raise bad_request(
            f"Invalid input for name. Reason: '{name}' exceeds maximum length of 255."
        )
    if name == "default":
        raise conflict(
            "Default security group already exists.", "SecurityGroupDefaultAlreadyExists"
        )
    quotas.check_network(call, "security_group")
    group = make_group(call.cloud, call.project, name, str(body.get("description", "")))
    call.cloud.file.changed()
    return answer({"security_group": _group(call, group)}, 201)


@routes("PUT", "/v2.0/security-groups/{id}")
def update_group(call: Call, id: str) -> Answer:
    group = find(call, id)
    body = given(call, "security_group", _KNOWN)
    if group.name == "default" and "name" in body:
        raise bad_request("Updating default security group not allowed.")
    group.name = str(body.get("name", group.name))
    group.description = str(body.get("description", group.description))
    group.updated = call.cloud.clock.now()
    group.revision += 1
    for port in call.cloud.state.ports.values():  # Nova shows groups by name
        if group.id in port.security_groups:
            call.cloud.rows.pop(port.device, None)
    call.cloud.file.changed()
    return answer({"security_group": _group(call, group)})


@routes("DELETE", "/v2.0/security-groups/{id}")
def delete_group(call: Call, id: str) -> Answer:
    group = find(call, id)
    state = call.cloud.state
    in_use = any(id in port.security_groups for port in state.ports.values())
    in_use = in_use or any(
        id in s.security_groups for s in state.servers.values() if s.vm_state == "building"
    )
    if group.name == "default" or in_use:
        raise conflict(f"Security Group {id} in use.", "SecurityGroupInUse")
    del state.groups[id]
    for rule in [r for r in state.rules.values() if id in (r.group, r.remote_group)]:
        del state.rules[rule.id]
    call.cloud.file.changed()
    return Answer(204)
