"""Requests to the cloud: one at a time through the SDK's adapters; refusals are raised.

The adapter adds authentication, the endpoint from the catalog and the microversion header.
SDK Resources are not used for lists: each costs about 3 ms of CPU.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import requests
import urllib3
from keystoneauth1 import exceptions as ksa
from openstack import exceptions as sdk
from openstack.connection import Connection

WANTED = (2, 69)  # Nova: flavors inside servers (2.47), descriptions (2.55), down cells (2.69)


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of a read: the body, and the cloud's clock when it was sent."""

    content: bytes
    date: datetime | None


class HttpClient:
    """Sends requests to the services of one cloud, as one user in one project."""

    def __init__(self, connection: Connection) -> None:
        self.sdk = connection
        self._compute_version = WANTED
        self._addresses: dict[str, str] = {}  # of services; the SDK computes them each time
        self._ahead = timedelta()  # how far the cloud's clock is ahead of ours

    def get(self, service: str, path: str, query: Mapping[str, Any] | None = None) -> Answer:
        """Send a GET request, and repeat it once if the connection breaks."""
        try:
            return self._read(service, path, query)
        except urllib3.exceptions.ReadTimeoutError as late:
            raise ksa.ConnectTimeout(f"Reading {path} timed out") from late
        except urllib3.exceptions.HTTPError:
            pass
        try:
            return self._read(service, path, query)
        except urllib3.exceptions.HTTPError as broken:
            raise ksa.ConnectFailure(f"Reading {path} broke off: {broken}") from broken

    def _read(self, service: str, path: str, query: Mapping[str, Any] | None) -> Answer:
        """Read the body at once: requests would join it from pieces of 10 KiB."""
        response = self.send(service, "GET", path, params=query or {}, stream=True)
        content = response.raw.read(decode_content=True)
        return Answer(content or response.content, date_of(response))  # debug logs read it first

    def post(self, service: str, path: str, body: Any) -> requests.Response:
        """Create or change something; never repeated when the response is lost."""
        return self.send(service, "POST", path, json=body)

    def send(
        self, service: str, method: str, path: str, newest: str | None = None, **more: Any
    ) -> requests.Response:
        """Send one request.

        Args:
            service: "compute", "image", "network" or "block_storage".
            method: GET, POST, DELETE...
            path: What follows the service's endpoint in the catalog.
            newest: A microversion of Nova to request if it has that one; None: the usual one.
            more: ``json``, ``params`` and other arguments of keystoneauth's session.

        Raises:
            SDKException, ClientException: for ``translation.translating`` to translate.
        """
        adapter = getattr(self.sdk, service)
        url = self._address(service, adapter) + path
        if service != "compute":
            return self._checked(adapter.request(url, method, **more))
        asked = newest or self.compute_version
        response = adapter.request(url, method, microversion=asked, **more)
        if response.status_code == 406 and (self._settle_for_less(response.text) or newest):
            response = adapter.request(url, method, microversion=self.compute_version, **more)
        return self._checked(response)

    def renew_sign_in(self, seconds: float) -> None:
        """Get a new token now if this one expires within so many seconds."""
        session: Any = self.sdk.session
        session.renew_before(seconds)

    def address(self, service: str) -> str:
        """Return the endpoint of a service from the catalog; sends no request but the sign-in."""
        return self._address(service, getattr(self.sdk, service))

    def _address(self, service: str, adapter: Any) -> str:
        if service not in self._addresses:
            address = adapter.get_endpoint()
            if not address:
                raise ksa.EndpointNotFound(f"The catalog has no {service} service")
            self._addresses[service] = str(address).rstrip("/")
        return self._addresses[service]

    def has(self, service_type: str) -> bool:
        """Return whether the catalog has an endpoint of a service type; sends no request."""
        try:
            return bool(self.sdk.session.get_endpoint(service_type=service_type))
        except ksa.CatalogException:
            return False

    def cloud_time(self) -> datetime:
        """Return the time of the cloud's clock now, as far as its last response tells."""
        return datetime.now(UTC) + self._ahead

    @property
    def compute_version(self) -> str:
        """The microversion requested of Nova: the one we want, or the newest of an older Nova."""
        return "{}.{}".format(*self._compute_version)

    def is_compute_at_least(self, major: int, minor: int) -> bool:
        """Return whether Nova has this microversion, as far as is known so far."""
        return self._compute_version >= (major, minor)

    def _settle_for_less(self, refusal: str) -> bool:
        """Learn the newest microversion from a 406; this saves a discovery request elsewhere."""
        found = re.search(r"maximum is (\d+)\.(\d+)", refusal)
        most = (int(found[1]), int(found[2])) if found else (2, 1)
        if most >= self._compute_version:
            return False
        self._compute_version = most
        return True

    def _checked(self, response: requests.Response) -> requests.Response:
        if date := date_of(response):
            self._ahead = date - datetime.now(UTC)
        sdk.raise_from_response(response)
        return response


def date_of(response: requests.Response) -> datetime | None:
    """Return the time of the cloud's clock when it responded; None: it did not say."""
    try:
        date = parsedate_to_datetime(response.headers["Date"])
        return date.replace(tzinfo=date.tzinfo or UTC)
    except (KeyError, ValueError):
        return None
