"""Checks of the rarely needed options of a launch."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from ipaddress import ip_address, ip_network
from typing import Any

from canfar_jupyter.model.instances.addresses import listed
from canfar_jupyter.model.launch import sizing
from canfar_jupyter.model.launch.spec import LaunchSpec, Problem
from canfar_jupyter.model.network.floating_ips import NEW
from canfar_jupyter.model.quotas import of_volumes, room

Rows = Mapping[str, Mapping[str, Any]]  # one collection: id -> row
Check = Callable[[LaunchSpec, Mapping[str, Rows]], Iterator[Problem]]


def column(rows: Rows, name: str) -> Iterable[Any]:
    """Return one column; for 10,000 rows that is far cheaper than the rows themselves."""
    of = getattr(rows, "column", None)
    return of(name) if of else [row[name] for row in rows.values()]


def is_address(text: str) -> bool:
    """Return whether this is an IPv4 or IPv6 address."""
    try:
        ip_address(text.strip())
    except ValueError:
        return False
    return True


def _fixed_ip(spec: LaunchSpec, project: Mapping[str, Rows]) -> Iterator[Problem]:
    if spec.fixed_ip is None:
        return
    if not is_address(spec.fixed_ip):
        yield Problem("fixed_ip", f"{spec.fixed_ip} is not an IP address: enter it like 10.0.0.5.")
        return
    if spec.count > 1:
        yield Problem(
            "fixed_ip", "One address cannot be used for several instances: leave it empty."
        )
    taken = column(project["servers"], "addresses")
    if any(spec.fixed_ip in listed(addresses) for addresses in taken):
        yield Problem("fixed_ip", f"Another instance already has {spec.fixed_ip}.")
    elif text := _misplaced(spec, project):
        yield Problem("fixed_ip", text)


def _misplaced(spec: LaunchSpec, project: Mapping[str, Rows]) -> str:
    """Return why an address is not available on the network, as far as its subnets are known."""
    networks = project["networks"]
    usable = [
        id_
        for id_, row in networks.items()
        if row["subnets"] and (not row["external"] or row.get("shared"))
    ]
    network = spec.network or (usable[0] if len(usable) == 1 else "")
    there = [row for row in project.get("subnets", {}).values() if row["network"] == network]
    if network not in networks or not there:
        return ""
    address, name = ip_address(str(spec.fixed_ip)), networks[network]["name"]
    for row in there:
        subnet = ip_network(row["cidr"])
        if address not in subnet:
            continue
        if row["gateway"] and address == ip_address(row["gateway"]):
            return f"{address} is the gateway of {name}: choose another, or leave it empty."
        if address.version == 4 and address in (subnet[0], subnet[-1]) and subnet.prefixlen < 31:
            return f"{address} is the network or broadcast address: choose another."
        return f"{address} is already in use on {name}." if str(address) in row["taken"] else ""
    ranges = ", ".join(row["cidr"] for row in there)
    return f"{address} is not on {name}: its addresses are {ranges}."


def _floating_ip(spec: LaunchSpec, project: Mapping[str, Rows]) -> Iterator[Problem]:
    if spec.floating_ip is None:
        return
    if spec.count > 1:
        yield Problem(
            "floating_ip",
            "A floating IP can be associated with only one instance: launch one, or choose None.",
        )
    if spec.floating_ip == NEW:
        if room(project["quotas"].get("floating_ips")) < 1:
            text = "The project's quota of floating IPs is reached: use or move an existing one."
            yield Problem("floating_ip", text, quota=True)
    elif project["floating_ips"] and spec.floating_ip not in project["floating_ips"]:
        yield Problem("floating_ip", "That floating IP no longer exists: choose another.")


def _volume(spec: LaunchSpec, project: Mapping[str, Rows]) -> Iterator[Problem]:
    if spec.volume_gib is None:
        return
    image = project["images"].get(spec.image)
    needed = sizing.disk_needed_gib(image) if image else 1
    if spec.volume_gib < max(1, needed):
        text = f"The image needs a volume of {max(1, needed)} GiB; this has {spec.volume_gib} GiB."
        yield Problem("volume", text)
    for name, more in of_volumes(spec.volume_gib, spec.count).items():
        left = room(project["quotas"].get(name))
        if more > left:
            what = "volumes" if name == "volumes" else "GiB of volumes"
            text = f"The project has {left:g} {what} left; this needs {more:g}."
            yield Problem("volume", text, quota=True)


def _tags(spec: LaunchSpec, project: Mapping[str, Rows]) -> Iterator[Problem]:
    """Check tags as Nova does.

    Source: https://docs.openstack.org/api-ref/compute/#create-server (tags: at most 50)
    """
    if len(spec.tags) > 50:
        yield Problem("tags", f"These are {len(spec.tags)} tags; Nova accepts 50.")
    for tag in spec.tags:
        if "," in tag or "/" in tag or not 0 < len(tag) <= 60:
            text = f"The tag {tag[:60]!r} has a comma, a slash, or more than 60 characters."
            yield Problem("tags", text)
            return


def _metadata(spec: LaunchSpec, project: Mapping[str, Rows]) -> Iterator[Problem]:
    """Check metadata as Nova does.

    Source: https://docs.openstack.org/api-ref/compute/#create-server (metadata)
    """
    for key, value in spec.metadata:
        if not re.fullmatch(r"[A-Za-z0-9_:. -]{1,255}", key):
            text = f"The name {key[:40]!r} of metadata may have letters, digits and - _ : . only."
        elif len(value) > 255:
            text = f"The value of {key} has {len(value)} characters; Nova accepts 255."
        else:
            continue
        yield Problem("metadata", text)
        return
    if len({key for key, _ in spec.metadata}) < len(spec.metadata):
        yield Problem("metadata", "Duplicate metadata name.")
    if len(spec.metadata) > 126:  # two more are our own
        yield Problem("metadata", "These are more than the 126 that fit in addition to our own.")


def _description(spec: LaunchSpec, project: Mapping[str, Rows]) -> Iterator[Problem]:
    if spec.description and len(spec.description) > 255:
        text = f"The description has {len(spec.description)} characters; Nova accepts 255."
        yield Problem("description", text)


CHECKS: tuple[Check, ...] = (_fixed_ip, _floating_ip, _volume, _tags, _metadata, _description)
