"""A lost response: may the cloud have processed the request all the same?"""

from __future__ import annotations

import msgspec
import requests
import urllib3
from keystoneauth1 import exceptions as ksa
from openstack import exceptions as sdk

_BROKEN = (ksa.ConnectFailure, ksa.ConnectTimeout, ksa.UnknownConnectionError)
_GAVE_UP = 504  # a proxy has stopped waiting; the service behind it may still be at it


class DeliveryUnknown(Exception):
    """The cloud may have done what was asked, and looking could not tell."""


def may_have_arrived(lost: BaseException) -> bool:
    """Return whether the cloud may have processed the request although no valid response came."""
    if isinstance(lost, sdk.HttpException):
        return (lost.status_code or 0) >= 500
    if _never_sent(lost.__context__):
        return False
    return isinstance(lost, (*_BROKEN, msgspec.MsgspecError))


def may_come_later(lost: BaseException) -> bool:
    """Return whether what cannot be seen yet may still be done: a proxy stopped waiting for it."""
    if isinstance(lost, sdk.HttpException):
        return lost.status_code == _GAVE_UP
    return isinstance(lost, ksa.ConnectTimeout)


def has_ended(lost: BaseException) -> bool:
    """Return whether an answer came, though no good one: nothing of it is under way any more."""
    return isinstance(lost, sdk.HttpException) and not may_come_later(lost)


def _never_sent(reason: BaseException | None) -> bool:
    """Return whether there was not even a connection; keystoneauth keeps that in the context."""
    if isinstance(reason, requests.ConnectTimeout):
        return True
    why = getattr(reason.args[0], "reason", None) if reason is not None and reason.args else None
    return isinstance(why, urllib3.exceptions.NewConnectionError)
