"""The boundary: whatever the SDK raises becomes one of our errors, with its cause.

There are two trees of exceptions.  ``openstack.exceptions`` is about the response of a service;
``keystoneauth1.exceptions`` is about what failed before (endpoint, network, sign-in).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import requests
from keystoneauth1 import exceptions as ksa
from openstack import exceptions as sdk

from canfar_jupyter import errors
from canfar_jupyter.cloud.faults import connection_errors, messages
from canfar_jupyter.cloud.faults.delivery_unknown import DeliveryUnknown
from canfar_jupyter.cloud.faults.scrubbing import scrub

SDK_ERRORS = (
    sdk.SDKException,
    ksa.ClientException,
    ksa.RetriableConnectionFailure,  # these two of keystoneauth are not in its own tree
    ksa.ImpliedVersionMismatch,
    requests.RequestException,
    msgspec.MsgspecError,
    UnicodeDecodeError,  # msgspec raises these two for invalid text and for deep nesting
    RecursionError,
)


_NO_SERVICE = (ksa.CatalogException, sdk.EndpointNotFound, sdk.ServiceDisabledException)
REFUSALS: tuple[type[Exception], ...] = (
    sdk.HttpException,
    sdk.ServiceDisabledException,
    ksa.CatalogException,
    msgspec.MsgspecError,
)


def left_out(raised: BaseException, doing: str) -> str:
    """Return the sentence for one refused part of what several requests read.

    Raises:
        BaseException: ``raised`` itself if the sign-in is refused: every other part fails too.
    """
    if _status(raised) == 401:
        raise raised
    return str(error(raised, doing))


def is_temporary(raised: BaseException) -> bool:
    """Return whether a part may be there at the next reading: it is missing now, not refused."""
    if isinstance(raised, _NO_SERVICE):
        return False
    return (_status(raised) or 0) in (408, 429) or (_status(raised) or 500) >= 500


@contextmanager
def translating(doing: str) -> Iterator[None]:
    """Translate what the SDK raises inside into an error that begins "Could not ``doing``"."""
    try:
        yield
    except DeliveryUnknown as raised:
        lost = raised.__cause__ or raised
        raise unknown(lost, doing) from lost
    except SDK_ERRORS as raised:
        raise error(raised, doing) from raised


def unknown(lost: BaseException, doing: str) -> errors.OutcomeUnknown:
    """Return that it may have been done: to repeat it without looking may do it twice."""
    raised = error(lost, doing)
    why = str(raised).removeprefix(f"Could not {doing}: ")
    what = f"It is not known whether the request to {doing} was carried out: {why}"
    return errors.OutcomeUnknown(what, request_id=raised.request_id)


def error(raised: BaseException, doing: str) -> errors.CloudError:
    """Return the error, with sentence and hint, for an exception of the SDK.

    The exception remains the cause, which a traceback prints: it is scrubbed first.
    """
    scrub(raised)
    status = _status(raised)
    if status is not None:
        return _answered(raised, status, doing)
    for kinds, make in _ON_THE_WAY:
        if isinstance(raised, kinds):
            return make(raised, doing)
    return errors.CloudFailure(f"Could not {doing}: {said(raised)}")


def _status(raised: BaseException) -> int | None:
    """Return the HTTP status; some classes of both trees imply one without being given it."""
    response = getattr(raised, "response", None)
    for value in (
        getattr(response, "status_code", None),
        getattr(raised, "status_code", None),
        getattr(raised, "http_status", None),
    ):
        if isinstance(value, int) and value >= 400:
            return value
    return next((s for kind, s in _STANDS_FOR.items() if isinstance(raised, kind)), None)


_STANDS_FOR: dict[type[BaseException], int] = {
    sdk.BadRequestException: 400,
    sdk.ForbiddenException: 403,
    sdk.NotFoundException: 404,
    sdk.ConflictException: 409,
    sdk.PreconditionFailedException: 412,
    ksa.HTTPClientError: 400,
    ksa.HttpServerError: 500,
}


def said(raised: BaseException) -> str:
    """Return the message, from the response itself if there is one."""
    response = getattr(raised, "response", None)
    if response is not None and response.content:
        words = messages.words(response.content, response.headers.get("content-type", ""))
        if words:
            return words
    text = getattr(raised, "details", None) or getattr(raised, "message", None) or str(raised)
    return messages.clean(str(text)) or type(raised).__name__


def _answered(raised: BaseException, status: int, doing: str) -> errors.CloudError:
    """Translate the refusal of a service."""
    text = said(raised)
    kind = _BY_STATUS.get(status, errors.CloudFailure if status >= 500 else errors.Invalid)
    more: dict[str, Any] = {"request_id": _request_id(raised), "field": None}
    if status in (403, 409, 413) and messages.is_quota(text):
        kind, text = errors.QuotaReached, messages.quota(text)
    if kind in (errors.Invalid, errors.QuotaReached, errors.NotFound, errors.Conflict):
        more["field"] = messages.field(said(raised))
    if kind is errors.QuotaReached and more["field"] == "floating_ip":
        more["hint"] = "Move one from another instance, release one, or ask for a larger quota."
    if kind is errors.Conflict and "already exists" in text:
        more["hint"] = "Choose another name, or use the existing one."
    if status in _HINTS:
        more["hint"] = _HINTS[status]
    what = f"Could not {doing}: {messages.plainly(text)}"
    if status == 413 and kind is not errors.QuotaReached and (size := _too_large(what, text, more)):
        return size
    if status in (413, 429, 503) and kind is not errors.QuotaReached:
        seconds = _retry_after(raised)
        pause = f"{seconds:g} seconds" if seconds else "a little"
        more["hint"] = f"Wait {pause}, then try again; lists are refreshed automatically."
        return errors.Busy(what, retry_after=seconds, **more)
    return kind(what, **more)


def _too_large(what: str, text: str, more: dict[str, Any]) -> errors.CloudError | None:
    """Translate a 413: from Glance it is about an image, from others it is rate limiting."""
    if "too large" in text:
        return errors.Invalid(what, **{**more, "hint": "Make it smaller; this cloud has a limit."})
    if "full" in text:
        hint = "The cloud has no space left for images: tell its support."
        return errors.CloudFailure(what, **{**more, "hint": hint})
    return None


_BY_STATUS: dict[int, type[errors.CloudError]] = {
    401: errors.NotSignedIn,
    403: errors.NotAllowed,
    404: errors.NotFound,
    405: errors.CloudFailure,
    406: errors.CloudFailure,
    408: errors.TimedOut,
    409: errors.Conflict,
    410: errors.NotFound,
    501: errors.CloudFailure,
    502: errors.Unreachable,
    504: errors.TimedOut,
}
_HINTS = {
    405: "This cloud does not offer that.",
    406: "This cloud is too old for that: ask its support.",
    501: "This cloud does not offer that.",
    502: "A server of the cloud is down: try again in a while.",
}


def _request_id(raised: BaseException) -> str | None:
    headers = getattr(getattr(raised, "response", None), "headers", None) or {}
    id_ = headers.get("x-openstack-request-id") or headers.get("x-compute-request-id")
    return id_ or getattr(raised, "request_id", None)


def _retry_after(raised: BaseException) -> float | None:
    """Return the seconds to wait; a date in the header is ignored, being rare."""
    headers = getattr(getattr(raised, "response", None), "headers", None) or {}
    try:
        return max(0.0, float(headers["Retry-After"]))
    except (KeyError, ValueError):
        return None


def _no_answer(raised: BaseException, doing: str) -> errors.CloudError:
    return errors.Unreachable(f"Could not {doing}: no response in time. {said(raised)}")


def _broken(raised: BaseException, doing: str) -> errors.CloudError:
    why = connection_errors.in_words(raised) or said(raised)
    return errors.Unreachable(f"Could not {doing}: {why}")


def _certificate(raised: BaseException, doing: str) -> errors.CloudError:
    hint = "Ask the cloud for its CA certificate and name the file as `cacert` in clouds.yaml."
    return errors.Unreachable(
        f"Could not {doing}: its certificate is not trusted here. {said(raised)}", hint=hint
    )


_SERVICE = re.compile(r"endpoint for (\S+) service")


def _no_service(raised: BaseException, doing: str) -> errors.CloudError:
    named = _SERVICE.search(said(raised))
    service = f"no {named[1]} service" if named else "no service for that"
    return errors.NoService(f"Could not {doing}: this cloud offers {service}.")


def _incomplete(raised: BaseException, doing: str) -> errors.CloudError:
    return errors.NotConfigured(f"Could not {doing}: {said(raised)}")


def _refused(raised: BaseException, doing: str) -> errors.CloudError:
    return errors.NotSignedIn(f"Could not {doing}: {said(raised)}")


def _invalid(raised: BaseException, doing: str) -> errors.CloudError:
    text = said(raised)
    return errors.Invalid(f"Could not {doing}: {text}", field=messages.field(text))


def _several(raised: BaseException, doing: str) -> errors.CloudError:
    return errors.Ambiguous(f"Could not {doing}: {said(raised)}")


def _late(raised: BaseException, doing: str) -> errors.CloudError:
    return errors.TimedOut(f"Could not {doing}: {said(raised)}")


def _garbled(raised: BaseException, doing: str) -> errors.CloudError:
    return errors.CloudFailure(f"Could not {doing}: the response is invalid. {said(raised)}")


_ON_THE_WAY = (  # the first match
    ((ksa.ConnectTimeout, requests.Timeout), _no_answer),
    ((ksa.SSLError, requests.exceptions.SSLError), _certificate),
    ((ksa.ConnectionError, ksa.RetriableConnectionFailure), _broken),
    ((requests.exceptions.InvalidURL, requests.exceptions.MissingSchema), _incomplete),
    (requests.RequestException, _broken),
    (ksa.DiscoveryFailure, _broken),
    (_NO_SERVICE, _no_service),
    (ksa.OptionError, _incomplete),
    ((ksa.MissingAuthPlugin, ksa.NoMatchingPlugin, ksa.UnsupportedParameters), _incomplete),
    (ksa.ServiceProviderNotFound, _incomplete),
    (sdk.ConfigException, _incomplete),
    ((ksa.AuthPluginException, ksa.AuthorizationFailure, ksa.MissingAuthMethods), _refused),
    ((sdk.InvalidRequest, sdk.InvalidResourceQuery, sdk.ValidationException), _invalid),
    (sdk.DuplicateResource, _several),
    (sdk.ResourceTimeout, _late),
    ((sdk.InvalidResponse, ksa.InvalidResponse), _garbled),
    ((msgspec.MsgspecError, UnicodeDecodeError, RecursionError), _garbled),
)
