"""Keystone v3: application credentials, a user's own for one project."""

from __future__ import annotations

import secrets
import uuid
from typing import Any

from canfar_jupyter.demo.core.clock import iso_micro, parse_iso
from canfar_jupyter.demo.core.errors import bad_request, conflict, forbidden, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.records import Credential
from canfar_jupyter.demo.keystone import access_rules
from canfar_jupyter.demo.keystone.identity import ROLES

routes = Routes()
_PATH = "/v3/users/{user}/application_credentials"


def _view(call: Call, credential: Credential) -> dict[str, Any]:
    expires = None if credential.expires is None else iso_micro(credential.expires)
    known = call.cloud.state.access_rules
    rules = [access_rules.plain(known[id_]) for id_ in credential.access_rules if id_ in known]
    row = {
        "id": credential.id,
        "name": credential.name,
        "description": credential.description,
        "project_id": credential.project,
        "expires_at": expires,
        "unrestricted": False,
        "roles": ROLES,
        "system": None,
        "links": {"self": call.base + _PATH.format(user=credential.user) + "/" + credential.id},
    }
    return row | ({"access_rules": rules} if rules else {})


def _mine(call: Call, user: str) -> list[Credential]:
    if user != call.user:
        raise forbidden(
            "You are not authorized to perform the requested action: "
            "identity:list_application_credentials."
        )
    return [c for c in call.cloud.state.credentials.values() if c.user == user]


def _find(call: Call, user: str, id_: str) -> Credential:
    for credential in _mine(call, user):
        if credential.id == id_:
            return credential
    raise not_found(f"Could not find Application Credential: {id_}.")


@routes("GET", _PATH)
def list_credentials(call: Call, user: str) -> Answer:
    wanted = call.arg("name")
    mine = [c for c in _mine(call, user) if wanted is None or c.name == wanted]
    links = {"next": None, "self": call.base + call.path, "previous": None}
    rows = [_view(call, c) for c in mine]
    return answer({"application_credentials": rows, "links": links})


@routes("GET", _PATH + "/{id}")
def show(call: Call, user: str, id: str) -> Answer:
    return answer({"application_credential": _view(call, _find(call, user, id))})


@routes("POST", _PATH)
def create(call: Call, user: str) -> Answer:
    body = call.json("application_credential")
    name = str(body.get("name") or "")
    if not name:
        raise bad_request("'name' is a required property")
    if not call.project:
        raise bad_request("An application credential needs a token with a project.")
    if any(c.name == name for c in _mine(call, user)):
        raise conflict(
            "Conflict occurred attempting to store application_credential - "
            f"Duplicate entry found with name {name}."
        )
    expires = body.get("expires_at")
    try:
        moment = None if expires is None else parse_iso(str(expires))
    except ValueError:
        raise bad_request(f"expires_at: {expires} is no time") from None
    credential = Credential(
        id=uuid.uuid4().hex,
        name=name,
        user=user,
        project=call.project,
        secret=str(body.get("secret") or secrets.token_urlsafe(48)),
        description=body.get("description"),
        expires=moment,
        access_rules=access_rules.wanted(call, body.get("access_rules")),
    )
    call.cloud.state.credentials[credential.id] = credential
    call.cloud.file.changed()
    row = _view(call, credential) | {"secret": credential.secret}
    return answer({"application_credential": row}, 201)


@routes("DELETE", _PATH + "/{id}")
def delete(call: Call, user: str, id: str) -> Answer:
    del call.cloud.state.credentials[_find(call, user, id).id]
    call.cloud.file.changed()
    return Answer(204)
