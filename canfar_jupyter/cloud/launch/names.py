"""Resolve the names in a launch to ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from canfar_jupyter.cloud.base.names import choose
from canfar_jupyter.errors import Invalid
from canfar_jupyter.model.launch.problems import usual_networks
from canfar_jupyter.model.launch.spec import LaunchSpec
from canfar_jupyter.model.userdata import Choice

Rows = dict[str, dict[str, Any]]  # one list: id -> row


def with_ids(named: LaunchSpec, project: Mapping[str, Rows]) -> LaunchSpec:
    """Return the launch with names resolved to ids.

    Raises:
        NotFound, Ambiguous: A name matches nothing, or several things.
    """

    def chosen(wanted: str, rows: str, kind: str, field: str) -> str:
        return choose(wanted, project[rows], kind, field)

    return replace(
        named,
        image=chosen(named.image, "images", "image", "image"),
        flavor=chosen(named.flavor, "flavors", "flavor", "flavor"),
        key=None if named.key is None else chosen(named.key, "keypairs", "SSH key", "key"),
        security_groups=tuple(
            chosen(group, "security_groups", "security group", "security_groups")
            for group in named.security_groups
        ),
        network=None
        if named.network is None
        else chosen(named.network, "networks", "network", "network"),
        more_networks=tuple(
            chosen(network, "networks", "network", "network") for network in named.more_networks
        ),
    )


def as_tuple(given: str | Iterable[str]) -> tuple[str, ...]:
    """Also accept a single name where several may be given."""
    return (given,) if isinstance(given, str) else tuple(given)


def choices(given: Iterable[str | Choice | tuple[str, Mapping[str, str]]]) -> tuple[Choice, ...]:
    """Accept recipes by their ids, or by id and values."""
    made = []
    for one in given:
        if isinstance(one, Choice):
            made.append(one)
        elif isinstance(one, str):
            made.append(Choice(one))
        else:
            made.append(Choice(one[0], tuple(sorted(one[1].items()))))
    return tuple(made)


def only_plug(networks: Rows) -> str:
    """Return the only network that an instance can be attached to.

    Raises:
        Invalid: There are several, or none.
    """
    usable = list(usual_networks(networks))
    if len(usable) == 1:
        return usable[0]
    if usable:
        names = ", ".join(str(networks[id_]["name"]) for id_ in usable)
        raise Invalid(f"The project has several networks: choose one of {names}.", field="network")
    raise Invalid(
        "The project has no network that an instance can be attached to.", field="network"
    )
