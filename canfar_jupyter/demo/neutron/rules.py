"""Neutron: security group rules."""

from __future__ import annotations

import ipaddress
from typing import Any

from canfar_jupyter.demo.core.cloud import new_id
from canfar_jupyter.demo.core.errors import Refusal, bad_request, conflict
from canfar_jupyter.demo.core.exchange import Call, Routes
from canfar_jupyter.demo.core.network_records import Rule, SecurityGroup
from canfar_jupyter.demo.neutron import attributes as a
from canfar_jupyter.demo.neutron.attributes import Attribute
from canfar_jupyter.demo.neutron.resources import Resource, Values, serve
from canfar_jupyter.demo.neutron.security_groups import GROUPS, add_rule, normalized, rule_view

routes = Routes()
_PROTOCOLS = {
    *("tcp", "udp", "icmp", "icmpv6", "ipv6-icmp", "sctp", "esp", "ah", "gre", "igmp", "dccp"),
    *("egp", "ipip", "ospf", "pgm", "rsvp", "udplite", "vrrp", "ipv6-encap", "ipv6-frag"),
    *("ipv6-nonxt", "ipv6-opts", "ipv6-route"),
}
_ICMP = ("icmp", "icmpv6", "ipv6-icmp", "1", "58")
ATTRIBUTES = {
    **a.OWNER,
    "description": Attribute(a.text, ""),
    "security_group_id": Attribute(a.anything, required=True, put=False),
    "direction": Attribute(a.one_of("ingress", "egress"), required=True, put=False),
    "ethertype": Attribute(a.anything, "IPv4", put=False),
    "protocol": Attribute(a.anything, None, put=False),
    "port_range_min": Attribute(a.anything, None, put=False),
    "port_range_max": Attribute(a.anything, None, put=False),
    "remote_ip_prefix": Attribute(a.anything, None, put=False),
    "remote_group_id": Attribute(a.anything, None, put=False),
    "remote_address_group_id": Attribute(a.anything, None, put=False),
    "normalized_cidr": a.READ_ONLY,
    "belongs_to_default_sg": a.READ_ONLY,
}
RULES: Resource[Rule] = Resource(
    "security_group_rule",
    lambda state: state.rules,
    ATTRIBUTES,
    rule_view,
    ("Security group rule {} does not exist", "SecurityGroupRuleNotFound"),
    quota="security_group_rule",
)


def create(call: Call, values: Values) -> Rule:
    group = GROUPS.find(call, str(values["security_group_id"]))
    rule = _checked(call, values, group)
    for other in call.cloud.state.rules.values():
        if _same(rule, other):
            raise conflict(
                f"Security group rule already exists. Rule id is {other.id}.",
                "SecurityGroupRuleExists",
            )
    add_rule(call.cloud, group, rule)
    return rule


def delete(call: Call, rule: Rule) -> None:
    del call.cloud.state.rules[rule.id]


serve(routes, RULES, create, None, delete)


def _same(one: Rule, other: Rule) -> bool:
    def key(rule: Rule) -> tuple[Any, ...]:
        return (
            rule.group,
            rule.direction,
            rule.ethertype,
            rule.protocol,
            rule.low,
            rule.high,
            normalized(rule.cidr) or rule.remote_group or "any",
            rule.remote_group,
        )

    return key(one) == key(other)


def _checked(call: Call, body: dict[str, Any], group: SecurityGroup) -> Rule:
    """Return the rule that is asked for.

    Raises:
        Refusal: 400 or 404 in Neutron's words.
    """
    direction = body["direction"]
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
    if body.get("remote_address_group_id") is not None:
        raise _no_address_group(body["remote_address_group_id"])
    if remote_group is not None and body.get("remote_ip_prefix") is not None:
        raise bad_request(
            "Only one of remote_ip_prefix or remote_group_id or remote_address_group_id may "
            "be provided.",
            "SecurityGroupMultipleRemoteEntites",
        )
    if remote_group is not None:
        GROUPS.find(call, str(remote_group))
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


def _no_address_group(id_: Any) -> Refusal:
    return Refusal(404, f"Address group {id_} could not be found.", "AddressGroupNotFound")


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
    low, high = (_number(body.get(name)) for name in ("port_range_min", "port_range_max"))
    if low is None and high is None:
        return None, None
    if protocol is None:
        raise bad_request(
            "Must also specify protocol if port range is given.",
            "SecurityGroupProtocolRequiredWithPorts",
        )
    if protocol in _ICMP:
        return _icmp(low, high)
    for value in (low, high):
        if value is not None and not 0 <= value <= 65535:
            raise bad_request(f"Invalid value for port {value}", "SecurityGroupInvalidPortValue")
    if low is None or high is None or low > high or low < 1:
        raise bad_request(
            "For TCP/UDP protocols, port_range_min must be <= port_range_max",
            "SecurityGroupInvalidPortRange",
        )
    return low, high


def _number(value: Any) -> int | None:
    try:
        return None if value is None else int(value)
    except (TypeError, ValueError):
        raise bad_request(
            f"Invalid value for port {value}", "SecurityGroupInvalidPortValue"
        ) from None


def _icmp(kind: int | None, code: int | None) -> tuple[int | None, int | None]:
    """Return type and code of ICMP, which are kept where others have ports."""
    if kind is None:
        raise bad_request(
            f"ICMP code (port-range-max) {code} is provided but ICMP type (port-range-min) is "
            "missing.",
            "SecurityGroupMissingIcmpType",
        )
    for name, attribute, value in (
        ("type", "port_range_min", kind),
        ("code", "port_range_max", code),
    ):
        if value is not None and not 0 <= value <= 255:
            raise bad_request(
                f"Invalid value for ICMP {name} ({attribute}) {value}. It must be 0 to 255.",
                "SecurityGroupInvalidIcmpValue",
            )
    return kind, code


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
    return str(value) if "/" in str(value) else str(network)
