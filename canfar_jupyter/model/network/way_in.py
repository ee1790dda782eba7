"""Whether the security groups of an instance let SSH in.  Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from canfar_jupyter.model.instances.addresses import best_address
from canfar_jupyter.model.network.rules import is_open

Row = Mapping[str, Any]
Group = tuple[str, str]  # id and name

SSH = 22


def closed_by(row: Row, groups: Iterable[Row]) -> Group | None:
    """Return the security group in which port 22 has to be opened: the first of the instance.

    Args:
        row: Of the list ``servers``.
        groups: The security groups of the project.

    Returns:
        None if port 22 is open to some address, or if that is not known: a group is not listed,
        or its name is not unique.
    """
    names = set(row["security_groups"])
    mine = [group for group in groups if group["name"] in names]
    if not mine or len(mine) != len(names):
        return None
    family = "IPv6" if ":" in best_address(row) else "IPv4"
    rules = [rule for group in mine for rule in group["rules"] if rule.ethertype == family]
    return None if is_open(rules, SSH) else (str(mine[0]["id"]), str(mine[0]["name"]))
