"""Nova: a server that begins anew, of the same image or another."""

from __future__ import annotations

from typing import Any

from canfar_jupyter.demo.core.errors import bad_request
from canfar_jupyter.demo.core.exchange import Answer, Call, answer
from canfar_jupyter.demo.core.records import Server
from canfar_jupyter.demo.nova import launch_schema
from canfar_jupyter.demo.nova.beginning import begin
from canfar_jupyter.demo.nova.changes import REBUILD, REBUILD_OFF
from canfar_jupyter.demo.nova.launch import admin_password, check_fit
from canfar_jupyter.demo.nova.names import checked_name
from canfar_jupyter.demo.nova.server_view import ACCESS
from canfar_jupyter.demo.nova.servers import changed


def rebuild(call: Call, server: Server, given: Any) -> Answer:
    from canfar_jupyter.demo.glance.images import visible

    wanted = str((given or {}).get("imageRef", ""))
    image = call.cloud.state.images.get(wanted)
    if image is None or not visible(image, call.project):
        raise bad_request("Cannot find image for rebuild")
    if image.status != "active":
        raise bad_request(f"Image {image.id} is not active.")
    check_fit(server.flavor, image)
    _change(call, server, given)
    begin(call, server, "rebuild", REBUILD if server.vm_state != "stopped" else REBUILD_OFF)
    server.image, server.boots = image.id, 0
    server.image_properties = {"name": image.name or "", **image.properties}
    row = changed(call, server) | {"adminPass": admin_password()}
    if call.version >= 54:
        row["key_name"] = server.key_name
    if call.version >= 57:
        row["user_data"] = server.user_data
    where = {"location": f"{call.base}/v2.1/servers/{server.id}"}
    return answer({"server": row}, 202, where)


def _change(call: Call, server: Server, given: dict[str, Any]) -> None:
    """Take what a rebuild changes of a server beside its disk."""
    name = checked_name(given["name"]) if "name" in given else server.name
    for field in ("accessIPv4", "accessIPv6"):
        if field in given:
            setattr(server, ACCESS[field], launch_schema.access_address(field, given[field]))
    if "metadata" in given:
        server.metadata = launch_schema.metadata_of(given)
    if "OS-DCF:diskConfig" in given:
        server.disk_config = launch_schema.disk_config_of(given)
    if "description" in given and call.version >= 19:
        server.description = given["description"]
    if "user_data" in given and call.version >= 57:
        server.user_data = launch_schema.user_data_of(given)
    if "key_name" in given and call.version >= 54:
        key = call.cloud.state.keypairs.get(f"{call.user}/{given['key_name']}")
        if given["key_name"] is not None and key is None:
            raise bad_request("Invalid key_name provided.")
        server.key_name = key.name if key else None
        server.public_key = key.public_key if key else None
    server.name = name
