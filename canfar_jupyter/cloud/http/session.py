"""keystoneauth's session, made robust: what can safely be repeated is repeated once.

It hides three failures from the user: a kept-alive connection that the cloud has closed in the
meantime, a token that another thread has just replaced (keystoneauth retries only for the first
of several threads; the others get a 401), and a request that never times out.
"""

from __future__ import annotations

import copy
import logging
from datetime import UTC, datetime
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import requests
from keystoneauth1 import exceptions as ksa
from keystoneauth1 import session

from canfar_jupyter.cloud.faults.scrubbing import ScrubbedLog
from canfar_jupyter.cloud.http.token_cache import KeptSignIn

TIMEOUT = (10.0, 60.0)  # seconds: to connect, between two pieces of the response
FRESH = 60.0  # seconds
_REQUESTS = logging.getLogger("keystoneauth.session")
LOG = ScrubbedLog(_REQUESTS, {})
CONNECTIONS = 32  # kept open per host; with the default of 10, threads open new ones


class Session(session.Session):
    """A keystoneauth session that the SDK makes for us (``session_constructor``)."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.timeout: Any = self.timeout or TIMEOUT
        self.kept: KeptSignIn | None = None  # the cached sign-in for the next kernel
        self._renewing = Lock()
        self._refused: tuple[str, ksa.HttpError] | None = None  # a token that could not be replaced
        for scheme in ("http://", "https://"):
            adapter: Any = self.session.get_adapter(scheme)
            adapter.init_poolmanager(CONNECTIONS, CONNECTIONS)
        _ask_environment_once(self.session)

    def request(  # type: ignore[override]  # arguments not named here are in ``more``
        self,
        url: str,
        method: str,
        raise_exc: bool = True,
        allow_reauth: bool = True,
        **more: Any,
    ) -> requests.Response:
        """Send one request; see keystoneauth for its arguments."""
        if (
            more.get("authenticated")
            and getattr(more.get("auth") or self.auth, "auth_ref", 1) is None
        ):
            # Discovery at a URL that responds with 401 requests a token while holding the lock
            # that guards the sign-in: a deadlock.
            more["authenticated"] = False
        response = self._once(url, method, more)
        if response.status_code == 401 and allow_reauth and _has_our_token(more):
            sent = response.request.headers.get("X-Auth-Token")
            if sent is not None and self._renew(str(sent), more.get("auth")):
                response.close()  # its body may not have been read
                response = self._once(url, method, more)
        if response.status_code == 403 and self.kept is not None:
            self.kept.forget()  # a role assigned later is not in this token
        if raise_exc and response.status_code >= 400:
            raise ksa.from_response(response, method, url)
        return response

    def renew_before(self, seconds: float) -> None:
        """Get a new token if this one expires within so many seconds.

        A token that was issued just now is not replaced.
        """
        token = self.get_token()
        access = getattr(self.auth, "auth_ref", None)
        if access is None or not access.will_expire_soon(seconds):
            return
        age = datetime.now(UTC) - access.issued.astimezone(UTC) if access.issued else None
        if age is None or age.total_seconds() > FRESH:
            self._renew(str(token), None)

    def _once(self, url: str, method: str, more: dict[str, Any]) -> requests.Response:
        more["logger"] = LOG if _REQUESTS.isEnabledFor(logging.DEBUG) else _REQUESTS
        more["connect_retries"] = 0  # older SDKs send every request twice, launches too
        more["status_code_retries"] = 0  # the SDK sends to Glance six times what gets a 503

        def send() -> requests.Response:
            answer: requests.Response = super(Session, self).request(
                url, method, raise_exc=False, allow_reauth=False, **more
            )
            return answer

        try:
            return send()
        except requests.RequestException:
            raise
        except OSError as gone:  # a certificate file that was removed since the last request
            if not str(gone).startswith("Could not find"):
                raise
            raise ksa.SSLError(str(gone)) from gone
        except (ksa.ConnectFailure, ksa.UnknownConnectionError):
            if not _is_harmless(method, url):
                raise
            return send()

    def _renew(self, stale: str, auth: Any) -> bool:
        """Get a newer token than ``stale``; the first thread requests it, the others reuse it.

        If the sign-in is refused, the others fail without trying it again: twenty failed
        sign-ins at once may lock the user out.
        """
        with self._renewing:
            if self._refused is not None and self._refused[0] == stale:
                raise copy.copy(self._refused[1])
            if self.get_token(auth) == stale:
                if not self.invalidate(auth):
                    return False
                if self.kept is not None:
                    self.kept.forget()
                try:
                    self.get_token(auth)
                except ksa.Unauthorized as refused:
                    self._refused = stale, refused
                    raise
                if self.kept is not None:
                    self.kept.keep(auth or self.auth)
            return True


def _ask_environment_once(http: requests.Session) -> None:
    """Look up proxies and certificates in the environment once per host.

    requests reads all variables for each request: a sixth of the cost of a short one.
    """
    look = http.merge_environment_settings
    found: dict[tuple[Any, ...], Any] = {}

    def merged(url: Any, proxies: Any, stream: Any, verify: Any, cert: Any) -> Any:
        if proxies:
            return look(url, proxies, stream, verify, cert)
        key = (*urlsplit(url)[:2], stream, verify, cert)
        if key not in found:
            found[key] = look(url, proxies, stream, verify, cert)
        return dict(found[key])

    http.merge_environment_settings = merged  # type: ignore[method-assign]


def _is_harmless(method: str, url: str) -> bool:
    """Return whether it is safe to send twice; a second token does no harm."""
    return method in ("GET", "HEAD") or (method == "POST" and url.endswith("/auth/tokens"))


def _has_our_token(more: dict[str, Any]) -> bool:
    """Return whether a 401 is about our token, and the request can be sent again with a new one.

    A sign-in is sent without authentication, even where it carries a token of its own (all
    plugins that sign in with one): it is sent while the plugin's lock is held, so that asking
    the plugin for a token would deadlock.  A file that was read to its end would be sent again
    as an empty body.
    """
    return more.get("authenticated") is not False and isinstance(
        more.get("data"), str | bytes | None
    )
