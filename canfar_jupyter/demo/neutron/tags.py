"""Neutron: tags, which most of its resources can have."""

from __future__ import annotations

from typing import Any

import msgspec

from canfar_jupyter.demo.core.errors import bad_request, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer
from canfar_jupyter.demo.neutron.attributes import invalid_input
from canfar_jupyter.demo.neutron.floating_ips import FLOATING_IPS
from canfar_jupyter.demo.neutron.networks import NETWORKS
from canfar_jupyter.demo.neutron.ports import PORTS
from canfar_jupyter.demo.neutron.resources import Resource, stamp
from canfar_jupyter.demo.neutron.routers import ROUTERS
from canfar_jupyter.demo.neutron.security_groups import GROUPS
from canfar_jupyter.demo.neutron.subnet_pools import POOLS
from canfar_jupyter.demo.neutron.subnets import SUBNETS

routes = Routes()
_LONGEST = 255


def _checked(tags: Any) -> list[str]:
    if not isinstance(tags, list):
        raise invalid_input(f"'{tags}' is not a list")
    for tag in tags:
        if not isinstance(tag, str) or not tag:
            raise invalid_input(f"'{tag}' is not a valid string")
        if len(tag) > _LONGEST:
            raise invalid_input(f"'{tag}' exceeds maximum length of {_LONGEST}")
    return list(dict.fromkeys(tags))


def _sent(call: Call) -> list[str]:
    try:
        body = msgspec.json.decode(call.body)
    except msgspec.DecodeError:
        body = None
    if not isinstance(body, dict) or "tags" not in body:
        raise bad_request("Invalid tags body", "HTTPBadRequest")
    return _checked(body["tags"])


def _keep(call: Call, thing: Any, tags: list[str]) -> None:
    if tags != thing.tags:
        thing.tags = tags
        stamp(call, thing)


def _serve(kind: Resource[Any]) -> None:
    path = kind.path + "/{id}/tags"

    @routes("GET", path)
    def list_(call: Call, id: str) -> Answer:
        return answer({"tags": kind.find(call, id).tags})

    @routes("PUT", path)
    def replace(call: Call, id: str) -> Answer:
        thing = kind.own(call, id, "update")
        _keep(call, thing, _sent(call))
        return answer({"tags": thing.tags})

    @routes("POST", path)
    def add_some(call: Call, id: str) -> Answer:
        thing = kind.own(call, id, "update")
        _keep(call, thing, list(dict.fromkeys([*thing.tags, *_sent(call)])))
        return answer({"tags": thing.tags}, 200)

    @routes("DELETE", path)
    def clear(call: Call, id: str) -> Answer:
        _keep(call, kind.own(call, id, "update"), [])
        return Answer(204)

    @routes("GET", path + "/{tag}")
    def show(call: Call, id: str, tag: str) -> Answer:
        _refuse_missing(kind.find(call, id), tag)
        return Answer(204)

    @routes("PUT", path + "/{tag}")
    def add(call: Call, id: str, tag: str) -> Answer:
        thing = kind.own(call, id, "update")
        _keep(call, thing, list(dict.fromkeys([*thing.tags, *_checked([tag])])))
        return answer(None, 201)

    @routes("DELETE", path + "/{tag}")
    def remove(call: Call, id: str, tag: str) -> Answer:
        thing = kind.own(call, id, "update")
        _refuse_missing(thing, tag)
        _keep(call, thing, [t for t in thing.tags if t != tag])
        return Answer(204)


def _refuse_missing(thing: Any, tag: str) -> None:
    if tag not in thing.tags:
        raise not_found(f"Tag {tag} could not be found.", "TagNotFound")


for _kind in (NETWORKS, SUBNETS, POOLS, PORTS, ROUTERS, GROUPS, FLOATING_IPS):
    _serve(_kind)
