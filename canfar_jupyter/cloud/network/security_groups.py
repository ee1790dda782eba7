"""Security groups and their rules."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_network
from typing import Any

import msgspec
from openstack import exceptions as sdk

from canfar_jupyter.cloud.base.names import choose, is_id
from canfar_jupyter.cloud.faults.done_once import done_once
from canfar_jupyter.cloud.faults.translation import translating
from canfar_jupyter.cloud.http.client import HttpClient
from canfar_jupyter.cloud.lists.frames import Lists
from canfar_jupyter.errors import Invalid
from canfar_jupyter.model.network.rules import ANYWHERE, range_problem

_WITH_PORTS = ("tcp", "udp", "sctp")


class SecurityGroups:
    """Verbs of the project's security groups.

    A group is given by its id, or by its name if that is unique; the cloud is
    always sent the id.
    """

    def __init__(self, client: HttpClient, lists: Lists, pause: Callable[[float], None]) -> None:
        self._client, self._lists, self._pause = client, lists, pause

    def create_security_group(self, name: str, description: str = "") -> str:
        """Create a security group without ingress rules; return its id.

        Raises:
            QuotaReached: The quota of the project is reached.

        Source: https://docs.openstack.org/api-ref/network/v2/#create-security-group
        """
        new = {"name": _named(name), "description": description}
        with translating(f"make the security group {name}"):
            before = self._ids_of(new)  # Neutron lets several groups have one name

            def ask() -> str:
                body = {"security_group": new}
                content = self._client.post("network", "/security-groups", body).content
                return str(msgspec.json.decode(content)["security_group"]["id"])

            def look() -> list[str]:
                return [id_ for id_ in self._ids_of(new) if id_ not in before]

            return done_once(ask, look, self._pause)

    def update_security_group(
        self, group: str, *, name: str | None = None, description: str | None = None
    ) -> None:
        """Change the name or description of a security group; None: unchanged.

        Source: https://docs.openstack.org/api-ref/network/v2/#update-security-group
        """
        changed = {"name": None if name is None else _named(name), "description": description}
        body = {key: value for key, value in changed.items() if value is not None}
        path = f"/security-groups/{self._group_id(group)}"

        def ask() -> None:
            self._client.send("network", "PUT", path, json={"security_group": body})

        with translating(f"change the security group {name or group}"):
            done_once(ask, None, self._pause, harmless=True)

    def delete_security_group(self, group: str) -> None:
        """Delete a security group; no error if it no longer exists.

        Raises:
            Conflict: An instance uses it, or it is the group "default".

        Source: https://docs.openstack.org/api-ref/network/v2/#delete-security-group
        """
        path = f"/security-groups/{self._group_id(group)}"
        with translating(f"delete the security group {group}"):
            self._delete(path)

    def open_port(
        self, group: str, port: int = 22, cidr: str = ANYWHERE, protocol: str = "tcp"
    ) -> str:
        """Allow traffic to ``port``; no error if it is already allowed.

        Args:
            group: Name or id of a security group.
            port: 1 to 65535.
            cidr: The remote range, such as "203.0.113.0/24"; an IPv6 range creates an IPv6 rule.
            protocol: "tcp" or "udp".

        Returns:
            The id of the rule; "" if one existed already, perhaps by a request whose answer
            was lost.

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
        """Allow traffic; no error if it is already allowed.

        Args:
            group: Name or id of a security group.
            protocol: "tcp", "udp", "icmp" or "any".
            port_min: First port, for tcp and udp only; None: all ports.
            port_max: Last port; None: the first one only.
            cidr: The remote range; an IPv6 range creates an IPv6 rule.

        Returns:
            The id of the rule; "" if one existed already, perhaps by a request whose answer
            was lost.

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

        def ask() -> str:
            try:
                body = {"security_group_rule": rule}
                content = self._client.post("network", "/security-group-rules", body).content
            except sdk.ConflictException as there:
                if "RuleExists" in (there.response.text if there.response is not None else ""):
                    return ""
                raise
            return str(msgspec.json.decode(content)["security_group_rule"]["id"])

        with translating(f"open {what}"):
            return done_once(ask, None, self._pause, harmless=True)

    def delete_rule(self, rule: str) -> None:
        """Delete one rule by its id (``rules`` of ``security_groups``); no error if it is gone.

        Source: https://docs.openstack.org/api-ref/network/v2/#delete-security-group-rule
        """
        with translating("delete the rule"):
            self._delete(f"/security-group-rules/{rule}")

    def _delete(self, path: str) -> None:
        """Delete; what no longer exists was deleted before, perhaps by us."""

        def ask() -> None:
            with suppress(sdk.NotFoundException):
                self._client.send("network", "DELETE", path)

        done_once(ask, None, self._pause, harmless=True)

    def _ids_of(self, group: dict[str, str]) -> list[str]:
        """Return the groups with this name and description, oldest first."""
        query = {"name": group["name"], "fields": ["id", "description", "created_at"]}
        content = self._client.get("network", "/security-groups", query).content
        rows = msgspec.json.decode(content)["security_groups"]
        rows = [row for row in rows if (row["description"] or "") == group["description"]]
        return [str(r["id"]) for r in sorted(rows, key=lambda r: str(r.get("created_at")))]

    def _group_id(self, group: str) -> str:
        if is_id(group):
            return group
        rows = self._lists.read("security_groups").rows()
        return choose(group, rows, "security group", "security_groups")


def _named(name: str) -> str:
    if not name.strip():
        raise Invalid("Enter a name for the security group.", field="name")
    if name.strip() == "default":
        raise Invalid(
            'Every project already has a group "default": choose another name.', field="name"
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
            raise Invalid(f"{port} is not a valid port: ports are 1 to 65535.", field="port")
    if low > high:
        raise Invalid(
            f"The first port must not be greater than the last: {high} to {low}.", field="port"
        )
    return {"port_range_min": low, "port_range_max": high}
