"""What is in a new cloud: projects, users, networks, flavors, images. Like CANFAR, but small."""

from typing import Any

import openstack

from tests.openstack.launcher import image
from tests.openstack.launcher.plan import TYPES, Plan

FLAVORS = (  # name, vCPU, RAM in MB, root disk in GB, ephemeral disk in GB
    ("c1-tiny", 1, 512, 1, 0),
    ("c1-3.75gb-20", 1, 3840, 20, 0),
    ("c2-7.5gb-30", 2, 7680, 20, 30),
    ("c4-15gb-83", 4, 15360, 20, 83),
)


def connect(plan: Plan, cloud: str) -> Any:
    loader = openstack.config.OpenStackConfig(
        config_files=[str(plan.run / "clouds.yaml")], load_envvars=False
    )
    return openstack.connection.Connection(config=loader.get_one(cloud))


def identity(plan: Plan) -> None:
    """Catalog, projects, users. Before nova starts: it looks for placement in the catalog."""
    admin = connect(plan, "real-admin")
    keystone = admin.identity
    for name, type_ in TYPES.items():
        service = keystone.create_service(name=name, type=type_)
        for interface in ("public", "internal"):
            keystone.create_endpoint(
                service_id=service.id,
                interface=interface,
                region_id="RegionOne",
                url=plan.url(name),
            )
    # nova's own requests to neutron need this role: keystone_authtoken.service_token_roles.
    keystone.assign_project_role_to_user(
        keystone.find_project("admin"),
        keystone.find_user("admin"),
        keystone.find_role("service"),
    )
    member = keystone.find_role("member")
    demo = keystone.create_project(name="demo", domain_id="default")
    other = keystone.create_project(name="other", domain_id="default")
    user = keystone.create_user(name="demo", password=plan.password, domain_id="default")
    for project in (demo, other):
        keystone.assign_project_role_to_user(project, user, member)
    visitors = keystone.create_domain(name="Visitors").id
    project = keystone.create_project(name="guest", domain_id=visitors)
    guest = keystone.create_user(name="guest", password=plan.password, domain_id=visitors)
    keystone.assign_project_role_to_user(project, guest, member)


def resources(plan: Plan) -> None:
    """Flavors, networks, quotas and images."""
    admin = connect(plan, "real-admin")
    for name, vcpus, ram, disk, ephemeral in FLAVORS:
        admin.compute.create_flavor(name=name, vcpus=vcpus, ram=ram, disk=disk, ephemeral=ephemeral)
    _networks(admin)
    _images(plan, admin)


def _default_rules(network: Any) -> None:
    """What a new security group begins with; neutron's migrations insert it, its models don't."""
    for ethertype in ("IPv4", "IPv6"):
        network.create_default_security_group_rule(
            direction="egress",
            ethertype=ethertype,
            used_in_default_sg=True,
            used_in_non_default_sg=True,
        )
        network.create_default_security_group_rule(
            direction="ingress",
            ethertype=ethertype,
            remote_group_id="PARENT",
            used_in_default_sg=True,
            used_in_non_default_sg=False,
        )


def _networks(admin: Any) -> None:
    network = admin.network
    _default_rules(network)
    public = network.create_network(
        name="public",
        is_router_external=True,
        provider_network_type="flat",
        provider_physical_network="x",
    )
    network.create_subnet(
        network_id=public.id, ip_version=4, cidr="203.0.113.0/24", is_dhcp_enabled=False
    )
    for project in admin.identity.projects():
        if project.name not in ("demo", "other", "guest"):
            continue
        own = {"project_id": project.id}
        private = network.create_network(name=f"{project.name}-net", mtu=1450, **own)
        subnet = network.create_subnet(
            network_id=private.id, ip_version=4, cidr="10.0.0.0/16", **own
        )
        gateway = {"network_id": public.id}
        router = network.create_router(
            name=f"{project.name}-router", external_gateway_info=gateway, **own
        )
        network.add_interface_to_router(router, subnet_id=subnet.id)
        network.update_quota(project.id, floating_ips=1)


def _images(plan: Plan, admin: Any) -> None:
    public: dict[str, Any] = {"visibility": "public", "min_ram": 1024}
    _upload(admin, "canfar-ubuntu-24.04", min_disk=10, os_distro="ubuntu", **public)
    _upload(admin, "canfar-rocky-9", min_disk=10, os_distro="rocky", **public)
    _upload(admin, "planck-archive", min_disk=900, **public)  # no flavor is large enough
    member, other = connect(plan, "real"), connect(plan, "real-other")
    _upload(member, "my-first-snapshot", min_disk=1, visibility="private")
    _upload(other, "other-secret", min_disk=1, visibility="private")
    pending = _upload(other, "casa-6.6", min_disk=1, visibility="shared")
    other.image.add_member(pending, member_id=member.current_project_id)


def _upload(cloud: Any, name: str, *, min_disk: int, **attributes: Any) -> Any:
    return cloud.image.create_image(
        name=name,
        data=image.qcow2(min_disk),
        disk_format="qcow2",
        container_format="bare",
        min_disk=min_disk,
        **attributes,
    )
