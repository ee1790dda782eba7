"""Neutron: the body of a request, checked as its API layer checks it."""

from __future__ import annotations

from typing import Any

import msgspec

from canfar_jupyter.demo.core.errors import bad_request
from canfar_jupyter.demo.core.exchange import Call


def given(call: Call, name: str, known: str) -> dict[str, Any]:
    """Return what the body holds under ``name``; ``known`` are its attributes.

    Raises:
        Refusal: 400 in Neutron's words.
    """
    try:
        body = msgspec.json.decode(call.body)
    except msgspec.DecodeError:
        raise bad_request(
            "Malformed request body: Cannot understand JSON.", "MalformedRequestBody"
        ) from None
    if not isinstance(body, dict) or not isinstance(body.get(name), dict):
        raise bad_request(f"Unable to find '{name}' in request body")
    found: dict[str, Any] = body[name]
    strange = [f"'{key}'" for key in found if key not in known.split()]
    if strange:
        raise bad_request(f"Unrecognized attribute(s) {', '.join(strange)}")
    return found
