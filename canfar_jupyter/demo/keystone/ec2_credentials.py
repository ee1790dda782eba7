"""Keystone v3: pairs of keys as Amazon's EC2 has them, a user's own for one project."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

from canfar_jupyter.demo.core.errors import forbidden, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.records import EC2Credential

routes = Routes()
_PATH = "/v3/users/{user}/credentials/OS-EC2"


def _view(call: Call, credential: EC2Credential) -> dict[str, Any]:
    return {
        "user_id": credential.user,
        "tenant_id": credential.project,
        "access": credential.access,
        "secret": credential.secret,
        "trust_id": None,
        "links": {"self": call.base + _PATH.format(user=credential.user) + "/" + credential.access},
    }


def _mine(call: Call, user: str, action: str) -> list[EC2Credential]:
    if user != call.user:
        raise forbidden(
            f"You are not authorized to perform the requested action: identity:ec2_{action}."
        )
    return [c for c in call.cloud.state.ec2_credentials.values() if c.user == user]


def _find(call: Call, user: str, access: str, action: str) -> EC2Credential:
    for credential in _mine(call, user, action):
        if credential.access == access:
            return credential
    id_ = hashlib.sha256(access.encode()).hexdigest()
    raise not_found(f"Could not find credential: {id_}.")


@routes("GET", _PATH)
def list_(call: Call, user: str) -> Answer:
    links = {"next": None, "self": call.base + call.path, "previous": None}
    rows = [_view(call, c) for c in _mine(call, user, "list_credentials")]
    return answer({"credentials": rows, "links": links})


@routes("POST", _PATH)
def create(call: Call, user: str) -> Answer:
    _mine(call, user, "create_credential")
    body = call.json()
    project = str(body.get("tenant_id")) if isinstance(body, dict) else ""
    if project not in call.cloud.state.users[user].projects:
        raise not_found(f"Could not find project: {project}.")
    made = EC2Credential(uuid.uuid4().hex, uuid.uuid4().hex, user, project)
    call.cloud.state.ec2_credentials[made.access] = made
    call.cloud.file.changed()
    return answer({"credential": _view(call, made)}, 201)


@routes("GET", _PATH + "/{access}")
def show(call: Call, user: str, access: str) -> Answer:
    return answer({"credential": _view(call, _find(call, user, access, "get_credential"))})


@routes("DELETE", _PATH + "/{access}")
def delete(call: Call, user: str, access: str) -> Answer:
    found = _find(call, user, access, "delete_credential")
    del call.cloud.state.ec2_credentials[found.access]
    call.cloud.file.changed()
    return Answer(204)
