"""Which instances one can no longer reach by SSH once a rule is removed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from canfar_jupyter.model.network.rules import Rule, is_open

Row = Mapping[str, Any]
SSH = 22


def cut_off(
    group: Row, rule: Rule, servers: Iterable[Row], groups: Iterable[Row], address: str | None
) -> list[str]:
    """Return the names of instances to which a rule alone lets in SSH from an address.

    Args:
        group: The group that the rule is of.
        rule: The one that is to be removed.
        servers: All instances.
        groups: All groups.
        address: Of this computer; None: not known, any outside address counts.
    """
    by_name = {str(row["name"]): row["rules"] for row in groups}
    left = tuple(each for each in group["rules"] if each is not rule and each.id != rule.id)
    if not is_open(group["rules"], SSH, address) or is_open(left, SSH, address):
        return []
    cut = []
    for server in servers:
        names = server["security_groups"]
        others = [r for name in names if name != group["name"] for r in by_name.get(name, ())]
        if group["name"] in names and not is_open(others, SSH, address):
            cut.append(str(server["name"]))
    return sorted(cut)
