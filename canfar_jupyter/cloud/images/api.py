"""Single requests to Glance.

Source: https://docs.openstack.org/api-ref/image/v2/
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import msgspec
from openstack import exceptions as sdk

from canfar_jupyter.cloud.faults.done_once import done_once
from canfar_jupyter.cloud.http.client import HttpClient

Pause = Callable[[float], None]
MOVING = "os_glance_importing_to_stores"
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


def create(client: HttpClient, attributes: dict[str, Any], pause: Pause) -> str:
    """Create an image without data; return its id.

    The id is ours, so that Glance creates it once, however often the request is sent.

    Source: https://docs.openstack.org/api-ref/image/v2/#create-image
    """
    id_ = str(uuid4())

    def ask() -> str:
        content = client.post("image", "/images", {**attributes, "id": id_}).content
        return str(msgspec.json.decode(content, type=dict[str, Any])["id"])

    return done_once(ask, lambda: [] if is_gone(client, id_) else [id_], pause, harmless=True)


def patch(client: HttpClient, id_: str, changes: list[dict[str, Any]], pause: Pause) -> None:
    """Change attributes and properties: all of them or none.

    Source: https://docs.openstack.org/api-ref/image/v2/#update-image
    """

    def ask() -> None:
        client.send(
            "image",
            "PATCH",
            f"/images/{id_}",
            data=msgspec.json.encode(changes),
            headers={"Content-Type": PATCH},
        )

    def look() -> list[None]:
        image = show(client, id_)
        return [None] if all(_is_made(change, image) for change in changes) else []

    done_once(ask, look, pause, harmless=True)


def _is_made(change: dict[str, Any], image: dict[str, Any]) -> bool:
    """Return whether an image is already as a change would make it."""
    name = str(change["path"])[1:].replace("~1", "/").replace("~0", "~")
    return name not in image if change["op"] == "remove" else image.get(name) == change["value"]


def delete(client: HttpClient, id_: str, pause: Pause) -> None:
    """Delete an image.

    Source: https://docs.openstack.org/api-ref/image/v2/#delete-image
    """

    def ask() -> None:
        client.send("image", "DELETE", f"/images/{id_}")

    done_once(ask, lambda: [None] if is_gone(client, id_) else [], pause, harmless=True)


def is_gone(client: HttpClient, id_: str) -> bool:
    """Return whether the image does not exist, or is being deleted."""
    try:
        return show(client, id_)["status"] in ("deleted", "pending_delete")
    except sdk.NotFoundException:
        return True


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


def import_from(client: HttpClient, id_: str, url: str, pause: Pause) -> None:
    """Ask Glance to download; openstacksdk's import_image would ignore the response."""
    body = {"method": {"name": "web-download", "uri": url}}

    def ask() -> None:
        client.post("image", f"/images/{id_}/import", body)

    def look() -> list[None]:
        image = show(client, id_)
        begun = image["status"] != "queued" or image.get(MOVING) or task_messages(client, id_)
        return [None] if begun else []

    done_once(ask, look, pause, harmless=True)


def task_messages(client: HttpClient, id_: str) -> list[str]:
    """Return the messages of Glance's tasks on an image, newest last; [] if it has none."""
    try:
        tasks = msgspec.json.decode(client.get("image", f"/images/{id_}/tasks").content)["tasks"]
        tasks = sorted(tasks, key=lambda task: str(task.get("created_at")))
        return [str(task["message"]) for task in tasks if task.get("message")]
    except (sdk.HttpException, KeyError, TypeError, AttributeError):
        return []
