"""Single requests to Glance.

Source: https://docs.openstack.org/api-ref/image/v2/
"""

from __future__ import annotations

from typing import Any

import msgspec
from openstack import exceptions as sdk

from canfar_jupyter.cloud.http.client import HttpClient

PATCH = "application/openstack-images-v2.1-json-patch"
OWN = frozenset(  # Glance's own attributes, which cannot be set as properties
    {
        *("id", "name", "status", "visibility", "owner", "protected", "os_hidden", "tags"),
        *("disk_format", "container_format", "size", "virtual_size", "min_disk", "min_ram"),
        *("checksum", "os_hash_algo", "os_hash_value", "created_at", "updated_at"),
        *("self", "file", "schema", "direct_url", "locations", "stores"),
    }
)


def show(client: HttpClient, id_: str) -> dict[str, Any]:
    """Return one image as Glance has it: its properties are among its attributes."""
    return msgspec.json.decode(client.get("image", f"/images/{id_}").content, type=dict[str, Any])


def create(client: HttpClient, attributes: dict[str, Any]) -> str:
    """Create an image without data; return its id."""
    content = client.post("image", "/images", attributes).content
    return str(msgspec.json.decode(content, type=dict[str, Any])["id"])


def patch(client: HttpClient, id_: str, changes: list[dict[str, Any]]) -> None:
    """Change attributes and properties: all of them or none."""
    client.send(
        "image",
        "PATCH",
        f"/images/{id_}",
        data=msgspec.json.encode(changes),
        headers={"Content-Type": PATCH},
    )


def delete(client: HttpClient, id_: str) -> None:
    client.send("image", "DELETE", f"/images/{id_}")


def ids_named(client: HttpClient, name: str) -> list[str]:
    """Return the listed images with this name; in Glance names are not unique."""
    content = client.get("image", "/images", {"name": name, "limit": 2}).content
    return [str(row["id"]) for row in msgspec.json.decode(content)["images"]]


def import_methods(client: HttpClient) -> tuple[str, ...]:
    """Return the import methods of this cloud; none: a Glance before 2.6."""
    try:
        info = msgspec.json.decode(client.get("image", "/info/import").content)
        return tuple(str(name) for name in info["import-methods"]["value"])
    except (sdk.NotFoundException, KeyError, TypeError):
        return ()


def import_from(client: HttpClient, id_: str, url: str) -> None:
    """Ask Glance to download; openstacksdk's import_image would ignore the response."""
    body = {"method": {"name": "web-download", "uri": url}}
    client.post("image", f"/images/{id_}/import", body)


def task_messages(client: HttpClient, id_: str) -> list[str]:
    """Return the messages of Glance's tasks on an image, newest last; [] if it has none."""
    try:
        tasks = msgspec.json.decode(client.get("image", f"/images/{id_}/tasks").content)["tasks"]
        tasks = sorted(tasks, key=lambda task: str(task.get("created_at")))
        return [str(task["message"]) for task in tasks if task.get("message")]
    except (sdk.HttpException, KeyError, TypeError, AttributeError):
        return []
