"""Neutron: security group rules."""

from __future__ import annotations

import ipaddress
from typing import Any

from canfar_jupyter.demo.core import quotas
from canfar_jupyter.demo.core.attributes import given
from canfar_jupyter.demo.core.cloud import new_id
from canfar_jupyter.demo.core.errors import bad_request, conflict, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.listing import listed
from canfar_jupyter.demo.core.records import Rule, SecurityGroup
from canfar_jupyter.demo.neutron.security_groups import add_rule, rule_view
from canfar_jupyter.demo.neutron.security_groups import find as find_group

routes = Routes()
_KNOWN = (
    "security_group_id direction ethertype protocol port_range_min port_range_max "
    "remote_ip_prefix remote_group_id remote_address_group_id description project_id tenant_id"
)
_PROTOCOLS = {"tcp", "udp", "icmp", "icmpv6", "ipv6-icmp", "sctp", "esp", "ah", "gre", "igmp"}


@routes("GET", "/v2.0/security-group-rules")
def list_rules(call: Call) -> Answer:
    mine = [r for r in call.cloud.state.rules.values() if r.project == call.project]
    return listed(call, "security_group_rules", [rule_view(call, r) for r in mine])


def _find_rule(call: Call, id_: str) -> Rule:
    rule = call.cloud.state.rules.get(id_)
    if rule is None or rule.project != call.project:
        message = f"Security group rule {id_} does not exist"
        raise not_found(message, "SecurityGroupRuleNotFound")
    return rule


@routes("GET", "/v2.0/security-group-rules/{id}")
def show_rule(call: Call, id: str) -> Answer:
    return answer({"security_group_rule": rule_view(call, _find_rule(call, id))})


@routes("DELETE", "/v2.0/security-group-rules/{id}")
def delete_rule(call: Call, id: str) -> Answer:
    del call.cloud.state.rules[_find_rule(call, id).id]
    call.cloud.file.changed()
    return Answer(204)


@routes("POST", "/v2.0/security-group-rules")
def create_rule(call: Call) -> Answer:
    body = given(call, "security_group_rule", _KNOWN)
    group = find_group(call, str(body.get("security_group_id")))
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
    return answer({"security_group_rule": rule_view(call, rule)}, 201)


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
            f"Invalid input for direction. Reason: {direction} is not in valid_values."
        )
    ethertype = str(body.get("ethertype") or "IPv4")
    if ethertype not in ("IPv4", "IPv6"):
        raise bad_request(
            f"Security group rule for ethertype '{ethertype}' not supported. "
            "Allowed values are ['IPv4', 'IPv6'].",
            "SecurityGroupRuleInvalidEtherType",
        )
    protocol = _protocol(body.get("protocol"))
    low, high = _ports(body, protocol)
    remote_group = body.get("remote_group_id")
    if remote_group is not None and body.get("remote_ip_prefix") is not None:
        raise bad_request(
            "Only one of remote_ip_prefix or remote_group_id or remote_address_group_id may "
            "be provided.",
            "SecurityGroupMultipleRemoteEntites",
        )
    if remote_group is not None:
        find_group(call, str(remote_group))
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
        "are supported.",
        "SecurityGroupRuleInvalidProtocol",
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
            raise bad_request(f"Invalid value for port {value}", "SecurityGroupInvalidPortValue")
    low, high = found
    if low is None and high is None:
        return None, None
    if protocol is None:
        raise bad_request(
            "Must also specify protocol if port range is given.",
            "SecurityGroupProtocolRequiredWithPorts",
        )
    if protocol in ("icmp", "icmpv6", "ipv6-icmp"):
        return low, high
    if low is None or high is None or low > high or low < 1:
        raise bad_request(
            "For TCP/UDP protocols, port_range_min must be <= port_range_max",
            "SecurityGroupInvalidPortRange",
        )
    return low, high


def _prefix(value: Any, ethertype: str) -> str | None:
    if value is None:
        return None
    try:
        network = ipaddress.ip_network(str(value), strict=False)
    except ValueError:
        raise bad_request(f"Invalid CIDR {value} given as IP prefix.", "InvalidCIDR") from None
    if f"IPv{network.version}" != ethertype:
        raise bad_request(
            f"Conflicting value ethertype {ethertype} for CIDR {value}",
            "SecurityGroupRuleParameterConflict",
        )
    return str(network)
