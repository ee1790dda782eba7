"""The five services: prefix, routes, who is let in, which headers, whose words for errors."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from canfar_jupyter.demo import extensions
from canfar_jupyter.demo.cinder import volumes
from canfar_jupyter.demo.core import quotas
from canfar_jupyter.demo.core.errors import (
    Refusal,
    cinder_error,
    glance_error,
    keystone_error,
    neutron_error,
    nova_error,
)
from canfar_jupyter.demo.core.exchange import Routes
from canfar_jupyter.demo.core.microversions import CINDER, NOVA, Microversions
from canfar_jupyter.demo.glance import data, image_list, images, imports, members, schemas
from canfar_jupyter.demo.keystone import credentials, identity, projects
from canfar_jupyter.demo.neutron import (
    floating_ips,
    networks,
    own_networks,
    ports,
    rules,
    security_groups,
)
from canfar_jupyter.demo.nova import (
    actions,
    flavors,
    keypairs,
    launch,
    metadata,
    remote_consoles,
    server_groups,
    server_list,
    servers,
)


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
            server_list.routes,
            servers.routes,
            metadata.routes,
            launch.routes,
            actions.routes,
            remote_consoles.routes,
            flavors.routes,
            keypairs.routes,
            quotas.nova_routes,
            server_groups.routes,
            extensions.nova_routes,
        ),
        re.compile(r"GET (/?|/v2\.1/?)"),
        nova_error,
        versions=NOVA,
    ),
    Service(
        "/image",
        Routes(
            image_list.routes,
            images.routes,
            data.routes,
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
            networks.routes,
            own_networks.routes,
            ports.routes,
            security_groups.routes,
            rules.routes,
            floating_ips.routes,
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
