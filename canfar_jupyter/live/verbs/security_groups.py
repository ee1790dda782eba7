"""Security groups and their rules as the store handles them: rows change at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from ipaddress import ip_network

from canfar_jupyter.live.base.placeholders import group_row
from canfar_jupyter.live.base.project import Project
from canfar_jupyter.model.network.rules import ANYWHERE, Rule, open_ports

_GROUPS = "security_groups"
_Change = Callable[[tuple[Rule, ...]], tuple[Rule, ...]]


class SecurityGroupActions(Project):
    """What can be done to the security groups of a project; each by its id."""

    def create_security_group(self, name: str, description: str = "") -> Future[str]:
        """Make a security group that allows nothing in yet; the result is its id."""
        return self._do(
            "create_security_group",
            name,
            lambda: self.service.security_groups.create_security_group(name, description),
            lambda id_: self._put(_GROUPS, group_row(id_, name, description)),
        )

    def update_security_group(
        self, group_id: str, *, name: str | None = None, description: str | None = None
    ) -> Future[None]:
        """Give a security group another name or description; None: as it is."""
        new = {k: v for k, v in (("name", name), ("description", description)) if v is not None}
        return self._do(
            "update_security_group",
            self._group_name(group_id),
            lambda: self.service.security_groups.update_security_group(group_id, **new),
            lambda _: self._patch(_GROUPS, group_id, **new),
        )

    def delete_security_group(self, group_id: str) -> Future[None]:
        """Delete a security group that no instance uses."""
        return self._do(
            "delete_security_group",
            self._group_name(group_id),
            lambda: self.service.security_groups.delete_security_group(group_id),
            lambda _: self._drop(_GROUPS, group_id),
        )

    def open_port(
        self, group_id: str, port: int = 22, cidr: str = ANYWHERE, protocol: str = "tcp"
    ) -> Future[str]:
        """Let traffic to a port in; no error when it is let in already."""
        return self.add_rule(group_id, protocol, port, port, cidr)

    def add_rule(
        self,
        group_id: str,
        protocol: str = "tcp",
        port_min: int | None = None,
        port_max: int | None = None,
        cidr: str = ANYWHERE,
    ) -> Future[str]:
        """Let traffic in; the result is the id of the rule, "": there was one already."""

        def added(id_: str) -> None:
            version = ip_network(cidr.strip(), strict=False).version
            kind = None if protocol == "any" else protocol
            rule = Rule("ingress", kind, port_min, port_max, cidr, None, f"IPv{version}", id_)
            self._put_rules(group_id, lambda rules: (*rules, rule))

        return self._do(
            "add_rule",
            f"Opening port {port_min}" if port_min else f"Letting {protocol} in",
            lambda: self.service.security_groups.add_rule(
                group_id, protocol, port_min, port_max, cidr
            ),
            added,
        )

    def delete_rule(self, group_id: str, rule_id: str) -> Future[None]:
        """Delete one rule of a security group."""
        return self._do(
            "delete_rule",
            self._group_name(group_id),
            lambda: self.service.security_groups.delete_rule(rule_id),
            lambda _: self._put_rules(
                group_id, lambda rules: tuple(rule for rule in rules if rule.id != rule_id)
            ),
        )

    def _put_rules(self, group_id: str, change: _Change) -> None:
        if (group := self.security_groups.get(group_id)) is None:
            return
        rules = change(group["rules"])
        self._patch(_GROUPS, group_id, rules=rules, open_ports=open_ports(rules))

    def _group_name(self, group_id: str) -> str:
        row = self.security_groups.get(group_id)
        return str(row["name"]) if row else group_id
