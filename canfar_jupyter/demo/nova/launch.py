"""Nova: POST /servers, checked as Nova checks it."""

from __future__ import annotations

import secrets
from typing import Any

import msgspec

from canfar_jupyter.demo.core import quotas
from canfar_jupyter.demo.core.cloud import new_id
from canfar_jupyter.demo.core.errors import bad_request, conflict
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.records import Disk, Flavor, Image, Server
from canfar_jupyter.demo.nova import (
    block_devices,
    launch_networks,
    launch_schema,
    lifecycle,
    server_groups,
)
from canfar_jupyter.demo.nova.server_view import links

routes = Routes()
GIB = 1 << 30


@routes("POST", "/v2.1/servers")
def launch(call: Call) -> Answer:
    body = call.json("server")
    launch_schema.check(call, body)
    name = body["name"]
    low, high = launch_schema.counts(body)
    server_group = server_groups.asked_for(call, low)
    user_data = launch_schema.user_data_of(body)
    metadata = launch_schema.metadata_of(body)
    if body.get("availability_zone") not in (None, "nova"):
        raise bad_request("The requested availability zone is not available")
    flavor = _flavor(call, body)
    disks = block_devices.wanted(call, body) or block_devices.of_image(call, body)
    root = disks[0] if disks and disks[0].boots else None
    image = _image(call, body, root)
    if image is not None:
        check_fit(flavor, image, root)
    key = _key(call, body)
    networks, wanted_ports = launch_networks.wanted(call, body)
    fixed = launch_networks.fixed(call, body)
    if wanted_ports and high > 1:
        raise bad_request("Unable to launch multiple instances with a single configured port ID.")
    groups = _groups(call, body)
    number = quotas.allowed(call, flavor, low, high)
    now = call.cloud.clock.now()
    reservation = "r-" + "".join(
        secrets.choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(8)
    )
    made = []
    for index in range(number):
        own = name if high == 1 else f"{name}-{index + 1}"
        server = Server(
            id=new_id(),
            name=own,
            project=call.project,
            user=call.user,
            flavor=flavor,
            image=_image_id(call, image, root),
            image_properties=_kept_properties(call, image, root),
            reservation=reservation,
            hostname=str(body.get("hostname") or hostname(own)),
            key_name=key[0],
            public_key=key[1],
            user_data=user_data,
            metadata=metadata,
            tags=sorted({str(t) for t in body.get("tags", [])}) if call.version >= 52 else [],
            description=body.get("description") if call.version >= 19 else None,
            config_drive=bool(body.get("config_drive")),
            zone=body.get("availability_zone"),
            access_ipv4=launch_schema.access_address("accessIPv4", body.get("accessIPv4")),
            access_ipv6=launch_schema.access_address("accessIPv6", body.get("accessIPv6")),
            disk_config=launch_schema.disk_config_of(body),
            group=server_group,
            volume_gib=root.size if root else None,
            disks=[msgspec.structs.replace(disk) for disk in disks],
            networks=networks,
            own_ports=wanted_ports,
            fixed_addresses=fixed,
            security_groups=groups,
            created=now,
            updated=now,
        )
        made.append(server)
        keep(call, server)
    if body.get("return_reservation_id"):
        return answer({"reservation_id": reservation}, 202)
    return _made(call, made[0], body)


def keep(call: Call, server: Server) -> None:
    """Add a new server and let it build."""
    for disk in server.disks:
        if disk.source == "volume":
            call.cloud.state.volumes[disk.source_id].state = "reserved"
    call.cloud.state.servers[server.id] = server
    call.cloud.orders.pop(server.project, None)
    lifecycle.remember(call, server, "create", 4.0)
    lifecycle.launch(call.cloud, server)


def _made(call: Call, server: Server, body: dict[str, Any]) -> Answer:
    row = {
        "id": server.id,
        "links": links(call.cloud, server),
        "OS-DCF:diskConfig": server.disk_config,
        "security_groups": body.get("security_groups", [{"name": "default"}]),
        "adminPass": admin_password(),
    }
    where = {"location": f"{call.base}/v2.1/servers/{server.id}"}
    return answer({"server": row}, 202, where)


def admin_password() -> str:
    return secrets.token_urlsafe(9).replace("-", "x").replace("_", "y")


def hostname(name: str) -> str:
    """Return the host name Nova makes of a server's name."""
    kept = "".join(c if c.isalnum() and c.isascii() else "-" if c in " _-." else "" for c in name)
    return kept.strip("-").lower()[:63] or "server"


def _flavor(call: Call, body: dict[str, Any]) -> Flavor:
    wanted = str(body["flavorRef"]).rstrip("/").rsplit("/", 1)[-1]
    flavor = call.cloud.state.flavors.get(wanted)
    if flavor is None:
        raise bad_request(f"Flavor {wanted} could not be found.")
    return flavor


def _image(call: Call, body: dict[str, Any], root: Disk | None) -> Image | None:
    """Return the image it boots from, or that its volume is made of, if it is there and ready."""
    from canfar_jupyter.demo.glance.images import visible

    if root and root.source != "image":
        return None
    named = root.source_id if root else body.get("imageRef")
    wanted = str(named or "").rstrip("/").rsplit("/", 1)[-1]
    image = call.cloud.state.images.get(wanted)
    if not wanted:
        raise bad_request("Missing imageRef attribute")
    if image is None or not visible(image, call.project):
        if root:
            raise bad_request(f"Block Device Mapping is Invalid: failed to get image {wanted}.")
        raise bad_request("Can not find requested image")
    if image.status != "active":
        raise bad_request(f"Image {image.id} is not active.")
    return image


def check_fit(flavor: Flavor, image: Image, root: Disk | None = None) -> None:
    """Refuse a flavor or a volume that is too small for an image.

    Raises:
        Refusal: 400 in Nova's words.
    """
    if image.min_ram > flavor.ram:
        raise bad_request("Flavor's memory is too small for requested image.")
    if root:
        size = root.size
        if image.min_disk > size:
            raise bad_request(
                "Volume is smaller than the minimum size specified in image metadata. Volume size "
                f"is {size * GIB} bytes, minimum size is {image.min_disk * GIB} bytes."
            )
        return
    disk = flavor.disk * GIB
    if not disk:
        return
    if (image.size or 0) > disk:
        raise bad_request(
            f"Flavor's disk is too small for requested image. Flavor disk is {disk} bytes, "
            f"image is {image.size} bytes."
        )
    if image.min_disk > flavor.disk:
        raise bad_request(
            "Flavor's disk is smaller than the minimum size specified in image metadata. "
            f"Flavor disk is {disk} bytes, minimum size is {image.min_disk * GIB} bytes."
        )


def _of_disk(call: Call, root: Disk) -> dict[str, str]:
    """Return what is known of the image that a volume or a snapshot was made of."""
    state = call.cloud.state
    table = state.volumes if root.source == "volume" else state.volume_snapshots
    found = table.get(root.source_id)
    return found.image if found else {}


def _image_id(call: Call, image: Image | None, root: Disk | None) -> str:
    if image is None:
        return _of_disk(call, root).get("image_id", "") if root else ""
    return image.id


def _kept_properties(call: Call, image: Image | None, root: Disk | None) -> dict[str, str]:
    if image is None:
        kept = _of_disk(call, root) if root else {}
        return {"name": kept.get("image_name", ""), **kept}
    return {"name": image.name or "", **image.properties}


def _key(call: Call, body: dict[str, Any]) -> tuple[str | None, str | None]:
    name = body.get("key_name")
    if name is None:
        return None, None
    key = call.cloud.state.keypairs.get(f"{call.user}/{name}")
    if key is None:
        raise bad_request("Invalid key_name provided.")
    return key.name, key.public_key


def _groups(call: Call, body: dict[str, Any]) -> list[str]:
    asked = body.get("security_groups") or [{"name": "default"}]
    found = []
    for entry in asked:
        group = groups_named(call, str(entry.get("name")))
        if not group:
            raise bad_request(
                f"Unable to find security_group with name or id '{entry.get('name')}'"
            )
        found += group
    return list(dict.fromkeys(found))


def groups_named(call: Call, wanted: str) -> list[str]:
    """Return the ids of the project's security groups with an id or a name; none or one.

    Raises:
        Refusal: 409, several have that name.
    """
    groups = [g for g in call.cloud.state.groups.values() if g.project == call.project]
    found = [g.id for g in groups if g.id == wanted] or [g.id for g in groups if g.name == wanted]
    if len(found) > 1:
        raise conflict(
            f"Multiple security groups found matching '{wanted}'. Use an ID to be more specific."
        )
    return found
