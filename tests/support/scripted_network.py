"""Security groups and floating IPs of a scripted cloud."""

from __future__ import annotations

from canfar_jupyter.live.base.placeholders import group_row
from canfar_jupyter.model.network.rules import ANYWHERE, Rule, open_ports
from tests.support.rows import Row, floating
from tests.support.scripted_project import ScriptedProject


class ScriptedNetwork(ScriptedProject):
    """Security groups and floating IPs."""

    def __init__(self) -> None:
        super().__init__()
        self.floating = "203.0.113.7"  # the next new one
        self.address = "192.0.2.7"  # of this computer, as the cloud sees it

    def create_security_group(self, name: str, description: str = "") -> str:
        self._take("create_security_group", name)
        id_ = self._id("g")
        self._put("security_groups", group_row(id_, name, description))
        return id_

    def update_security_group(
        self, group: str, *, name: str | None = None, description: str | None = None
    ) -> None:
        self._take("update_security_group", group, name, description)
        told = {"name": name, "description": description}
        self._patch("security_groups", group, **{k: v for k, v in told.items() if v is not None})

    def delete_security_group(self, group: str) -> None:
        self._take("delete_security_group", group)
        del self.security_groups[group]

    def add_rule(
        self,
        group: str,
        protocol: str = "tcp",
        port_min: int | None = None,
        port_max: int | None = None,
        cidr: str = ANYWHERE,
    ) -> str:
        self._take("add_rule", group, protocol, port_min, port_max, cidr)
        rule = Rule("ingress", protocol, port_min, port_max, cidr, id=self._id("r"))
        self._set_rules(group, (*self.security_groups[group]["rules"], rule))
        return rule.id

    def delete_rule(self, rule: str) -> None:
        self._take("delete_rule", rule)
        for group, row in self.security_groups.items():
            self._set_rules(group, tuple(each for each in row["rules"] if each.id != rule))

    def _set_rules(self, group: str, rules: tuple[Rule, ...]) -> None:
        self._patch("security_groups", group, rules=rules, open_ports=open_ports(rules))

    def associate_row(
        self,
        server: str,
        floating_ip: str,
        timeout: float = 300,
        *,
        fixed_ip: str | None = None,
        seen: str | None = None,
    ) -> Row:
        self._take("associate_floating_ip", server, floating_ip, fixed_ip, seen)
        free = [id_ for id_, row in self.floating_ips.items() if not row["port_id"]]
        chosen = free[0] if floating_ip == "any" and free else floating_ip
        if chosen in ("any", "new"):
            chosen = self._new_address()
        self._lead(chosen, server, fixed_ip or "10.0.0.5")
        return dict(self.floating_ips[chosen])

    def allocate_row(self, network: str | None = None) -> Row:
        self._take("allocate_floating_ip", network)
        return dict(self.floating_ips[self._new_address()])

    def disassociate_floating_ip(self, floating_ip: str, *, seen: str | None = None) -> None:
        self._take("disassociate_floating_ip", floating_ip, seen)
        self._lead(floating_ip, "", "")

    def release_floating_ip(self, floating_ip: str, *, seen: str | None = None) -> None:
        self._take("release_floating_ip", floating_ip, seen)
        self._lead(floating_ip, "", "")
        del self.floating_ips[floating_ip]

    def _new_address(self) -> str:
        id_ = self._id("f")
        self._put("floating_ips", floating(id_, self.floating))
        return id_

    def _lead(self, floating_ip: str, server: str, fixed_ip: str) -> None:
        row = self.floating_ips[floating_ip]
        if row["server_id"]:
            self._patch("servers", row["server_id"], floating_ip="", addresses=row["fixed_ip"])
        port = f"port-{server}" if server else ""
        led = {"port_id": port, "server_id": server, "fixed_ip": fixed_ip}
        self._patch("floating_ips", floating_ip, **led)
        if server:
            self._patch("servers", server, floating_ip=row["name"])

    def own_address(self) -> str:
        self._wait()
        return self.address
