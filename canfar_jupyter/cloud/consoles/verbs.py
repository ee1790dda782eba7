"""The consoles of an instance: the URL that Nova returns, and how far to trust it.

Source: https://docs.openstack.org/api-ref/compute/#create-console
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, parse_qs, unquote, urljoin, urlsplit, urlunsplit

import msgspec
from openstack import exceptions as sdk

from canfar_jupyter.cloud.consoles.hosts import ConsoleHosts, is_this_computer
from canfar_jupyter.cloud.faults import messages
from canfar_jupyter.cloud.faults.translation import said, translating
from canfar_jupyter.cloud.http.trust import trust
from canfar_jupyter.errors import CloudError, CloudFailure, Conflict, Invalid

if TYPE_CHECKING:
    from canfar_jupyter.cloud.base.identity import Identity
    from canfar_jupyter.cloud.http.client import HttpClient
    from canfar_jupyter.cloud.lists.frames import Lists
    from canfar_jupyter.model.instances.server import Server

PROTOCOLS = {"novnc": "vnc", "spice-html5": "spice", "serial": "serial", "webmks": "mks"}
PAGES = ("novnc", "spice-html5")  # kinds that are a page of the cloud's own
_SECURE = {"http": "ws", "https": "wss", "ws": "ws", "wss": "wss"}
_MAX_URL = 4096  # characters of an address


@dataclass(frozen=True)
class Endpoint:
    """Where to connect to a console; valid for one connection.

    Attributes:
        host: For messages; the URLs contain a token, which is a secret.
        urls: Of the websocket, to be tried in order.
        tls: How the cloud's certificate is checked; None: the connection is not encrypted.
        local: Whether it is on this computer.
    """

    host: str
    urls: tuple[str, ...] = field(repr=False)
    tls: ssl.SSLContext | None = None
    local: bool = False


class _Console(msgspec.Struct):
    url: str


class _Answer(msgspec.Struct):
    remote_console: _Console


_decoder = msgspec.json.Decoder(_Answer)


class Consoles:
    """The consoles of the instances of a project.

    Args:
        client: The HTTP client of the cloud.
        lists: The lists of the project.
        identity: Who is signed in where.
        named_hosts: ``canfar_console_hosts`` of clouds.yaml.
    """

    def __init__(
        self, client: HttpClient, lists: Lists, identity: Identity, named_hosts: Any = None
    ) -> None:
        self._client, self._lists = client, lists
        self._identity, self._named_hosts = identity, named_hosts

    def console_url(self, server: Server | str, kind: str = "novnc") -> str:
        """Request the URL of an instance's console; for some minutes it gives access to its bearer.

        Args:
            server: What ``launch`` returned, or a name or id.
            kind: "novnc", "spice-html5" or "webmks" (a page for your browser), or "serial"
                (a websocket).

        Returns:
            The URL, which contains a token: keep it secret.

        Raises:
            Conflict: The instance is not running.
            Invalid: The cloud does not offer this kind of console.
            CloudFailure: The URL is on a host that is not the cloud's (see
                canfar_console_hosts in the documentation), or is not a valid URL.

        Source: https://docs.openstack.org/api-ref/compute/#create-console
        """
        url = _ask(self._client, self._lists.server_id(server), kind)
        self._check(url, ("ws", "wss") if kind == "serial" else ("http", "https"))
        return url

    def console_page(self, server: Server | str) -> str:
        """Request the first available kind of console that is a page; as ``console_url``."""
        refused: Invalid | None = None
        for kind in PAGES:
            try:
                return self.console_url(server, kind)
            except Invalid as none_of_it:
                refused = refused or none_of_it
        assert refused is not None
        raise refused

    def console_endpoint(self, server: Server | str, kind: str = "novnc") -> Endpoint:
        """Request a console and determine its websocket; as ``console_url``."""
        url = _ask(self._client, self._lists.server_id(server), kind)
        parts, local = self._check(url, tuple(_SECURE))
        urls = tuple(websockets(url))
        secure = _SECURE[parts.scheme] == "wss"
        tls = trust(self._client.sdk.session, urls[0]) if secure else None
        return Endpoint(parts.netloc, urls, tls, local)

    def _check(self, url: str, schemes: tuple[str, ...]) -> tuple[SplitResult, bool]:
        """Parse a URL; reject one that is invalid or not on the cloud's hosts."""
        parts = _split(url)
        if parts is None or parts.scheme not in schemes:
            raise CloudFailure(
                "The cloud returned an invalid URL for the console: it is not opened.",
                hint="Contact its support; no console can be opened until that is fixed.",
            )
        host = str(parts.hostname)
        hosts = self._hosts()
        if not hosts.believe(host):
            shown = messages.clean(host)[:100]
            raise CloudFailure(
                f"The cloud names {shown} for the console, which is not one of its own hosts "
                f"({', '.join(sorted(hosts.own))}): it is not opened.",
                hint=(
                    "If the cloud's support says that this host is theirs, add "
                    f"canfar_console_hosts: [{shown}] to the cloud in clouds.yaml."
                ),
            )
        return parts, is_this_computer(host)

    def _hosts(self) -> ConsoleHosts:
        sign_in = urlsplit(self._identity.auth_url).hostname or ""
        nova = urlsplit(self._client.address("compute")).hostname or ""
        return ConsoleHosts.of(sign_in, (sign_in, nova), self._named_hosts)


def _ask(client: HttpClient, id_: str, kind: str) -> str:
    if kind not in PROTOCOLS:
        raise Invalid(f"There is no console {kind!r}: choose one of {', '.join(PROTOCOLS)}.")
    body = {"remote_console": {"protocol": PROTOCOLS[kind], "type": kind}}
    with translating("open the console"):
        try:
            content = client.post("compute", f"/servers/{id_}/remote-consoles", body).content
        except sdk.HttpException as refused:
            if (sentence := _refused(refused, kind, client)) is not None:
                raise sentence from refused
            raise
        return _decoder.decode(content).remote_console.url


def _refused(refused: sdk.HttpException, kind: str, client: HttpClient) -> CloudError | None:
    """Explain a refusal; None: it has no special meaning for consoles."""
    text = said(refused)
    status = getattr(refused.response, "status_code", None)
    if status == 409:
        return Conflict(
            "The console cannot be opened: the instance is not running.",
            hint="Start it, or wait until it is ACTIVE; then try again.",
        )
    if status == 501 or (status == 400 and "console type" in text.lower()):
        return Invalid(
            f"This cloud offers no {_SAY[kind]} console.",
            hint="The console log is still available; the cloud's support may enable consoles.",
        )
    if status == 404 and not client.is_compute_at_least(2, 6):
        return CloudFailure(
            "This cloud's Nova is too old for consoles (it has no microversion 2.6).",
            hint="Use the cloud's own dashboard.",
        )
    return None


_SAY = {"novnc": "VNC", "spice-html5": "SPICE", "serial": "serial", "webmks": "MKS"}


def _split(url: str) -> SplitResult | None:
    """Parse a URL; None if it is invalid or has hidden parts."""
    if len(url) > _MAX_URL or not url.isprintable() or " " in url or "\\" in url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _SECURE or not parts.hostname or "@" in parts.netloc or port == 0:
        return None
    return parts


def websockets(url: str) -> list[str]:
    """Determine the websocket behind the URL of a console.

    The noVNC page gets it from its query: ``path=?token=...`` today, ``token=...`` formerly; its
    path is below the root of the host, or, where a proxy serves it below a path, beside the page.
    """
    parts = urlsplit(url)
    scheme = _SECURE[parts.scheme]
    if parts.scheme in ("ws", "wss"):
        return [url]
    query = parse_qs(parts.query)
    if "path" in query:
        path = query["path"][0]
    else:
        path = f"?{parts.query}" if "token" in query else unquote(parts.query)
    root = urlunsplit((scheme, parts.netloc, "/", "", ""))
    page = urlunsplit(("http", parts.netloc, parts.path or "/", "", ""))
    below = root + path.lstrip("/")
    beside = page + path if path.startswith("?") else urljoin(page, path)
    found = [below, scheme + beside.removeprefix("http")]
    return [u for u in dict.fromkeys(found) if urlsplit(u).netloc == parts.netloc]
