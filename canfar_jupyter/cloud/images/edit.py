"""Edit, deactivate and delete an image."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from canfar_jupyter.cloud.faults.done_once import done_once
from canfar_jupyter.cloud.http.client import HttpClient
from canfar_jupyter.cloud.images import api
from canfar_jupyter.cloud.images.create import DESCRIPTION, LOGIN, name_problem
from canfar_jupyter.errors import Conflict, Invalid

VISIBILITIES = ("private", "shared", "community", "public")
_MOST_NAMED = 5  # instances that a message names


def update(
    client: HttpClient,
    id_: str,
    pause: api.Pause,
    *,
    name: str | None = None,
    description: str | None = None,
    login_user: str | None = None,
    protected: bool | None = None,
    min_disk_gib: int | None = None,
    min_ram_mib: int | None = None,
    visibility: str | None = None,
    properties: Mapping[str, str | None] | None = None,
) -> None:
    """Change only what is given, in one request."""
    if name is not None and (problem := name_problem(name)):
        raise Invalid(problem, field="name")
    if visibility is not None and visibility not in VISIBILITIES:
        raise Invalid(f"{visibility} is not one of {', '.join(VISIBILITIES)}.", field="visibility")
    for value, field in ((min_disk_gib, "min_disk_gib"), (min_ram_mib, "min_ram_mib")):
        if value is not None and value < 0:
            raise Invalid("It must be 0 or more.", field=field)
    own = {
        "name": name,
        "protected": protected,
        "min_disk": min_disk_gib,
        "min_ram": min_ram_mib,
        "visibility": visibility,
    }
    changes = [
        {"op": "replace", "path": f"/{key}", "value": value}
        for key, value in own.items()
        if value is not None
    ]
    wanted = dict(properties or {})
    for key, text in ((DESCRIPTION, description), (LOGIN, login_user)):
        if text is not None:
            wanted[key] = text or None
    if wanted:
        changes += _properties(api.show(client, id_), wanted)
    if changes:
        api.patch(client, id_, changes, pause)


def _properties(image: Mapping[str, Any], wanted: Mapping[str, str | None]) -> list[dict[str, Any]]:
    """Return the changes that set properties; None removes one."""
    changes: list[dict[str, Any]] = []
    for key, value in wanted.items():
        if not key.strip() or key in api.OWN:
            raise Invalid(f"{key!r} cannot be set as a property.", field="properties")
        path = "/" + key.replace("~", "~0").replace("/", "~1")
        if value is not None:
            changes.append({"op": "add", "path": path, "value": str(value)})
        elif key in image:
            changes.append({"op": "remove", "path": path})
    return changes


def act(
    client: HttpClient, id_: str, action: Literal["deactivate", "reactivate"], pause: api.Pause
) -> None:
    """Block launches from it, or allow them again; its data stay."""

    def ask() -> None:
        client.send("image", "POST", f"/images/{id_}/actions/{action}")

    done_once(ask, None, pause, harmless=True)


def delete(client: HttpClient, id_: str, pause: api.Pause) -> None:
    """Delete an image unless it is protected or instances use it."""
    image = api.show(client, id_)
    called = image["name"] or id_
    if image["protected"]:
        raise Conflict(
            f"{called} is protected, so it cannot be deleted.",
            hint="Remove the protection first.",
        )
    if users := _users(client, id_):
        more = f" and {len(users) - _MOST_NAMED} more" if len(users) > _MOST_NAMED else ""
        raise Conflict(
            f"{called} is used by {', '.join(users[:_MOST_NAMED])}{more}.",
            hint="Keep it as long as they exist: Nova may need the image to move or rebuild them.",
        )
    api.delete(client, id_, pause)


def _users(client: HttpClient, id_: str) -> list[str]:
    """Return the names of the project's instances that were launched from an image."""
    content = client.get("compute", "/servers", {"image": id_}).content
    return [str(row["name"]) for row in msgspec.json.decode(content)["servers"]]
