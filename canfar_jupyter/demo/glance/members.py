"""Glance: projects an image is shared with."""

from __future__ import annotations

from typing import Any

from canfar_jupyter.demo.core.clock import iso
from canfar_jupyter.demo.core.errors import Refusal, bad_request, conflict, forbidden, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.records import Image, Member
from canfar_jupyter.demo.glance import images

routes = Routes()


def _view(image: Image, member: Member) -> dict[str, Any]:
    return {
        "member_id": member.project,
        "image_id": image.id,
        "status": member.status,
        "created_at": iso(member.created),
        "updated_at": iso(member.updated),
        "schema": "/v2/schemas/member",
    }


def _shared(call: Call, id_: str, verb: str) -> Image:
    image = images.find(call, id_)
    if image.visibility != "shared":
        raise forbidden(
            f"Not allowed to {verb} members for image {id_}: Only shared images have members."
        )
    return image


def _denied(action: str) -> Refusal:
    return forbidden(f"You are not authorized to complete {action} action.")


def _member(call: Call, image: Image, project: str) -> Member:
    member = image.members.get(project)
    if member is None or call.project not in (image.owner, project):
        raise not_found(f"{project} not found in the member list of the image {image.id}.")
    return member


@routes("GET", "/v2/images/{id}/members")
def list_members(call: Call, id: str) -> Answer:
    image = _shared(call, id, "list")
    rows = [
        _view(image, m) for m in image.members.values() if call.project in (image.owner, m.project)
    ]
    return answer({"members": rows, "schema": "/v2/schemas/members"})


@routes("GET", "/v2/images/{id}/members/{project}")
def show_member(call: Call, id: str, project: str) -> Answer:
    image = _shared(call, id, "list")
    return answer(_view(image, _member(call, image, project)))


@routes("POST", "/v2/images/{id}/members")
def add_member(call: Call, id: str) -> Answer:
    image = images.find(call, id)
    if image.owner != call.project:
        raise _denied("add_member")
    if image.visibility != "shared":
        raise forbidden(f"Not allowed to create members for image {id}.")
    body = call.json()
    project = body.get("member") if isinstance(body, dict) else None
    if not project or not isinstance(project, str):
        raise bad_request("Member to be added not specified")
    if project in image.members:
        raise conflict(f"Member {project} is duplicated for image {id}")
    now = call.cloud.clock.now()
    image.members[project] = Member(project, "pending", now, now)
    call.cloud.file.changed()
    return answer(_view(image, image.members[project]))


@routes("PUT", "/v2/images/{id}/members/{project}")
def set_status(call: Call, id: str, project: str) -> Answer:
    image = _shared(call, id, "update")
    member = _member(call, image, project)
    if call.project != project:
        raise _denied("modify_member")
    body = call.json()
    status = body.get("status") if isinstance(body, dict) else None
    if status not in ("pending", "accepted", "rejected"):
        raise bad_request('Incorrect request: Status must be "pending", "accepted" or "rejected".')
    member.status = status
    member.updated = call.cloud.clock.now()
    call.cloud.file.changed()
    return answer(_view(image, member))


@routes("DELETE", "/v2/images/{id}/members/{project}")
def remove_member(call: Call, id: str, project: str) -> Answer:
    image = _shared(call, id, "delete")
    _member(call, image, project)
    if image.owner != call.project:
        raise _denied("delete_member")
    del image.members[project]
    call.cloud.file.changed()
    return Answer(204)
