"""Keystone v3: what an application credential is restricted to."""

from __future__ import annotations

import uuid
from typing import Any

from canfar_jupyter.demo.core.errors import bad_request, forbidden, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.core.records import AccessRule

routes = Routes()
_PATH = "/v3/users/{user}/access_rules"


def plain(rule: AccessRule) -> dict[str, Any]:
    return {"id": rule.id, "service": rule.service, "path": rule.path, "method": rule.method}


def _view(call: Call, rule: AccessRule) -> dict[str, Any]:
    return plain(rule) | {"links": {"self": f"{call.base}/v3/access_rules/{rule.id}"}}


def wanted(call: Call, given: Any) -> list[str]:
    """Return the ids of rules that a credential asks for; those that are new are kept.

    Raises:
        Refusal: 400 or 404.
    """
    if given is None:
        return []
    if not isinstance(given, list) or any(not isinstance(rule, dict) for rule in given):
        raise bad_request(f"{given!r} is not of type 'array'")
    return [_kept(call, rule) for rule in given]


def _kept(call: Call, asked: dict[str, Any]) -> str:
    known = call.cloud.state.access_rules
    if set(asked) == {"id"}:
        if str(asked["id"]) not in known:
            raise not_found(f"Could not find Access Rule: {asked['id']}.")
        return str(asked["id"])
    if not {"service", "path", "method"} <= set(asked):
        raise bad_request(f"{asked!r} is not valid: service, path and method are required")
    service, path, method = (str(asked[name]) for name in ("service", "path", "method"))
    for rule in known.values():
        if (rule.user, rule.service, rule.path, rule.method) == (call.user, service, path, method):
            return rule.id
    made = AccessRule(uuid.uuid4().hex, call.user, service, path, method)
    known[made.id] = made
    return made.id


def _mine(call: Call, user: str) -> list[AccessRule]:
    if user != call.user:
        raise forbidden(
            "You are not authorized to perform the requested action: identity:list_access_rules."
        )
    return [rule for rule in call.cloud.state.access_rules.values() if rule.user == user]


def _find(call: Call, user: str, id_: str) -> AccessRule:
    for rule in _mine(call, user):
        if rule.id == id_:
            return rule
    raise not_found(f"Could not find Access Rule: {id_}.")


@routes("GET", _PATH)
def list_(call: Call, user: str) -> Answer:
    links = {"next": None, "self": call.base + call.path, "previous": None}
    return answer({"access_rules": [_view(call, r) for r in _mine(call, user)], "links": links})


@routes("GET", _PATH + "/{id}")
def show(call: Call, user: str, id: str) -> Answer:
    return answer({"access_rule": _view(call, _find(call, user, id))})


@routes("DELETE", _PATH + "/{id}")
def delete(call: Call, user: str, id: str) -> Answer:
    rule = _find(call, user, id)
    if any(rule.id in c.access_rules for c in call.cloud.state.credentials.values()):
        raise forbidden("May not delete access rule in use")
    del call.cloud.state.access_rules[rule.id]
    call.cloud.file.changed()
    return Answer(204)
