"""Neutron's lists as columns: networks, floating IPs, security groups with their rules.

An administrator sees the resources of every project; only what a member of the project
would see is kept.

Source: https://docs.openstack.org/api-ref/network/v2/
"""

from __future__ import annotations

import msgspec

from canfar_jupyter.cloud.lists.fields import Fields
from canfar_jupyter.cloud.lists.listing import Listing
from canfar_jupyter.cloud.lists.reading import Columns
from canfar_jupyter.model.network.rules import Rule, open_ports


class NetworkRow(msgspec.Struct, gc=False):
    """What code asks of a network; ``Fields`` adds what the schema takes as it is."""

    id: str
    external: bool | None = msgspec.field(name="router:external", default=None)
    shared: bool | None = None
    subnets: list[str] | None = None
    project_id: str | None = None


class _Details(msgspec.Struct, gc=False):
    """A port and its owner."""

    device_id: str = ""
    device_owner: str = ""


class FloatingRow(msgspec.Struct, gc=False):
    """What is shown of a floating IP: by hand, for the answers to POST and PUT are such rows."""

    id: str
    floating_ip_address: str | None = None
    status: str | None = None
    fixed_ip_address: str | None = None
    port_id: str | None = None
    port_details: _Details | None = None  # not sent by a Neutron before Rocky
    floating_network_id: str | None = None
    project_id: str | None = None
    description: str | None = None
    created_at: str | None = None
    updated_at: str | None = None
    revision_number: int | None = None


class _Rule(msgspec.Struct, gc=False):
    id: str = ""
    direction: str = ""
    protocol: str | int | None = None
    port_range_min: int | None = None
    port_range_max: int | None = None
    remote_ip_prefix: str | None = None
    remote_group_id: str | None = None
    remote_address_group_id: str | None = None
    ethertype: str | None = None


class GroupRow(msgspec.Struct, gc=False):
    """What code asks of a security group; ``Fields`` adds what the schema takes as it is."""

    id: str
    shared: bool | None = None
    project_id: str | None = None
    security_group_rules: list[_Rule] | None = None


MARK = "canfar_jupyter "  # begins the description of a floating IP that we asked for

NETWORK_FIELDS = Fields("networks", NetworkRow)
GROUP_FIELDS = Fields("security_groups", GroupRow)
NETWORKS = Listing(NETWORK_FIELDS.row, "network", "/networks", "networks")
FLOATING_IPS = Listing(FloatingRow, "network", "/floatingips", "floatingips")
GROUPS = Listing(GROUP_FIELDS.row, "network", "/security-groups", "security_groups")


def network_columns(rows: list[NetworkRow], project_id: str) -> Columns:
    """Lay out networks as columns."""
    rows = [r for r in rows if r.external or r.shared or r.project_id in (project_id, None)]
    return NETWORK_FIELDS.columns(rows, {"subnets": [len(r.subnets or ()) for r in rows]})


def floating_columns(rows: list[FloatingRow], project_id: str) -> Columns:
    """Lay out floating IPs as columns."""
    rows = [r for r in rows if r.project_id in (project_id, None)]
    return {
        "id": [r.id for r in rows],
        "name": [r.floating_ip_address or "" for r in rows],
        "status": [r.status or "" for r in rows],
        "fixed_ip": [r.fixed_ip_address or "" for r in rows],
        "port_id": [r.port_id or "" for r in rows],
        "server_id": [_server_of(r) for r in rows],
        "network_id": [r.floating_network_id or "" for r in rows],
        "description": [_description(r) for r in rows],
        "created": [r.created_at for r in rows],
        "updated": [r.updated_at for r in rows],
    }


def _server_of(row: FloatingRow) -> str:
    """Return the instance of a floating IP; "" if none, or for a load balancer and the like."""
    details = row.port_details
    if not row.port_id or details is None or not details.device_owner.startswith("compute:"):
        return ""
    return details.device_id


def _description(row: FloatingRow) -> str:
    """Return the user's description, without the mark by which we find a floating IP again."""
    text = row.description or ""
    return "" if text.startswith(MARK) else text


def group_columns(rows: list[GroupRow], project_id: str) -> Columns:
    """Lay out security groups as columns."""
    rows = [r for r in rows if r.shared or r.project_id in (project_id, None)]
    rules = [tuple(_rule(rule) for rule in r.security_group_rules or ()) for r in rows]
    ports = [open_ports(group) for group in rules]
    return GROUP_FIELDS.columns(rows, {"open_ports": ports, "rules": rules})


def _rule(rule: _Rule) -> Rule:
    return Rule(
        direction=rule.direction,
        protocol=None if rule.protocol is None else str(rule.protocol),
        port_min=rule.port_range_min,
        port_max=rule.port_range_max,
        cidr=rule.remote_ip_prefix,
        group=rule.remote_group_id,
        ethertype=rule.ethertype or "IPv4",
        id=rule.id,
        address_group=rule.remote_address_group_id,
    )
