"""The four services: prefix, routes, who is let in, which headers, whose words for errors."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from . import (
    actions,
    credentials,
    extensions,
    flavors,
    floatingips,
    identity,
    imagedata,
    imagelist,
    images,
    imports,
    keypairs,
    launches,
    members,
    metadata,
    network,
    ownnetworks,
    ports,
    projects,
    quotas,
    remoteconsoles,
    rules,
    schemas,
    security,
    serverlist,
    servers,
)
from .errors import Refusal, glance_error, keystone_error, neutron_error, nova_error
from .exchange import Routes

MAX_VERSION = 96  # Nova 2.96, the last of 2024


@dataclass(frozen=True, slots=True)
class Service:
    """One of Keystone, Glance, Nova and Neutron."""

    prefix: str
    routes: Routes
    open: re.Pattern[str]  # "METHOD path" that needs no token
    error: Callable[[Refusal], tuple[bytes, str]]
    unscoped: bool = False  # a token without a project is enough


SERVICES = [
    Service(
        "/identity",
        Routes(credentials.routes, identity.routes, projects.routes),
        re.compile(r"GET (/?|/v3/?)|POST /v3/auth/tokens/?"),
        keystone_error,
        unscoped=True,
    ),
    Service(
        "/compute",
        Routes(
            serverlist.routes,
            servers.routes,
            metadata.routes,
            launches.routes,
            actions.routes,
            remoteconsoles.routes,
            flavors.routes,
            keypairs.routes,
            quotas.nova_routes,
            extensions.nova_routes,
        ),
        re.compile(r"GET (/?|/v2\.1/?)"),
        nova_error,
    ),
    Service(
        "/image",
        Routes(
            imagelist.routes,
            images.routes,
            imagedata.routes,
            imports.routes,
            schemas.routes,
            members.routes,
            extensions.glance_routes,
        ),
        re.compile(r"GET (/?|/versions/?)"),
        glance_error,
    ),
    Service(
        "/network",
        Routes(
            network.routes,
            ownnetworks.routes,
            ports.routes,
            security.routes,
            rules.routes,
            floatingips.routes,
            quotas.neutron_routes,
            extensions.neutron_routes,
        ),
        re.compile(r"GET /?"),
        neutron_error,
    ),
]


def microversion(headers: Mapping[str, str]) -> int:
    """Return the N of the microversion 2.N that a request to Nova asks for.

    Raises:
        Refusal: 406 or 400.
    """
    words = headers.get("OpenStack-API-Version", "").split()
    text = words[1] if len(words) == 2 and words[0].lower() == "compute" else ""
    text = text or headers.get("X-OpenStack-Nova-API-Version", "2.1")
    if text == "latest":
        return MAX_VERSION
    found = re.fullmatch(r"([1-9]\d*)\.(0|[1-9]\d*)", text)
    if not found:
        raise Refusal(
            400,
            f"API Version String {text} is of invalid format. Must be of format MajorNum.MinorNum.",
        )
    if found[1] != "2" or not 1 <= int(found[2]) <= MAX_VERSION:
        raise Refusal(
            406,
            f"Version {text} is not supported by the API. "
            f"Minimum is 2.1 and maximum is 2.{MAX_VERSION}.",
            headers=version_headers(text),
        )
    return int(found[2])


def version_headers(version: str) -> dict[str, str]:
    """Return what every answer of Nova carries."""
    return {
        "OpenStack-API-Version": f"compute {version}",
        "X-OpenStack-Nova-API-Version": version,
        "Vary": "OpenStack-API-Version, X-OpenStack-Nova-API-Version",
    }
