"""Images shared between projects: who may use one, and what the other side made of the offer.

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
from canfar_jupyter.cloud.http.client import HttpClient
from canfar_jupyter.cloud.images import api
from canfar_jupyter.errors import Ambiguous, Conflict, Invalid, NotFound
from canfar_jupyter.model.images.spec import Member
from canfar_jupyter.model.same_names import several

_ID = re.compile(r"[0-9a-f]{32}")


def share(client: HttpClient, id_: str, project: str) -> None:
    """Offer an image to a project; a private one becomes shared by it."""
    image = api.show(client, id_)
    if image["visibility"] in ("public", "community"):
        raise Conflict(
            f"{image['name']} is {image['visibility']}: every project can use it already.",
            hint="To show it to some projects only, make it private first.",
        )
    member = project_id(client, project)
    if member == image["owner"]:
        raise Invalid(f"{image['name']} belongs to {project} itself.", field="project")
    if image["visibility"] != "shared":
        api.patch(client, id_, [{"op": "replace", "path": "/visibility", "value": "shared"}])
    with suppress(sdk.ConflictException):  # it was offered before, which is what was asked for
        client.post("image", f"/images/{id_}/members", {"member": member})


def unshare(client: HttpClient, id_: str, project: str) -> None:
    """Take an offer back; instances that were made of the image stay."""
    client.send("image", "DELETE", f"/images/{id_}/members/{project_id(client, project)}")


def members(client: HttpClient, id_: str) -> list[Member]:
    """Return the projects an image is offered to; none: nobody but its owner sees it so."""
    try:
        content = client.get("image", f"/images/{id_}/members").content
    except sdk.ForbiddenException:
        if api.show(client, id_)["visibility"] == "shared":
            raise
        return []  # Glance says no to the question for any other image
    names = _own_projects(client)
    rows = msgspec.json.decode(content, type=dict[str, Any])["members"]
    return [
        Member(str(row["member_id"]), names.get(str(row["member_id"]), ""), str(row["status"]))
        for row in rows
    ]


def decide(client: HttpClient, id_: str, project_id: str, accept: bool) -> None:
    """Accept or decline what another project offers to ours."""
    status = "accepted" if accept else "rejected"
    try:
        client.send("image", "PUT", f"/images/{id_}/members/{project_id}", json={"status": status})
    except (sdk.NotFoundException, sdk.ForbiddenException) as refused:
        raise NotFound(
            "This image is not offered to your project (any more).",
            hint="Ask its owner to share it with your project.",
        ) from refused


def project_id(client: HttpClient, project: str) -> str:
    """Return the id of a project; Glance takes any text for one, so a name must not reach it.

    Raises:
        Invalid, NotFound, Ambiguous: It says nothing, or too much; field "project".
    """
    project = project.strip()
    if not project:
        raise Invalid("Name a project.", field="project")
    if _ID.fullmatch(project.replace("-", "")) or is_id(project):
        return project
    found = [id_ for id_, name in _own_projects(client).items() if name == project]
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


def _own_projects(client: HttpClient) -> dict[str, str]:
    """Return the projects of the user, id -> name; that much Keystone tells everybody."""
    try:
        answer = _ask(client, "/auth/projects")
        return {str(row["id"]): str(row["name"]) for row in answer["projects"]}
    except (sdk.SDKException, KeyError, TypeError):
        return {}


def _looked_up(client: HttpClient, name: str) -> list[str]:
    """Ask Keystone for a name; most clouds let only operators ask."""
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
