"""A lost response: may the cloud have processed the request all the same?"""

from __future__ import annotations

import msgspec
import requests
import urllib3
from keystoneauth1 import exceptions as ksa
from openstack import exceptions as sdk


def may_have_arrived(lost: BaseException) -> bool:
    """Return whether the cloud may have processed the request although no valid response came."""
    if isinstance(lost, sdk.HttpException):
        return (lost.status_code or 0) >= 500
    if _never_sent(lost.__context__):
        return False
    broken = (ksa.ConnectFailure, ksa.ConnectTimeout, ksa.UnknownConnectionError)
    return isinstance(lost, (*broken, msgspec.MsgspecError))


def _never_sent(reason: BaseException | None) -> bool:
    """Return whether there was not even a connection; keystoneauth keeps that in the context."""
    if isinstance(reason, requests.ConnectTimeout):
        return True
    why = getattr(reason.args[0], "reason", None) if reason is not None and reason.args else None
    return isinstance(why, urllib3.exceptions.NewConnectionError)
