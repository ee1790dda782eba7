"""Neutron: its version, its resources, and which extensions of its API this cloud has.

What is not here answers 404: trunks, quality of service, address groups and scopes, load
balancers, flavors, policies of sharing.  Agents and metering are for administrators.
"""

from __future__ import annotations

from typing import Any

from canfar_jupyter.demo.core.errors import Refusal, forbidden, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer

routes = Routes()
_EXTENSIONS = {  # alias: name, updated
    "agent": ("agent", "2013-02-03T10:00:00-00:00"),
    "dhcp_agent_scheduler": ("DHCP Agent Scheduler", "2013-02-07T10:00:00-00:00"),
    "dvr": ("Distributed Virtual Router", "2014-06-1T10:00:00-00:00"),
    "l3_agent_scheduler": ("L3 Agent Scheduler", "2013-02-07T10:00:00-00:00"),
    "metering": ("Neutron Metering", "2013-06-12T10:00:00-00:00"),
    "allowed-address-pairs": ("Allowed Address Pairs", "2013-07-23T10:00:00-00:00"),
    "availability_zone": ("Availability Zone", "2015-01-01T10:00:00-00:00"),
    "binding": ("Port Binding", "2014-02-03T10:00:00-00:00"),
    "default-subnetpools": ("Default Subnetpools", "2016-02-18T18:00:00-00:00"),
    "empty-string-filtering": ("Empty String Filtering Extension", "2018-05-01T10:00:00-00:00"),
    "ext-gw-mode": ("Neutron L3 Configurable external gateway mode", "2013-03-28T10:00:00-00:00"),
    "external-net": ("Neutron external network", "2013-01-14T10:00:00-00:00"),
    "extra_dhcp_opt": ("Neutron Extra DHCP options", "2013-03-17T12:00:00-00:00"),
    "extraroute": ("Neutron Extra Route", "2013-02-01T10:00:00-00:00"),
    "filter-validation": ("Filter parameters validation", "2018-07-04T10:00:00-00:00"),
    "fip-port-details": ("Floating IP Port Details Extension", "2018-04-09T10:00:00-00:00"),
    "ip-substring-filtering": ("IP address substring filtering", "2017-11-28T09:00:00-00:00"),
    "net-mtu": ("Network MTU", "2015-03-25T10:00:00-00:00"),
    "net-mtu-writable": ("Network MTU (writable)", "2017-07-12T00:00:00-00:00"),
    "network_availability_zone": ("Network Availability Zone", "2015-01-01T10:00:00-00:00"),
    "pagination": ("Pagination support", "2016-06-12T00:00:00-00:00"),
    "port-security": ("Port Security", "2012-07-23T10:00:00-00:00"),
    "port-security-groups-filtering": (
        "Port filtering on security groups",
        "2018-01-09T09:00:00-00:00",
    ),
    "project-id": ("project_id field enabled", "2016-09-09T09:09:09-09:09"),
    "provider": ("Provider Network", "2012-09-07T10:00:00-00:00"),
    "qinq": ("QinQ networks", "2024-12-02T10:00:00-00:00"),
    "quota_details": ("Quota details management support", "2017-02-10T10:00:00-00:00"),
    "quotas": ("Quota management support", "2012-07-29T10:00:00-00:00"),
    "revision-if-match": (
        "If-Match constraints based on revision_number",
        "2016-12-11T00:00:00-00:00",
    ),
    "router": ("Neutron L3 Router", "2012-07-20T10:00:00-00:00"),
    "router_availability_zone": ("Router Availability Zone", "2015-01-01T10:00:00-00:00"),
    "security-group": ("security-group", "2012-10-05T10:00:00-00:00"),
    "security-groups-normalized-cidr": (
        "Normalized CIDR field for security group rules",
        "2020-07-28T10:00:00-00:00",
    ),
    "security-groups-rules-belongs-to-default-sg": (
        "Security group rule belongs to the default group",
        "2023-05-23T10:00:00-00:00",
    ),
    "service-type": ("Neutron Service Type Management", "2013-01-20T00:00:00-00:00"),
    "sorting": ("Sorting support", "2016-06-12T00:00:00-00:00"),
    "standard-attr-description": ("standard-attr-description", "2016-02-10T10:00:00-00:00"),
    "standard-attr-revisions": ("Resource revision numbers", "2016-04-11T10:00:00-00:00"),
    "standard-attr-tag": (
        "Tag support for resources with standard attributes",
        "2017-01-01T00:00:00-00:00",
    ),
    "standard-attr-timestamp": ("Resource timestamps", "2016-09-12T10:00:00-00:00"),
    "stateful-security-group": ("Stateful security group", "2019-11-26T09:00:00-00:00"),
    "subnet-external-network": (
        "Subnet belongs to an external network",
        "2024-02-05T18:00:00-00:00",
    ),
    "subnet-service-types": ("Subnet service types", "2016-03-15T18:00:00-00:00"),
    "subnet_allocation": ("Subnet Allocation", "2015-03-30T10:00:00-00:00"),
    "tag-creation": ("Tag creation extension", "2024-23-07T10:00:00-00:00"),
    "vlan-transparent": ("Vlantransparent", "2015-03-23T09:00:00-00:00"),
}
_RESOURCES = (
    *("network", "subnet", "subnetpool", "port", "router", "floatingip", "security_group"),
    "security_group_rule",
)


@routes("GET", "")
def versions(call: Call) -> Answer:
    link = {"rel": "self", "href": f"{call.base}/v2.0/"}
    return answer({"versions": [{"id": "v2.0", "status": "CURRENT", "links": [link]}]})


@routes("GET", "/v2.0")
def resources(call: Call) -> Answer:
    rows = [
        {
            "name": name,
            "collection": name + "s",
            "links": [{"rel": "self", "href": f"{call.base}/v2.0/{name.replace('_', '-')}s"}],
        }
        for name in _RESOURCES
    ]
    return answer({"resources": rows})


def _view(alias: str) -> dict[str, Any]:
    name, updated = _EXTENSIONS[alias]
    return {"alias": alias, "name": name, "description": name, "updated": updated, "links": []}


@routes("GET", "/v2.0/extensions")
def list_(call: Call) -> Answer:
    return answer({"extensions": [_view(alias) for alias in _EXTENSIONS]})


@routes("GET", "/v2.0/service-providers")
def providers(call: Call) -> Answer:
    row = {"service_type": "L3_ROUTER_NAT", "name": "single_node", "default": False}
    return answer({"service_providers": [row]})


@routes("GET", "/v2.0/agents")
def agents(call: Call) -> Answer:
    return answer({"agents": []})  # a member sees none


@routes("GET", "/v2.0/agents/{id}")
def agent(call: Call, id: str) -> Answer:
    raise not_found(f"Agent {id} could not be found.", "AgentNotFound")


@routes("GET", "/v2.0/networks/{id}/dhcp-agents")
@routes("GET", "/v2.0/routers/{id}/l3-agents")
def agents_of(call: Call, id: str) -> Answer:
    kind = "dhcp" if call.path.endswith("dhcp-agents") else "l3"
    raise forbidden(f"rule:get_{kind}-agents is disallowed by policy")


@routes("GET", "/v2.0/metering/metering-labels")
def labels(call: Call) -> Answer:
    return answer({"metering_labels": []})


@routes("GET", "/v2.0/metering/metering-label-rules")
def label_rules(call: Call) -> Answer:
    return answer({"metering_label_rules": []})


@routes("POST", "/v2.0/metering/metering-labels")
def label(call: Call) -> Answer:
    raise forbidden("rule:create_metering_label is disallowed by policy")


@routes("GET", "/v2.0/extensions/{alias}")
def show(call: Call, alias: str) -> Answer:
    if alias not in _EXTENSIONS:
        raise Refusal(404, f"Extension with alias {alias} does not exist", "HTTPNotFound")
    return answer({"extension": _view(alias)})
