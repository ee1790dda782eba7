"""Images shared between projects: who may use one, and who has accepted it.

Source: https://docs.openstack.org/api-ref/image/v2/#sharing
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

import msgspec
from keystoneauth1.plugin import AUTH_INTERFACE
from openstack import exceptions as sdk

from canfar_jupyter.cloud.base.names import is_id
from canfar_jupyter.cloud.faults.done_once import done_once
from canfar_jupyter.cloud.http.client import HttpClient
from canfar_jupyter.cloud.images import api
from canfar_jupyter.errors import Ambiguous, Conflict, Invalid, NotFound
from canfar_jupyter.model.images.spec import Member
from canfar_jupyter.model.same_names import several

_ID = re.compile(r"[0-9a-f]{32}")


def share(client: HttpClient, id_: str, project: str, pause: api.Pause) -> None:
    """Share an image with a project; a private one becomes "shared"."""
    image = api.show(client, id_)
    if image["visibility"] in ("public", "community"):
        raise Conflict(
            f"{image['name']} is {image['visibility']}: every project can use it already.",
            hint="To share it with some projects only, make it private first.",
        )
    member = project_id(client, project)
    if member == image["owner"]:
        raise Invalid(f"{image['name']} belongs to {project} itself.", field="project")
    if image["visibility"] != "shared":
        shared = {"op": "replace", "path": "/visibility", "value": "shared"}
        api.patch(client, id_, [shared], pause)

    def ask() -> None:
        with suppress(sdk.ConflictException):  # it is shared already, as requested
            client.post("image", f"/images/{id_}/members", {"member": member})

    done_once(ask, None, pause, harmless=True)


def unshare(client: HttpClient, id_: str, project: str, pause: api.Pause) -> None:
    """Stop sharing; instances that were launched from the image remain."""
    path = f"/images/{id_}/members/{project_id(client, project)}"

    def ask() -> None:
        client.send("image", "DELETE", path)

    def look() -> list[None]:
        try:
            client.get("image", path)
        except sdk.NotFoundException:
            return [None]
        return []

    done_once(ask, look, pause, harmless=True)


def members(client: HttpClient, id_: str) -> list[Member]:
    """Return the projects that an image is shared with; none: only its owner can see it."""
    try:
        content = client.get("image", f"/images/{id_}/members").content
    except sdk.ForbiddenException:
        if api.show(client, id_)["visibility"] == "shared":
            raise
        return []  # Glance refuses the request for any other image
    names = own_projects(client)
    rows = msgspec.json.decode(content, type=dict[str, Any])["members"]
    return [
        Member(str(row["member_id"]), names.get(str(row["member_id"]), ""), str(row["status"]))
        for row in rows
    ]


def decide(client: HttpClient, id_: str, project_id: str, accept: bool, pause: api.Pause) -> None:
    """Accept or decline an image that another project shares with ours."""
    status = "accepted" if accept else "rejected"
    path = f"/images/{id_}/members/{project_id}"

    def ask() -> None:
        client.send("image", "PUT", path, json={"status": status})

    try:
        done_once(ask, None, pause, harmless=True)
    except (sdk.NotFoundException, sdk.ForbiddenException) as refused:
        raise NotFound(
            "This image is not shared with your project (any more).",
            hint="Ask its owner to share it with your project.",
        ) from refused


def project_id(client: HttpClient, project: str) -> str:
    """Return the id of a project; Glance accepts any text as one, so it must not get a name.

    Raises:
        Invalid, NotFound, Ambiguous: It is empty, unknown or ambiguous; field "project".
    """
    project = project.strip()
    if not project:
        raise Invalid("Enter a project.", field="project")
    if _ID.fullmatch(project.replace("-", "")) or is_id(project):
        return project
    found = [id_ for id_, name in own_projects(client).items() if name == project]
    if not found:
        found = _looked_up(client, project)
    if len(found) > 1:
        raise Ambiguous(
            several(project, "project", {id_: {} for id_ in found}),
            field="project",
        )
    if not found:
        raise NotFound(
            f"You can see no project named {project}.",
            field="project",
            hint="Ask its members for its id (they see it with: openstack project list).",
        )
    return found[0]


def own_projects(client: HttpClient) -> dict[str, str]:
    """Return the projects of the user, id -> name; Keystone tells every user these."""
    try:
        answer = _ask(client, "/auth/projects")
        return {str(row["id"]): str(row["name"]) for row in answer["projects"]}
    except (sdk.SDKException, KeyError, TypeError):
        return {}


def _looked_up(client: HttpClient, name: str) -> list[str]:
    """Look up a name in Keystone; most clouds allow that to operators only."""
    try:
        answer = _ask(client, "/projects", {"name": name})
        return [str(row["id"]) for row in answer["projects"]]
    except (sdk.SDKException, KeyError, TypeError):
        return []


def _ask(client: HttpClient, path: str, query: dict[str, str] | None = None) -> dict[str, Any]:
    session: Any = client.sdk.session
    base = str(session.get_endpoint(interface=AUTH_INTERFACE)).rstrip("/")
    base = base if base.endswith("/v3") else f"{base}/v3"
    response = session.get(base + path, params=query or {}, raise_exc=False)
    sdk.raise_from_response(response)
    return msgspec.json.decode(response.content, type=dict[str, Any])
