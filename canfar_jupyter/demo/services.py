"""The five services: prefix, routes, who is let in, which headers, whose words for errors."""

from __future__ import annotations

import re
from collections.abc import Callable
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
    servergroups,
    serverlist,
    servers,
    volumes,
)
from .errors import (
    Refusal,
    cinder_error,
    glance_error,
    keystone_error,
    neutron_error,
    nova_error,
)
from .exchange import Routes
from .microversions import CINDER, NOVA, Microversions


@dataclass(frozen=True, slots=True)
class Service:
    """One of Keystone, Glance, Nova, Neutron and Cinder."""

    prefix: str
    routes: Routes
    open: re.Pattern[str]  # "METHOD path" that needs no token
    error: Callable[[Refusal], tuple[bytes, str]]
    unscoped: bool = False  # a token without a project is enough
    versions: Microversions | None = None


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
            servergroups.routes,
            extensions.nova_routes,
        ),
        re.compile(r"GET (/?|/v2\.1/?)"),
        nova_error,
        versions=NOVA,
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
    Service(
        "/volume", Routes(volumes.routes), re.compile(r"GET /?"), cinder_error, versions=CINDER
    ),
]
