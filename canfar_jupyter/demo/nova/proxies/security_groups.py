"""Nova: security groups and rules as it had them before there was Neutron."""

from __future__ import annotations

import ipaddress
from typing import Any

from canfar_jupyter.demo.core import quotas
from canfar_jupyter.demo.core.errors import Refusal, bad_request, invalid
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.network_records import Rule, SecurityGroup
from canfar_jupyter.demo.neutron import rules, security_groups
from canfar_jupyter.demo.neutron.attributes import is_id
from canfar_jupyter.demo.neutron.rules import RULES
from canfar_jupyter.demo.neutron.security_groups import GROUPS
from canfar_jupyter.demo.nova.proxies.passing import checked_id, passed_on, refuse_later

routes = Routes()
_GROUPS, _RULES = "/v2.1/os-security-groups", "/v2.1/os-security-group-rules"
_QUOTA = {"OverQuota": 403, "SecurityGroupDefaultAlreadyExists": 403}


def group_view(call: Call, group: SecurityGroup) -> dict[str, Any]:
    known = call.cloud.state.rules.values()
    mine = [r for r in known if r.group == group.id and r.direction == "ingress"]
    return {
        "id": group.id,
        "name": group.name,
        "description": group.description,
        "tenant_id": group.project,
        "rules": [_rule_view(call, rule) for rule in mine],
    }


def _rule_view(call: Call, rule: Rule) -> dict[str, Any]:
    """Return a rule; its ends are -1 when it is of ICMP as a whole."""
    other = call.cloud.state.groups.get(rule.remote_group or "")
    whole = -1 if rule.protocol == "icmp" else None
    return {
        "id": rule.id,
        "parent_group_id": rule.group,
        "ip_protocol": rule.protocol,
        "from_port": whole if rule.low is None else rule.low,
        "to_port": whole if rule.high is None else rule.high,
        "group": {"name": other.name, "tenant_id": other.project} if other else {},
        "ip_range": {} if other else {"cidr": rule.cidr or "0.0.0.0/0"},
    }


@routes("GET", _GROUPS)
def list_(call: Call) -> Answer:
    refuse_later(call)
    rows = [group_view(call, group) for group in GROUPS.all(call)]
    return answer({"security_groups": rows})


@routes("GET", _GROUPS + "/{id}")
def show(call: Call, id: str) -> Answer:
    return answer({"security_group": group_view(call, _find(call, id))})


def _find(call: Call, id_: str) -> SecurityGroup:
    refuse_later(call)
    checked_id(id_)
    with passed_on(call):
        return GROUPS.find(call, id_)


def _wanted(call: Call) -> dict[str, str]:
    """Return name and description.

    Raises:
        Refusal: 400 in the words of Nova's schema.
    """
    body = call.json("security_group")
    for field in ("name", "description"):
        if field not in body:
            raise invalid("security_group", body, f"'{field}' is a required property")
        value = body[field]
        if not isinstance(value, str):
            raise invalid(field, value, f"{value!r} is not of type 'string'")
        if len(value) > 255:
            raise invalid(field, value, f"{value!r} is too long")
    return {"name": body["name"], "description": body["description"]}


@routes("POST", _GROUPS)
def create(call: Call) -> Answer:
    refuse_later(call)
    wanted = _wanted(call)
    with passed_on(call, **_QUOTA):
        quotas.check_network(call, "security_group")
        group = security_groups.create(call, {**wanted, "stateful": True})
    call.cloud.file.changed()
    return answer({"security_group": group_view(call, group)})


@routes("PUT", _GROUPS + "/{id}")
def update(call: Call, id: str) -> Answer:
    group = _find(call, id)
    wanted = _wanted(call)
    with passed_on(call, SecurityGroupCannotUpdateDefault=400):
        security_groups.update(call, group, dict(wanted))
    call.cloud.file.changed()
    return answer({"security_group": group_view(call, group)})


@routes("DELETE", _GROUPS + "/{id}")
def delete(call: Call, id: str) -> Answer:
    group = _find(call, id)
    with passed_on(call, SecurityGroupInUse=400):
        security_groups.delete(call, group)
    call.cloud.file.changed()
    return Answer(202)


@routes("POST", _RULES)
def create_rule(call: Call) -> Answer:
    refuse_later(call)
    body = call.json("security_group_rule")
    parent = body.get("parent_group_id")
    if "parent_group_id" not in body:
        why = "'parent_group_id' is a required property"
        raise invalid("security_group_rule", body, why)
    if not is_id(parent):
        raise invalid("parent_group_id", parent, f"{parent!r} is not a 'uuid'")
    values = _rule_wanted(body)
    try:
        with passed_on(call, OverQuota=403, SecurityGroupRuleExists=400):
            quotas.check_network(call, "security_group_rule")
            rule = rules.create(call, values)
    except Refusal as refusal:
        if refusal.message.startswith("Security group rule already exists."):
            message = f"This rule already exists in group {parent}"
            raise bad_request(message) from None
        raise
    call.cloud.file.changed()
    return answer({"security_group_rule": _rule_view(call, rule)})


def _rule_wanted(body: dict[str, Any]) -> dict[str, Any]:
    """Return a rule as Neutron makes it.

    Raises:
        Refusal: 400 in Nova's words.
    """
    protocol, low, high = (body.get(k) for k in ("ip_protocol", "from_port", "to_port"))
    other = body.get("group_id")
    if protocol is None and low is None and high is None and other:
        protocol_text: str | None = None
        ends: tuple[int | None, int | None] = (None, None)
    elif protocol is None or low is None or high is None:
        raise bad_request("Not enough parameters to build a valid rule.")
    else:
        protocol_text, ends = _ends(str(protocol).lower(), low, high)
    cidr = body.get("cidr") or "0.0.0.0/0"
    try:
        version = ipaddress.ip_network(str(cidr), strict=False).version
    except ValueError:
        raise bad_request(f"{cidr} is not a valid IP network.") from None
    return {
        "security_group_id": body["parent_group_id"],
        "direction": "ingress",
        "ethertype": f"IPv{version}",
        "protocol": protocol_text,
        "port_range_min": ends[0],
        "port_range_max": ends[1],
        "remote_ip_prefix": None if other else cidr,
        "remote_group_id": other or None,
        "description": "",
    }


def _ends(protocol: str, low: Any, high: Any) -> tuple[str, tuple[int | None, int | None]]:
    if protocol not in ("tcp", "udp", "icmp"):
        raise bad_request(f"Invalid IP protocol {protocol}.")
    try:
        first, last = int(low), int(high)
    except (TypeError, ValueError):
        raise bad_request(f"Invalid input for field/attribute from_port. Value: {low}.") from None
    lead = f"Invalid port range {first}:{last}."
    if first > last:
        raise bad_request(f"{lead} Former value cannot be greater than the later")
    if protocol == "icmp":
        if first < -1 or last > 255:
            raise bad_request(f"{lead} For ICMP, the type:code must be valid")
        return protocol, (None if first < 0 else first, None if last < 0 else last)
    if first < 1 or last > 65535:
        name = protocol.upper()
        raise bad_request(f"{lead} Valid {name} ports should be between 1-65535")
    return protocol, (first, last)


@routes("DELETE", _RULES + "/{id}")
def delete_rule(call: Call, id: str) -> Answer:
    refuse_later(call)
    checked_id(id)
    with passed_on(call):
        rules.delete(call, RULES.find(call, id))
    call.cloud.file.changed()
    return Answer(202)
