"""Nova: names of servers, snapshots and key pairs, checked as Nova checks them."""

from __future__ import annotations

import unicodedata
from typing import Any

from canfar_jupyter.demo.core.errors import bad_request, invalid


def checked_name(value: Any) -> str:
    """Return a name that Nova accepts.

    Raises:
        Refusal: 400.
    """
    if not isinstance(value, str):
        raise invalid("name", value, f"{value!r} is not of type 'string'")
    if not value:
        raise invalid("name", value, "'' should be non-empty")
    if len(value) > 255:
        raise invalid("name", value, f"{value!r} is too long")
    printable = all(unicodedata.category(c)[0] != "C" for c in value)
    if not printable or not value.strip() or value != value.strip():
        raise bad_request(
            "An invalid 'name' value was provided. The name must be: "
            "printable characters. Can not start or end with whitespace."
        )
    return value
