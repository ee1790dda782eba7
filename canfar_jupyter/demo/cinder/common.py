"""Cinder: what its resources have in common: whose they are, lists, metadata, bodies."""

from __future__ import annotations

from typing import Any, Protocol, TypeVar

from canfar_jupyter.demo.core.errors import Refusal, bad_request, invalid, not_found
from canfar_jupyter.demo.core.exchange import Answer, Call, Routes, answer

_MALFORMED = (
    "The server could not comply with the request since it is either malformed or otherwise "
    "incorrect."
)


class Kept(Protocol):
    """What every record of Cinder's has."""

    id: str
    project: str
    name: str | None
    created: float


Kind = TypeVar("Kind", bound=Kept)


def malformed() -> Refusal:
    return bad_request(_MALFORMED)


def own(call: Call, project: str) -> None:
    """Refuse a path of another project.

    Raises:
        Refusal: 400.
    """
    if project != call.project:
        raise bad_request("Malformed request url")


def links(call: Call, path: str) -> list[dict[str, str]]:
    """Return the two addresses of a thing; ``path`` is below the project."""
    own_path = f"{call.project}/{path}"
    return [
        {"rel": "self", "href": f"{call.base}/v3/{own_path}"},
        {"rel": "bookmark", "href": f"{call.base}/{own_path}"},
    ]


def body(call: Call, key: str) -> dict[str, Any]:
    """Return what a body holds under a key.

    Raises:
        Refusal: 400 in the words of Cinder's schemas.
    """
    whole = call.json()
    if not isinstance(whole, dict) or key not in whole:
        raise bad_request(f"'{key}' is a required property")
    found = whole[key]
    if not isinstance(found, dict):
        raise invalid(key, found, f"{found!r} is not of type 'object'")
    return found


def known(key: str, given: dict[str, Any], fields: tuple[str, ...]) -> None:
    """Refuse fields that there are none of."""
    if unknown := [name for name in given if name not in fields]:
        names = ", ".join(repr(name) for name in unknown)
        verb = "was" if len(unknown) == 1 else "were"
        why = f"Additional properties are not allowed ({names} {verb} unexpected)"
        raise invalid(key, given, why)


def text(given: dict[str, Any], field: str, *also: str) -> str | None:
    """Return a name or a description, under its name or a former one.

    Raises:
        Refusal: 400.
    """
    for name in (field, *also):
        if given.get(name) is not None:
            value = given[name]
            if not isinstance(value, str):
                raise invalid(name, value, f"{value!r} is not of type 'string', 'null'")
            if len(value.strip()) > 255:
                raise bad_request(
                    f"Invalid input received: {field} has {len(value)} characters, more than 255."
                )
            return value.strip()
    return None


def whole_number(field: str, value: Any) -> int:
    """Return a size; as elsewhere, digits in a string are one too.

    Raises:
        Refusal: 400.
    """
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise invalid(field, value, f"{value!r} is not of type 'integer', 'string'")
    if isinstance(value, str) and not (value.isascii() and value.isdigit()):
        raise invalid(field, value, f"{value!r} does not match '^[0-9]+$'")
    if int(value) < 1:
        raise invalid(field, value, f"{int(value)} is less than the minimum of 1")
    return int(value)


def metadata(given: Any) -> dict[str, str]:
    """Return checked metadata.

    Raises:
        Refusal: 400.
    """
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise invalid("metadata", given, f"{given!r} is not of type 'object', 'null'")
    for key, value in given.items():
        if not 1 <= len(key) <= 255:
            why = f"{key!r} does not match any of the regexes: '^[a-zA-Z0-9-_:. ]{{1,255}}$'"
            raise invalid("metadata", given, why)
        if not isinstance(value, str):
            raise invalid(key, value, f"{value!r} is not of type 'string'")
        if len(value) > 255:
            raise invalid(key, value, f"{value!r} is too long")
    return dict(given)


def serve_metadata(routes: Routes, path: str, find: Any, noun: str) -> None:
    """Serve the metadata of volumes, or of snapshots; ``path`` is theirs, with {id}."""

    def missing(id_: str, key: str) -> Refusal:
        return not_found(f"{noun} {id_} has no metadata with key {key}.")

    def keep(call: Call, thing: Any, changed: dict[str, str]) -> dict[str, str]:
        thing.metadata = changed
        call.cloud.file.changed()
        return changed

    @routes("GET", path + "/metadata")
    def list_(call: Call, project: str, id: str) -> Answer:
        return answer({"metadata": find(call, project, id).metadata})

    @routes("POST", path + "/metadata")
    def add(call: Call, project: str, id: str) -> Answer:
        thing = find(call, project, id)
        new = thing.metadata | metadata(body(call, "metadata"))
        return answer({"metadata": keep(call, thing, new)})

    @routes("PUT", path + "/metadata")
    def replace(call: Call, project: str, id: str) -> Answer:
        thing = find(call, project, id)
        return answer({"metadata": keep(call, thing, metadata(body(call, "metadata")))})

    @routes("GET", path + "/metadata/{key}")
    def show(call: Call, project: str, id: str, key: str) -> Answer:
        thing = find(call, project, id)
        if key not in thing.metadata:
            raise missing(id, key)
        return answer({"meta": {key: thing.metadata[key]}})

    @routes("PUT", path + "/metadata/{key}")
    def set_(call: Call, project: str, id: str, key: str) -> Answer:
        thing = find(call, project, id)
        given = metadata(body(call, "meta"))
        if list(given) != [key]:
            raise bad_request("Request body and URI mismatch")
        keep(call, thing, thing.metadata | given)
        return answer({"meta": given})

    @routes("DELETE", path + "/metadata/{key}")
    def delete(call: Call, project: str, id: str, key: str) -> Answer:
        thing = find(call, project, id)
        if key not in thing.metadata:
            raise missing(id, key)
        keep(call, thing, {k: v for k, v in thing.metadata.items() if k != key})
        return Answer(200)
