"""Neutron: security groups and their rules."""

from __future__ import annotations

import ipaddress
from typing import Any

from . import quotas
from .clock import iso
from .cloud import DemoCloud, new_id
from .errors import bad_request, conflict, not_found
from .exchange import Answer, Call, Routes, answer
from .listing import listed
from .records import Rule, SecurityGroup

routes = Routes()
_PROTOCOLS = {"tcp", "udp", "icmp", "icmpv6", "ipv6-icmp", "sctp", "esp", "ah", "gre", "igmp"}


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


def _rule(call: Call, rule: Rule) -> dict[str, Any]:
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
        "tags": [],
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
        "security_group_rules": [_rule(call, r) for r in rules],
        "tags": [],
        "created_at": iso(group.created),
        "updated_at": iso(group.updated),
        "revision_number": group.revision,
    }


def _groups(call: Call) -> list[SecurityGroup]:
    """Return the project's groups; the first look makes its ``default``."""
    mine = [g for g in call.cloud.state.groups.values() if g.project == call.project]
    return mine


def _find(call: Call, id_: str) -> SecurityGroup:
    for group in _groups(call):
        if group.id == id_:
            return group
    raise not_found(f"Security group {id_} does not exist", "SecurityGroupNotFound")


@routes("GET", "/v2.0/security-groups")
def list_groups(call: Call) -> Answer:
    return listed(call, "security_groups", [_group(call, g) for g in _groups(call)])


@routes("GET", "/v2.0/security-groups/{id}")
def show_group(call: Call, id: str) -> Answer:
    return answer({"security_group": _group(call, _find(call, id))})


@routes("POST", "/v2.0/security-groups")
def create_group(call: Call) -> Answer:
    body = call.json("security_group")
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
    group = _find(call, id)
    body = call.json("security_group")
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
    group = _find(call, id)
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


@routes("GET", "/v2.0/security-group-rules")
def list_rules(call: Call) -> Answer:
    mine = [r for r in call.cloud.state.rules.values() if r.project == call.project]
    return listed(call, "security_group_rules", [_rule(call, r) for r in mine])


def _find_rule(call: Call, id_: str) -> Rule:
    rule = call.cloud.state.rules.get(id_)
    if rule is None or rule.project != call.project:
        message = f"Security group rule {id_} does not exist"
        raise not_found(message, "SecurityGroupRuleNotFound")
    return rule


@routes("GET", "/v2.0/security-group-rules/{id}")
def show_rule(call: Call, id: str) -> Answer:
    return answer({"security_group_rule": _rule(call, _find_rule(call, id))})


@routes("DELETE", "/v2.0/security-group-rules/{id}")
def delete_rule(call: Call, id: str) -> Answer:
    del call.cloud.state.rules[_find_rule(call, id).id]
    call.cloud.file.changed()
    return Answer(204)


@routes("POST", "/v2.0/security-group-rules")
def create_rule(call: Call) -> Answer:
    body = call.json("security_group_rule")
    group = _find(call, str(body.get("security_group_id")))
    rule = _checked(call, body, group)
    for other in call.cloud.state.rules.values():
        if _same(rule, other):
            raise conflict(
                f"Security group rule already exists. Rule id is {other.id}.",
                "SecurityGroupRuleExists",
            )
    quotas.check_network(call, "security_group_rule")
    add_rule(call.cloud, group, rule)
    call.cloud.file.changed()
    return answer({"security_group_rule": _rule(call, rule)}, 201)


def _same(one: Rule, other: Rule) -> bool:
    def key(rule: Rule) -> tuple[Any, ...]:
        return (
            rule.group,
            rule.direction,
            rule.ethertype,
            rule.protocol,
            rule.low,
            rule.high,
            rule.cidr or rule.remote_group or "any",
            rule.remote_group,
        )

    return key(one) == key(other)


def _checked(call: Call, body: dict[str, Any], group: SecurityGroup) -> Rule:
    """Return the rule that is asked for.

    Raises:
        Refusal: 400 or 404 in Neutron's words.
    """
    direction = body.get("direction")
    if direction not in ("ingress", "egress"):
        raise bad_request(
            f"Invalid input for direction. Reason: '{direction}' is not in ['ingress', 'egress']."
        )
    ethertype = str(body.get("ethertype") or "IPv4")
    protocol = _protocol(body.get("protocol"))
    low, high = _ports(body, protocol)
    remote_group = body.get("remote_group_id")
    if remote_group is not None and body.get("remote_ip_prefix") is not None:
        raise bad_request("Only remote_ip_prefix or remote_group_id may be provided.")
    if remote_group is not None:
        _find(call, str(remote_group))
    return Rule(
        id=new_id(),
        project=group.project,
        group=group.id,
        direction=direction,
        ethertype=ethertype,
        protocol=protocol,
        low=low,
        high=high,
        cidr=_prefix(body.get("remote_ip_prefix"), ethertype),
        remote_group=remote_group,
        description=str(body.get("description") or ""),
    )


def _protocol(value: Any) -> str | None:
    if value in (None, "any", "0"):
        return None
    text = str(value).lower()
    if text in _PROTOCOLS or (text.isdigit() and int(text) <= 255):
        return text
    raise bad_request(
        f"Security group rule protocol {value} not supported. "
        f"Only protocol values {sorted(_PROTOCOLS)} and integer representations [0 to 255] "
        "are supported."
    )


def _ports(body: dict[str, Any], protocol: str | None) -> tuple[int | None, int | None]:
    values = [body.get("port_range_min"), body.get("port_range_max")]
    found: list[int | None] = []
    for value in values:
        if value is None:
            found.append(None)
        elif str(value).isdigit() and int(value) <= 65535:
            found.append(int(value))
        else:
            raise bad_request(f"Invalid value for port {value}")
    low, high = found
    if low is None and high is None:
        return None, None
    if protocol is None:
        raise bad_request("Must also specify protocol if port range is given.")
    if protocol in ("icmp", "icmpv6", "ipv6-icmp"):
        return low, high
    if low is None or high is None or low > high or low < 1:
        raise bad_request(
            f"Invalid port range: {low}:{high}"
            if low and high
            else "For TCP/UDP protocols, port_range_min must be <= port_range_max"
        )
    return low, high


def _prefix(value: Any, ethertype: str) -> str | None:
    if value is None:
        return None
    try:
        network = ipaddress.ip_network(str(value), strict=False)
    except ValueError:
        raise bad_request(f"Invalid CIDR {value} given as IP prefix.") from None
    if f"IPv{network.version}" != ethertype:
        raise bad_request(f"Conflicting value ethertype {ethertype} for CIDR {value}")
    return str(network)
