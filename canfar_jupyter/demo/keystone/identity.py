"""Keystone v3: who somebody is, and for which project they act."""

from __future__ import annotations

import secrets
import uuid
from typing import Any

from canfar_jupyter.demo.core.clock import iso
from canfar_jupyter.demo.core.errors import UNAUTHORIZED, Refusal, bad_request, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.records import User
from canfar_jupyter.demo.core.tokens import Token

routes = Routes()
REGION = "RegionOne"
ROLES = [
    {"id": uuid.uuid5(uuid.NAMESPACE_DNS, f"role/{name}").hex, "name": name}
    for name in ("member", "reader")
]
_ENDPOINTS = {
    "identity": ("keystone", "/identity/v3"),
    "image": ("glance", "/image"),
    "compute": ("nova", "/compute/v2.1"),
    "network": ("neutron", "/network"),
    "volumev3": ("cinderv3", "/volume/v3/{project}"),
    "block-storage": ("cinder", "/volume/v3/{project}"),
}


def version(base: str) -> dict[str, Any]:
    return {
        "id": "v3.14",
        "status": "stable",
        "updated": "2020-04-07T00:00:00Z",
        "links": [{"rel": "self", "href": f"{base}/v3/"}],
        "media-types": [
            {
                "base": "application/json",
                "type": "application/vnd.openstack.identity-v3+json",
            }
        ],
    }


@routes("GET", "")
def versions(call: Call) -> Answer:
    where = {"Location": f"{call.base}/v3/"}
    return answer({"versions": {"values": [version(call.base)]}}, 300, where)


@routes("GET", "/v3")
def show_version(call: Call) -> Answer:
    return answer({"version": version(call.base)})


@routes("POST", "/v3/auth/tokens")
def sign_in(call: Call) -> Answer:
    auth = call.json("auth")
    identity = auth.get("identity")
    if not isinstance(identity, dict) or not isinstance(identity.get("methods"), list):
        raise bad_request("'identity' is a required property")
    methods = [str(m) for m in identity["methods"]]
    user, bound = _authenticate(call, identity, methods)
    project = _scope(call, user, auth.get("scope")) if "scope" in auth else bound
    if bound and project != bound:
        raise _refused(call)
    token = call.cloud.tokens.issue(user.id, project, methods)
    return answer(_token(call, token), 201, {"X-Subject-Token": token.id})


def _refused(call: Call, message: str = UNAUTHORIZED) -> Refusal:
    return Refusal(401, message, headers={"WWW-Authenticate": f'Keystone uri="{call.base}/v3"'})


def _authenticate(
    call: Call, identity: dict[str, Any], methods: list[str]
) -> tuple[User, str | None]:
    """Return the user, and the project an application credential is bound to."""
    for method in methods:
        given = identity.get(method)
        if not isinstance(given, dict):
            raise bad_request(f"'{method}' is a required property")
        if method == "password":
            return _by_password(call, given.get("user") or {}), None
        if method == "token":
            token = call.cloud.tokens.find(given.get("id"))
            if token:
                return call.cloud.state.users[token.user], None
        if method == "application_credential":
            return _by_credential(call, given)
    raise _refused(call)


def _by_password(call: Call, given: Any) -> User:
    user = _user(call, given) if isinstance(given, dict) else None
    if user is None:
        raise _refused(call)
    password = str(given.get("password") or "")
    if secrets.compare_digest(user.password.encode(), password.encode()):
        return user
    raise _refused(call)


def _by_credential(call: Call, given: dict[str, Any]) -> tuple[User, str]:
    state = call.cloud.state
    found = state.credentials.get(str(given.get("id")))
    if found is None and "name" in given:
        user = _user(call, given.get("user") or {})
        mine = [c for c in state.credentials.values() if user and c.user == user.id]
        found = next((c for c in mine if c.name == given["name"]), None)
    secret = str(given.get("secret") or "")
    if found is None or not secrets.compare_digest(found.secret.encode(), secret.encode()):
        raise _refused(call)
    if found.expires is not None and found.expires <= call.cloud.clock.now():
        raise _refused(call)
    return state.users[found.user], found.project


def _user(call: Call, given: dict[str, Any]) -> User | None:
    users = call.cloud.state.users
    if "id" in given:
        return users.get(str(given["id"]))
    domain = _domain_id(call, given.get("domain") or {})
    named = [u for u in users.values() if u.name == given.get("name") and u.domain == domain]
    return named[0] if named else None


def _domain_id(call: Call, given: dict[str, Any]) -> str | None:
    for domain in call.cloud.state.domains.values():
        if given.get("id") == domain.id:
            return domain.id
        if str(given.get("name", "")).lower() == domain.name.lower():
            return domain.id
    return None


def _scope(call: Call, user: User, scope: Any) -> str | None:
    if scope == "unscoped" or (isinstance(scope, dict) and "unscoped" in scope):
        return None
    if not isinstance(scope, dict) or not isinstance(scope.get("project"), dict):
        raise _refused(call)  # nobody here has a role on a domain or the system
    wanted = scope["project"]
    projects = call.cloud.state.projects
    if "id" in wanted:
        found = projects.get(str(wanted["id"]))
    else:
        domain = _domain_id(call, wanted.get("domain") or {})
        same = (p for p in projects.values() if p.name == wanted.get("name"))
        found = next((p for p in same if p.domain == domain), None)
    if found is None or found.id not in user.projects:
        raise _refused(call)
    return found.id


def _domain(call: Call, id_: str) -> dict[str, str]:
    return {"id": id_, "name": call.cloud.state.domains[id_].name}


def _token(call: Call, token: Token) -> dict[str, Any]:
    state = call.cloud.state
    user = state.users[token.user]
    body: dict[str, Any] = {
        "methods": token.methods,
        "user": {
            "domain": _domain(call, user.domain),
            "id": user.id,
            "name": user.name,
            "password_expires_at": None,
        },
        "audit_ids": token.audit,
        "expires_at": iso(token.expires)[:-1] + ".000000Z",
        "issued_at": iso(token.issued)[:-1] + ".000000Z",
    }
    if token.project:
        project = state.projects[token.project]
        body["project"] = {
            "domain": _domain(call, project.domain),
            "id": project.id,
            "name": project.name,
        }
        body |= {"is_domain": False, "roles": ROLES, "catalog": _catalog(call, project.id)}
    return {"token": body}


def _catalog(call: Call, project: str) -> list[dict[str, Any]]:
    def hex_id(*parts: str) -> str:
        return uuid.uuid5(uuid.NAMESPACE_DNS, "/".join(parts)).hex

    return [
        {
            "endpoints": [
                {
                    "id": hex_id(type_, interface),
                    "interface": interface,
                    "region_id": REGION,
                    "url": call.cloud.base + path.format(project=project),
                    "region": REGION,
                }
                for interface in ("public", "internal")
            ],
            "id": hex_id(type_),
            "type": type_,
            "name": name,
        }
        for type_, (name, path) in _ENDPOINTS.items()
        if not name.startswith("cinder") or call.cloud.options.volumes
    ]


def _subject(call: Call) -> Token:
    token = call.cloud.tokens.find(call.headers.get("X-Subject-Token"))
    if token is None:
        raise not_found("Could not find token: .")
    return token


@routes("GET", "/v3/auth/tokens")
def validate(call: Call) -> Answer:
    token = _subject(call)
    return answer(_token(call, token), 200, {"X-Subject-Token": token.id})


@routes("DELETE", "/v3/auth/tokens")
def revoke(call: Call) -> Answer:
    call.cloud.tokens.revoke(_subject(call))
    return Answer(204)


@routes("GET", "/v3/auth/catalog")
def show_catalog(call: Call) -> Answer:
    links = {"self": f"{call.base}/v3/auth/catalog", "previous": None, "next": None}
    return answer({"catalog": _catalog(call, call.project) if call.project else [], "links": links})
