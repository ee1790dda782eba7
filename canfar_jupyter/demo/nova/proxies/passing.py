"""Until when Nova passes a request on, and how it says that Neutron refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from canfar_jupyter.demo.core.errors import Refusal, bad_request, not_found
from canfar_jupyter.demo.core.exchange import Call
from canfar_jupyter.demo.neutron.attributes import is_id

_LAST = 35


def refuse_later(call: Call) -> None:
    """Refuse a microversion that has no such thing any more.

    Raises:
        Refusal: 404.
    """
    if call.version > _LAST:
        raise not_found("The resource could not be found.")


@contextmanager
def passed_on(call: Call, **statuses: int) -> Iterator[None]:
    """Turn Neutron's refusals into Nova's; ``statuses`` by Neutron's name of the refusal."""
    try:
        yield
    except Refusal as refusal:
        told = f"{refusal.message}\nNeutron server returns request_ids: ['{call.request_id}']"
        raise Refusal(statuses.get(refusal.kind, refusal.status), told) from None


def checked_id(value: str) -> str:
    if not is_id(value):
        raise bad_request("Security group id should be uuid")
    return value
