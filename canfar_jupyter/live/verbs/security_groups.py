"""The store's verbs of security groups and rules: rows change immediately."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from ipaddress import ip_network

from canfar_jupyter.live.base.placeholders import group_row
from canfar_jupyter.live.base.project import Project
from canfar_jupyter.model.network.rules import ANYWHERE, Rule, open_ports

_GROUPS = "security_groups"
_Change = Callable[[tuple[Rule, ...]], tuple[Rule, ...]]


class SecurityGroupActions:
    """Verbs of the project's security groups; each takes an id."""

    def __init__(self, project: Project) -> None:
        self._project, self._service = project, project.service

    def create_security_group(self, name: str, description: str = "") -> Future[str]:
        """Create a security group without ingress rules; the result is its id."""
        return self._project.carry_out(
            "create_security_group",
            name,
            lambda: self._service.security_groups.create_security_group(name, description),
            lambda id_: self._project.put(_GROUPS, group_row(id_, name, description)),
        )

    def update_security_group(
        self, group_id: str, *, name: str | None = None, description: str | None = None
    ) -> Future[None]:
        """Change the name or description of a security group; None: unchanged."""
        new = {k: v for k, v in (("name", name), ("description", description)) if v is not None}
        return self._project.carry_out(
            "update_security_group",
            self._group_name(group_id),
            lambda: self._service.security_groups.update_security_group(group_id, **new),
            lambda _: self._project.patch(_GROUPS, group_id, **new),
        )

    def delete_security_group(self, group_id: str) -> Future[None]:
        """Delete a security group that is not in use."""
        return self._project.carry_out(
            "delete_security_group",
            self._group_name(group_id),
            lambda: self._service.security_groups.delete_security_group(group_id),
            lambda _: self._project.drop(_GROUPS, group_id),
        )

    def open_port(
        self, group_id: str, port: int = 22, cidr: str = ANYWHERE, protocol: str = "tcp"
    ) -> Future[str]:
        """Allow traffic to a port; no error if it is already allowed."""
        return self.add_rule(group_id, protocol, port, port, cidr)

    def add_rule(
        self,
        group_id: str,
        protocol: str = "tcp",
        port_min: int | None = None,
        port_max: int | None = None,
        cidr: str = ANYWHERE,
    ) -> Future[str]:
        """Allow traffic; the result is the id of the rule, "" if one existed already."""

        def added(id_: str) -> None:
            version = ip_network(cidr.strip(), strict=False).version
            kind = None if protocol == "any" else protocol
            rule = Rule("ingress", kind, port_min, port_max, cidr, None, f"IPv{version}", id_)
            self._put_rules(group_id, lambda rules: (*rules, rule))

        return self._project.carry_out(
            "add_rule",
            f"Opening port {port_min}" if port_min else f"Allowing {protocol}",
            lambda: self._service.security_groups.add_rule(
                group_id, protocol, port_min, port_max, cidr
            ),
            added,
        )

    def delete_rule(self, group_id: str, rule_id: str) -> Future[None]:
        """Delete one rule of a security group."""
        return self._project.carry_out(
            "delete_rule",
            self._group_name(group_id),
            lambda: self._service.security_groups.delete_rule(rule_id),
            lambda _: self._put_rules(
                group_id, lambda rules: tuple(rule for rule in rules if rule.id != rule_id)
            ),
        )

    def _put_rules(self, group_id: str, change: _Change) -> None:
        if (group := self._project.security_groups.get(group_id)) is None:
            return
        rules = change(group["rules"])
        self._project.patch(_GROUPS, group_id, rules=rules, open_ports=open_ports(rules))

    def _group_name(self, group_id: str) -> str:
        row = self._project.security_groups.get(group_id)
        return str(row["name"]) if row else group_id
