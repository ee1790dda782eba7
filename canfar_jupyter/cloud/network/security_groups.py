"""Security groups and their rules: who may reach an instance."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

import msgspec
from openstack import exceptions as sdk

from canfar_jupyter.cloud.base.names import choose, is_id
from canfar_jupyter.cloud.faults.translation import translating
from canfar_jupyter.cloud.http.client import HttpClient
from canfar_jupyter.cloud.lists.frames import Lists
from canfar_jupyter.errors import Invalid
from canfar_jupyter.model.network.rules import ANYWHERE, range_problem

_WITH_PORTS = ("tcp", "udp", "sctp")


class SecurityGroups:
    """What can be done to the security groups of a project.

    Everywhere a group is named by its name, where only one has it, or its id; the cloud is
    always sent the id.
    """

    def __init__(self, client: HttpClient, lists: Lists) -> None:
        self._client, self._lists = client, lists

    def create_security_group(self, name: str, description: str = "") -> str:
        """Make a security group that allows nothing in yet; return its id.

        Raises:
            QuotaReached: The project may not have more of them.

        Source: https://docs.openstack.org/api-ref/network/v2/#create-security-group
        """
        body = {"security_group": {"name": _named(name), "description": description}}
        with translating(f"make the security group {name}"):
            content = self._client.post("network", "/security-groups", body).content
            return str(msgspec.json.decode(content)["security_group"]["id"])

    def update_security_group(
        self, group: str, *, name: str | None = None, description: str | None = None
    ) -> None:
        """Give a security group another name or description; None: as it is.

        Source: https://docs.openstack.org/api-ref/network/v2/#update-security-group
        """
        changed = {"name": None if name is None else _named(name), "description": description}
        body = {key: value for key, value in changed.items() if value is not None}
        path = f"/security-groups/{self._group_id(group)}"
        with translating(f"change the security group {name or group}"):
            self._client.send("network", "PUT", path, json={"security_group": body})

    def delete_security_group(self, group: str) -> None:
        """Delete a security group; no error when it is gone already.

        Raises:
            Conflict: An instance uses it, or it is the group "default".

        Source: https://docs.openstack.org/api-ref/network/v2/#delete-security-group
        """
        path = f"/security-groups/{self._group_id(group)}"
        with translating(f"delete the security group {group}"):
            _delete(self._client, path)

    def open_port(
        self, group: str, port: int = 22, cidr: str = ANYWHERE, protocol: str = "tcp"
    ) -> str:
        """Let traffic to ``port`` in; no error when it is let in already.

        Args:
            group: Name or id of a security group.
            port: 1 to 65535.
            cidr: From where, such as "203.0.113.0/24"; an IPv6 range makes an IPv6 rule.
            protocol: "tcp" or "udp".

        Returns:
            The id of the rule; "": there was one already.

        Source: https://docs.openstack.org/api-ref/network/v2/#create-security-group-rule
        """
        return self.add_rule(group, protocol, port, port, cidr)

    def add_rule(
        self,
        group: str,
        protocol: str = "tcp",
        port_min: int | None = None,
        port_max: int | None = None,
        cidr: str = ANYWHERE,
    ) -> str:
        """Let traffic in; no error when it is let in already.

        Args:
            group: Name or id of a security group.
            protocol: "tcp", "udp", "icmp" or "any".
            port_min: First port, of tcp and udp only; None: all of them.
            port_max: Last port; None: the first one alone.
            cidr: From where; an IPv6 range makes an IPv6 rule.

        Returns:
            The id of the rule; "": there was one already.

        Source: https://docs.openstack.org/api-ref/network/v2/#create-security-group-rule
        """
        rule = {
            "direction": "ingress",
            "protocol": None if protocol == "any" else protocol,
            **_range(cidr),
            **_ports(protocol, port_min, port_max),
        }
        rule["security_group_id"] = self._group_id(group)
        what = f"port {port_min}" if port_min else protocol
        with translating(f"open {what}"):
            try:
                body = {"security_group_rule": rule}
                content = self._client.post("network", "/security-group-rules", body).content
            except sdk.ConflictException as there:
                if "RuleExists" in (there.response.text if there.response is not None else ""):
                    return ""
                raise
            return str(msgspec.json.decode(content)["security_group_rule"]["id"])

    def delete_rule(self, rule: str) -> None:
        """Delete one rule by its id (``rules`` of ``security_groups``); gone already: no error.

        Source: https://docs.openstack.org/api-ref/network/v2/#delete-security-group-rule
        """
        with translating("delete the rule"):
            _delete(self._client, f"/security-group-rules/{rule}")

    def _group_id(self, group: str) -> str:
        if is_id(group):
            return group
        rows = self._lists.read("security_groups").rows()
        return choose(group, rows, "security group", "security_groups")


def _named(name: str) -> str:
    if not name.strip():
        raise Invalid("Give the security group a name.", field="name")
    if name.strip() == "default":
        raise Invalid(
            'Every project has a group "default" already: choose another name.', field="name"
        )
    return name.strip()


def _range(cidr: str) -> dict[str, Any]:
    if problem := range_problem(cidr):
        hint = f'"{ANYWHERE}" is anywhere.'
        raise Invalid(problem, field="cidr", hint=hint)
    network = ip_network(cidr.strip(), strict=False)
    return {"ethertype": f"IPv{network.version}", "remote_ip_prefix": str(network)}


def _ports(protocol: str, low: int | None, high: int | None) -> dict[str, Any]:
    if low is None:
        return {}
    high = low if high is None else high
    if protocol not in _WITH_PORTS:
        raise Invalid(f"{protocol} has no ports: choose tcp or udp.", field="port")
    for port in (low, high):
        if not 1 <= port <= 65535:
            raise Invalid(f"{port} is no port: ports go from 1 to 65535.", field="port")
    if low > high:
        raise Invalid(f"Ports go from the lower to the higher: {high} to {low}.", field="port")
    return {"port_range_min": low, "port_range_max": high}


def _delete(client: HttpClient, path: str) -> None:
    """Delete; what is gone already was deleted before, perhaps by us."""
    try:
        client.send("network", "DELETE", path)
    except sdk.NotFoundException:
        return
