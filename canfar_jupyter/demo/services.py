"""The five services: prefix, routes, who is let in, which headers, whose words for errors."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from canfar_jupyter.demo.cinder import actions as volume_actions
from canfar_jupyter.demo.cinder import backups, snapshots, transfers, types, volumes
from canfar_jupyter.demo.cinder import quotas as volume_quotas
from canfar_jupyter.demo.cinder import versions as cinder_versions
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
from canfar_jupyter.demo.glance import data, image_list, images, imports, members, metadefs, schemas
from canfar_jupyter.demo.glance import versions as glance_versions
from canfar_jupyter.demo.keystone import (
    access_rules,
    credentials,
    ec2_credentials,
    identity,
    projects,
)
from canfar_jupyter.demo.neutron import extensions as neutron_extensions
from canfar_jupyter.demo.neutron import (
    floating_ips,
    networks,
    ports,
    router_interfaces,
    routers,
    rules,
    security_groups,
    subnet_pools,
    subnets,
    tags,
)
from canfar_jupyter.demo.nova import (
    actions,
    flavors,
    interfaces,
    keypairs,
    launch,
    metadata,
    remote_consoles,
    server_groups,
    server_list,
    servers,
    volume_attachments,
)
from canfar_jupyter.demo.nova import extensions as nova_extensions
from canfar_jupyter.demo.nova import versions as nova_versions
from canfar_jupyter.demo.nova.proxies import floating_ips as old_floating_ips
from canfar_jupyter.demo.nova.proxies import images as old_images
from canfar_jupyter.demo.nova.proxies import networks as old_networks
from canfar_jupyter.demo.nova.proxies import security_groups as old_groups
from canfar_jupyter.demo.nova.proxies import volumes as old_volumes


@dataclass(frozen=True, slots=True)
class Service:
    """One of Keystone, Glance, Nova, Neutron and Cinder."""

    prefix: str
    routes: Routes
    open: re.Pattern[str]  # "METHOD path" that needs no token
    error: Callable[[Refusal], tuple[bytes, str]]
    unscoped: bool = False  # a token without a project is enough
    versions: Microversions | None = None

    def path(self, asked: str) -> str:
        """Return a path below the prefix; Nova's 2.0 is its 2.1, and ignores what was asked for."""
        if self.prefix == "/compute" and asked.startswith("/v2/") and asked != "/v2/":
            return "/v2.1" + asked.removeprefix("/v2")
        return asked


SERVICES = [
    Service(
        "/identity",
        Routes(
            credentials.routes,
            access_rules.routes,
            ec2_credentials.routes,
            identity.routes,
            projects.routes,
        ),
        re.compile(r"GET (/?|/v3/?)|POST /v3/auth/tokens/?"),
        keystone_error,
        unscoped=True,
    ),
    Service(
        "/compute",
        Routes(
            server_list.routes,
            servers.routes,
            interfaces.routes,
            volume_attachments.routes,
            metadata.routes,
            launch.routes,
            actions.routes,
            remote_consoles.routes,
            flavors.routes,
            keypairs.routes,
            quotas.nova_routes,
            server_groups.routes,
            old_groups.routes,
            old_floating_ips.routes,
            old_networks.routes,
            old_images.routes,
            old_volumes.routes,
            nova_versions.routes,
            nova_extensions.routes,
        ),
        re.compile(r"GET (/?|/v2\.1/?|/v2/?)"),
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
            metadefs.routes,
            members.routes,
            glance_versions.routes,
        ),
        re.compile(r"GET (/?|/versions/?)"),
        glance_error,
    ),
    Service(
        "/network",
        Routes(
            networks.routes,
            subnets.routes,
            subnet_pools.routes,
            ports.routes,
            routers.routes,
            router_interfaces.routes,
            security_groups.routes,
            rules.routes,
            floating_ips.routes,
            tags.routes,
            quotas.neutron_routes,
            neutron_extensions.routes,
        ),
        re.compile(r"GET (/?|/v2\.0/?)"),
        neutron_error,
    ),
    Service(
        "/volume",
        Routes(
            cinder_versions.routes,
            volumes.routes,
            volume_actions.routes,
            snapshots.routes,
            transfers.routes,
            backups.routes,
            volume_quotas.routes,
            types.routes,
        ),
        re.compile(r"GET /?"),
        cinder_error,
        versions=CINDER,
    ),
]
