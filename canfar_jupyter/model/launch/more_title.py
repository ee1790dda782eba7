"""What a closed section of rarely needed options holds, in words.  Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from canfar_jupyter.model.launch.spec import LaunchSpec

_NOTHING = "copies, zone, tags, metadata"  # what could be chosen there


def more_chosen(spec: LaunchSpec, names: Mapping[str, str]) -> list[str]:
    """Return which of the rarely needed options are not as they are by default.

    Args:
        spec: The launch.
        names: Names of networks and server groups by id.
    """
    return list(_chosen(spec, names))


def more_title(chosen: list[str]) -> str:
    """Return "More: 3 instances, zone nova"; a closed section must not hide what is chosen."""
    return f"More: {', '.join(chosen) or _NOTHING}"


def _chosen(spec: LaunchSpec, names: Mapping[str, str]) -> Iterator[str]:
    if spec.count > 1:
        yield f"{spec.count} instances"
    if spec.fixed_ip:
        yield f"address {spec.fixed_ip}"
    for id_ in spec.more_networks:
        yield f"also on {names.get(id_, id_)}"
    if spec.availability_zone:
        yield f"zone {spec.availability_zone}"
    if spec.server_group:
        yield f"server group {names.get(spec.server_group, spec.server_group)}"
    if spec.tags:
        yield "1 tag" if len(spec.tags) == 1 else f"{len(spec.tags)} tags"
    if spec.metadata:
        yield "metadata"
    if spec.description:
        yield "description"
    if spec.config_drive:
        yield "config drive"
    if spec.volume_gib is not None:
        yield f"volume of {spec.volume_gib} GiB"
