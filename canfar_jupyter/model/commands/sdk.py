"""A launch as Python with openstacksdk alone.

Source: https://docs.openstack.org/openstacksdk/latest/user/proxies/compute.html
"""

from __future__ import annotations

import base64
from typing import Any

from canfar_jupyter.model import userdata
from canfar_jupyter.model.commands.layout import assigned, call
from canfar_jupyter.model.commands.words import Names
from canfar_jupyter.model.launch.problems import parts_of
from canfar_jupyter.model.launch.spec import LaunchSpec
from canfar_jupyter.model.network.floating_ips import NEW


def openstack_sdk(spec: LaunchSpec, names: Names) -> str:
    """Return the equivalent script.

    Raises:
        Invalid: A recipe is unknown or one of its values is wrong.
    """
    lines = ["import openstack", ""]
    cloud = f"cloud={names.cloud!r}" if names.cloud else ""
    lines.append(f"conn = openstack.connect({cloud})")
    arguments = {name: repr(value) for name, value in _arguments(spec, names).items()}
    if data := userdata.encode(parts_of(spec)):
        lines.append(assigned("user_data", repr(base64.b64encode(data).decode("ascii"))))
        arguments["user_data"] = "user_data"
    lines.append(assigned("server", call("conn.compute.create_server", [], arguments)))
    if spec.count == 1:
        lines.append("server = conn.compute.wait_for_server(server)")
    if spec.floating_ip is not None:
        lines += _floating_ip(spec, names)
    return "\n".join(lines) + "\n"


def _arguments(spec: LaunchSpec, names: Names) -> dict[str, Any]:
    first = {"uuid": spec.network, **({"fixed_ip": spec.fixed_ip} if spec.fixed_ip else {})}
    networks = [first] if spec.network else []
    given: dict[str, Any] = {
        "name": spec.name,
        "flavor_id": spec.flavor,
        "networks": [*networks, *({"uuid": id_} for id_ in spec.more_networks)] or "auto",
    }
    if spec.volume_gib is None:
        given["image_id"] = spec.image
    else:
        disk = {"boot_index": 0, "source_type": "image", "destination_type": "volume"}
        disk |= {"uuid": spec.image, "volume_size": spec.volume_gib}
        given["block_device_mapping"] = [disk | {"delete_on_termination": True}]
    optional: dict[str, Any] = {
        "key_name": spec.key,
        "security_groups": [{"name": id_} for id_ in spec.security_groups],
        "availability_zone": spec.availability_zone,
        "scheduler_hints": {"group": spec.server_group} if spec.server_group else None,
        "tags": list(spec.tags),
        "metadata": dict(spec.metadata),
        "config_drive": spec.config_drive,
        "description": spec.description,
    }
    if spec.count > 1:
        given |= {"min_count": spec.count, "max_count": spec.count}
    return given | {name: value for name, value in optional.items() if value}


def _floating_ip(spec: LaunchSpec, names: Names) -> list[str]:
    lines = ["port = next(conn.network.ports(device_id=server.id))"]
    if spec.floating_ip != NEW:
        lines.append(f"conn.network.update_ip({spec.floating_ip!r}, port_id=port.id)")
        return lines
    external = next(
        (id_ for id_, row in names.project.get("networks", {}).items() if row["external"]), ""
    )
    lines.append(f"conn.network.create_ip(floating_network_id={external!r}, port_id=port.id)")
    return lines
