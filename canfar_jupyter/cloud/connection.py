"""Signing in."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from keystoneauth1 import exceptions as ksa
from openstack import exceptions as sdk
from openstack.config.cloud_region import CloudRegion
from openstack.connection import Connection

from canfar_jupyter import errors
from canfar_jupyter.cloud import config
from canfar_jupyter.cloud.base.identity import Identity, title
from canfar_jupyter.cloud.cloud import Cloud
from canfar_jupyter.cloud.faults.connection_errors import below_discovery
from canfar_jupyter.cloud.faults.translation import SDK_ERRORS, error
from canfar_jupyter.cloud.http.client import HttpClient
from canfar_jupyter.cloud.http.token_cache import KeptSignIn
from canfar_jupyter.local import guard, settings
from canfar_jupyter.model.sites import site


def connect(name: str | None = None, *, pause: Callable[[float], None] = time.sleep) -> Cloud:
    """Sign in to a cloud.

    A recent sign-in is reused, so that a new kernel has its first rows after one
    request; nothing is sent then, and errors (no answer, a refusal) are raised by the first
    request.  It is kept in a file that only you can read and that is useless without
    your password; the variable CANFAR_JUPYTER_KEEP_SIGN_IN=no keeps nothing.

    Args:
        name: Its name in clouds.yaml.  None: the one that OS_CLOUD names, else the OS_*
            variables of an openrc file, else the only cloud in clouds.yaml.  "demo" starts the
            demo cloud if none is running.
        pause: Waits the given number of seconds, for calls that wait.

    Raises:
        NotConfigured: No cloud is named, or clouds.yaml does not have it.
        NotAllowed: A Voila page that others may open would use the server's own credentials.
        NotSignedIn: The user, password, project or a domain is wrong.
        Unreachable: Nothing answers at the address.
    """
    guard.check()
    settings.check()
    site()  # a broken file is told here, not in the middle of a list
    region = config.find(name)
    auth = region.config.get("auth") or {}
    auth_url = str(auth.get("auth_url") or "")
    called = title(str(region.name or ""), auth_url)
    _check(called, region, auth, auth_url)
    try:
        connection = Connection(config=region)
        session: Any = connection.session  # its plugin's type does not tell what all of them have
        kept = KeptSignIn(region)
        access = kept.load(session.auth)
        if access is None:
            access = _access(session, called)
            kept.keep(session.auth)
        session.kept = kept
    except SDK_ERRORS as raised:
        raise _sentence(raised, called, auth, auth_url) from raised
    if access.project_id is None:
        raise errors.NotSignedIn(
            f"You are signed in at {auth_url}, but not to a project.",
            hint="Set project_name and project_domain_name in clouds.yaml, or OS_PROJECT_NAME.",
        )
    identity = Identity(
        cloud=str(region.name or ""),
        auth_url=auth_url,
        user=access.username or "",
        user_id=access.user_id or "",
        project=access.project_name or "",
        project_id=access.project_id,
        region=region.region_name or "",
    )
    return Cloud(
        HttpClient(connection),
        identity,
        settings.MACHINES.of(region.config),
        settings.CONSOLE_HOSTS.of(region.config),
        pause,
    )


def _check(called: str, region: CloudRegion, auth: dict[str, Any], auth_url: str) -> None:
    """Reject what keystoneauth would fail on with a bare Exception or a misleading error."""
    if auth_url and not auth_url.startswith(("https://", "http://")):
        raise errors.NotConfigured(
            f"The address of {called} does not begin with https:// or http://: {auth_url}",
            hint="Correct auth_url in clouds.yaml, or OS_AUTH_URL.",
        )
    if auth_url and not _is_address(auth_url):
        raise errors.NotConfigured(
            f"The address of {called} has no host, a blank, or a port that cannot be: {auth_url}",
            hint="Correct auth_url in clouds.yaml, or OS_AUTH_URL.",
        )
    by_password = region.config.get("auth_type") in ("password", "v3password", None)
    user = auth.get("username") or auth.get("user_id")
    if by_password and user and not auth.get("password"):
        raise errors.NotConfigured(
            f"No password is set for user {user} of {called}.",
            hint="Set OS_PASSWORD (an openrc file asks for it when it is sourced), "
            "or password in clouds.yaml.",
        )


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.port != 0 and not re.search(r"\s", url)
    except ValueError:  # a port that is not a number or beyond 65535, half an IPv6 address
        return False


def _access(session: Any, called: str) -> Any:
    """Sign in; not every plugin of keystoneauth does (``none``, ``admin_token``)."""
    if not hasattr(session.auth, "get_access"):
        raise errors.NotConfigured(
            f"The auth_type of {called} does not sign in to a project.",
            hint="Set another auth_type in clouds.yaml, such as password, token or "
            "v3applicationcredential.",
        )
    return session.auth.get_access(session)


def _sentence(
    raised: BaseException, called: str, auth: dict[str, Any], auth_url: str
) -> errors.CloudError:
    """Return what is wrong with the sign-in; Keystone itself rightly does not tell."""
    raised = below_discovery(raised)
    known = error(raised, f"sign in to {called}")
    if isinstance(raised, ksa.Unauthorized) or getattr(raised, "http_status", 0) == 401:
        user, project = auth.get("username"), auth.get("project_name") or auth.get("project_id")
        if not user and (auth.get("token") or auth.get("access_token")):
            return errors.NotSignedIn(
                f"{called} does not accept the token: it has expired, was revoked, or is not of "
                "this cloud and project.",
                hint="Get a new one, put it into clouds.yaml (or OS_TOKEN), then connect again.",
                request_id=known.request_id,
            )
        who = f"user {user}" if user else "these credentials"
        into = f" and project {project}" if project else ""
        return errors.NotSignedIn(
            f"{called} does not accept {who}{into}: a name, the password or a domain is wrong.",
            request_id=known.request_id,
        )
    if isinstance(raised, ksa.NotFound | sdk.NotFoundException | ksa.DiscoveryFailure):
        return errors.Unreachable(
            f"{auth_url} answers, but not as the identity service of an OpenStack cloud.",
            hint="auth_url should be the identity service, such as https://host:5000/v3.",
        )
    return known
