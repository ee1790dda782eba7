"""Refusals, and the words and shapes in which each service says them.

The services disagree: Keystone and the token check in front of Nova, Neutron and Cinder
answer ``{"error": ...}``, Nova and Cinder ``{"badRequest": ...}``, Neutron
``{"NeutronError": ...}``, Glance an HTML page.
"""

from __future__ import annotations

import html
from http import HTTPStatus
from typing import Any

import msgspec


class Refusal(Exception):
    """A request that is answered with an error.

    ``kind`` is Neutron's name of the exception; the other services have none.  ``lead`` is
    a sentence that Glance says first.
    """

    def __init__(
        self,
        status: int,
        message: str,
        kind: str = "",
        headers: dict[str, str] | None = None,
        lead: str = "",
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.kind = kind
        self.headers = headers or {}
        self.lead = lead


NO_SUCH_PATH = "NoSuchPath"


def bad_request(message: str, kind: str = "HTTPBadRequest") -> Refusal:
    return Refusal(400, message, kind)


def invalid(field: str, value: Any, why: str) -> Refusal:
    """Refuse a value in the words of Nova's schemas."""
    return bad_request(f"Invalid input for field/attribute {field}. Value: {value}. {why}")


def forbidden(message: str) -> Refusal:
    return Refusal(403, message, "PolicyNotAuthorized")


def not_found(message: str, kind: str = "HTTPNotFound") -> Refusal:
    return Refusal(404, message, kind)


def conflict(message: str, kind: str = "Conflict") -> Refusal:
    return Refusal(409, message, kind)


UNAUTHORIZED = "The request you have made requires authentication."

_NOVA_NAMES = {
    400: "badRequest",
    401: "unauthorized",
    403: "forbidden",
    404: "itemNotFound",
    405: "badMethod",
    409: "conflictingRequest",
    413: "overLimit",
    415: "badMediaType",
    429: "overLimit",
    501: "notImplemented",
    503: "serviceUnavailable",
}

_JSON = "application/json"
_HTML = "text/html; charset=UTF-8"


def _encode(value: Any) -> bytes:
    return msgspec.json.encode(value)


def keystone_error(refusal: Refusal) -> tuple[bytes, str]:
    body = {
        "error": {
            "code": refusal.status,
            "message": refusal.message,
            "title": HTTPStatus(refusal.status).phrase,
        }
    }
    return _encode(body), _JSON


def nova_error(refusal: Refusal) -> tuple[bytes, str]:
    if refusal.status == 401:
        return keystone_error(refusal)
    if refusal.kind == NO_SUCH_PATH:
        return glance_error(refusal)
    name = _NOVA_NAMES.get(refusal.status, "computeFault")
    body = {name: {"code": refusal.status, "message": refusal.message}}
    return _encode(body), _JSON + "; charset=UTF-8"


def cinder_error(refusal: Refusal) -> tuple[bytes, str]:
    if refusal.status == 413:
        told = {"code": 413, "message": refusal.message, "retryAfter": "0"}
        return _encode({"overLimit": told}), _JSON
    body, kind = nova_error(refusal)
    return body, kind if kind == _HTML else _JSON


def neutron_error(refusal: Refusal) -> tuple[bytes, str]:
    if refusal.status == 401:
        return keystone_error(refusal)
    body = {
        "NeutronError": {
            "type": "HTTPNotFound" if refusal.kind == NO_SUCH_PATH else refusal.kind,
            "message": refusal.message,
            "detail": "",
        }
    }
    return _encode(body), _JSON


def glance_error(refusal: Refusal) -> tuple[bytes, str]:
    title = f"{refusal.status} {HTTPStatus(refusal.status).phrase}"
    text = refusal.message
    if refusal.status == 401:
        text = (
            "This server could not verify that you are authorized to access the document you "
            "requested. Either you supplied the wrong credentials (e.g., bad password), or your "
            "browser does not understand how to supply the credentials required."
        )
    lead = f"{html.escape(refusal.lead)}\n<br /><br />\n" if refusal.lead else ""
    tail = "" if lead else "<br /><br />\n\n\n"
    page = (
        f"<html>\n <head>\n  <title>{title}</title>\n </head>\n <body>\n  <h1>{title}</h1>\n"
        f"  {lead}{html.escape(text)}{tail}\n </body>\n</html>"
    )
    return page.encode(), _HTML
