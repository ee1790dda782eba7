"""Neutron: what a request may say of each attribute of a thing, as its API layer checks it.

A resource has a table of Attributes.  ``prepared`` turns what was sent into values to work with,
or refuses it in Neutron's words and order: unknown names, what is missing or may not be said,
each value by itself, and last what the policies keep for administrators.
"""

from __future__ import annotations

import ipaddress
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from canfar_jupyter.demo.core.errors import Refusal, bad_request, forbidden
from canfar_jupyter.demo.core.exchange import Call

Check = Callable[[str, Any], Any]  # the attribute's name, the value sent -> the value to use


class Unsaid:
    """Stands for an attribute that a request does not speak of."""

    def __bool__(self) -> bool:
        return False


UNSAID = Unsaid()


@dataclass(frozen=True, slots=True)
class Attribute:
    """``default`` is what a POST without it means; ``admin``: only administrators may differ."""

    check: Check
    default: Any = UNSAID
    post: bool = True
    put: bool = True
    required: bool = False
    admin: bool = False


Table = Mapping[str, Attribute]


def wrong(name: str, reason: str) -> Refusal:
    return bad_request(f"Invalid input for {name}. Reason: {reason}.")


def invalid_input(message: str) -> Refusal:
    return bad_request(f"Invalid input for operation: {message}.", "InvalidInput")


def anything(name: str, value: Any) -> Any:
    return value


def text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise wrong(name, f"'{value}' is not a valid string")
    if len(value) > 255:
        raise wrong(name, f"'{value}' exceeds maximum length of 255")
    return value


def boolean(name: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).lower() in ("true", "1"):
        return True
    if str(value).lower() in ("false", "0"):
        return False
    raise invalid_input(f"'{value}' cannot be converted to boolean")


def number(name: str, value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise invalid_input(f"'{value}' is not an integer") from None


def optional(check: Check) -> Check:
    """Return a check that also lets null pass."""
    return lambda name, value: None if value is None else check(name, value)


def one_of(*values: Any) -> Check:
    def check(name: str, value: Any) -> Any:
        if value not in values:
            raise wrong(name, f"{value} is not in valid_values")
        return value

    return check


def is_id(value: Any) -> bool:
    try:
        return len(str(uuid.UUID(value))) == len(value) if isinstance(value, str) else False
    except ValueError:
        return False


def identifier(name: str, value: Any) -> str:
    if not is_id(value):
        raise wrong(name, f"'{value}' is not a valid UUID")
    return str(value)


def identifiers(name: str, value: Any) -> list[str]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise wrong(name, f"'{value}' is not a list")
    return [identifier(name, item) for item in value]


def address(name: str, value: Any) -> str:
    try:
        return str(ipaddress.ip_address(value if isinstance(value, str) else ""))
    except ValueError:
        raise wrong(name, f"'{value}' is not a valid IP address") from None


def prefix(name: str, value: Any) -> str:
    try:
        return str(ipaddress.ip_network(value if isinstance(value, str) else "", strict=False))
    except ValueError:
        raise wrong(name, f"'{value}' is not a valid IP subnet") from None


def mac(name: str, value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(
        r"(?:[0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}", value
    ):
        raise wrong(name, f"'{value}' is not a valid MAC address")
    return value.lower()


def objects(name: str, value: Any) -> list[dict[str, Any]]:
    if value is None:
        return []
    if not isinstance(value, list) or any(not isinstance(item, dict) for item in value):
        raise wrong(name, f"Invalid data format: '{value}'")
    return value


def routes(name: str, value: Any) -> list[dict[str, str]]:
    """Check host routes of a subnet and routes of a router."""
    found = []
    for item in objects(name, value):
        if set(item) != {"destination", "nexthop"}:
            expected = "{'destination', 'nexthop'}"
            why = f"Validation of dictionary's keys failed. Expected keys: {expected}"
            raise wrong(name, f"{why} Provided keys: {set(item)}")
        try:
            where = str(ipaddress.ip_network(item["destination"]))
        except (ValueError, TypeError):
            raise wrong(name, f"'{item['destination']}' is not a valid CIDR") from None
        found.append({"destination": where, "nexthop": address(name, item["nexthop"])})
    return found


OWNER = {
    "project_id": Attribute(anything, put=False),
    "tenant_id": Attribute(anything, put=False),
}
NAMED = {
    "name": Attribute(text, ""),
    "description": Attribute(text, ""),
    **OWNER,
}
READ_ONLY = Attribute(anything, post=False, put=False)
KEPT = {  # of every resource
    name: READ_ONLY
    for name in ("id", "status", "tags", "created_at", "updated_at", "revision_number")
}


def sent(call: Call, name: str, plural: str) -> tuple[list[dict[str, Any]], bool]:
    """Return what a body holds: one thing, or several of them (then True).

    Raises:
        Refusal: 400 in Neutron's words.
    """
    try:
        body = msgspec.json.decode(call.body)
    except msgspec.DecodeError:
        raise bad_request(
            "Malformed request body: Cannot understand JSON.", "MalformedRequestBody"
        ) from None
    if isinstance(body, dict) and plural in body and call.method == "POST":
        many = body[plural]
        if not many:
            raise bad_request("Resources required")
        if not isinstance(many, list) or any(not isinstance(one, dict) for one in many):
            raise bad_request("Body contains invalid data")
        return many, True
    if not isinstance(body, dict) or not isinstance(body.get(name), dict):
        raise bad_request(f"Unable to find '{name}' in request body")
    return [body[name]], False


def prepared(call: Call, name: str, table: Table, given: dict[str, Any]) -> dict[str, Any]:
    """Return the values of a request; a PUT has those that were sent, a POST has all.

    Raises:
        Refusal: 400 or 403 in Neutron's words.
    """
    table = {**KEPT, **table}
    making = call.method == "POST"
    for owner in OWNER:
        if given.get(owner, call.project) != call.project:
            raise bad_request(
                "Specifying 'project_id' other than the authenticated project in request is not "
                "allowed for the current user."
            )
    unknown = [key for key in given if key not in table]
    if unknown:
        raise bad_request(f"Unrecognized attribute(s) '{', '.join(unknown)}'")
    for key, attribute in table.items():
        if making and attribute.required and key not in given:
            raise bad_request(f"Failed to parse request. Required attribute '{key}' not specified")
        if making and not attribute.post and key in given:
            raise bad_request(f"Attribute '{key}' not allowed in POST")
        if not making and not attribute.put and key in given and key not in OWNER:
            raise bad_request(f"Cannot update read-only attribute {key}")
    values = {key: table[key].check(key, value) for key, value in given.items()}
    refuse_kept(name, "create" if making else "update", table, values)
    if making:
        left = {k: a.default for k, a in table.items() if k not in values and a.post}
        values |= left
    return values


def refuse_kept(name: str, verb: str, table: Table, values: dict[str, Any]) -> None:
    """Refuse what only an administrator may say."""
    for key, value in values.items():
        attribute = table[key]
        if attribute.admin and value != attribute.default:
            raise forbidden(
                f"(rule:{verb}_{name} and rule:{verb}_{name}:{key}) is disallowed by policy"
            )
