"""What is there in the beginning: a cloud as CANFAR's, small."""

from __future__ import annotations

import hashlib
import secrets
import time
import uuid

from canfar_jupyter.demo.core.cloud import DemoCloud
from canfar_jupyter.demo.core.network_records import Network, Router, Subnet
from canfar_jupyter.demo.core.quotas import SMALL
from canfar_jupyter.demo.core.records import (
    Domain,
    Flavor,
    Image,
    KeyPair,
    Member,
    Project,
    State,
    User,
)
from canfar_jupyter.demo.neutron import addresses
from canfar_jupyter.demo.neutron.routers import join
from canfar_jupyter.demo.neutron.security_groups import make_group

DAY = 86400.0
_MIB = 1 << 20
_SPACE = uuid.UUID("6c0b1f58-8f3c-4f0e-9a51-3a1d3c1f7a60")
LENSING, BATCH, PHOTOMETRY, SERVICE = "lensing", "lensing-batch", "photometry", "service"


def named_id(kind: str, name: str) -> str:
    """Return the id of something seeded: the same in every demo."""
    return str(uuid.uuid5(_SPACE, f"{kind}/{name}"))


def hex_id(kind: str, name: str) -> str:
    """Return an id in Keystone's form."""
    return named_id(kind, name).replace("-", "")


def seed(cloud: DemoCloud) -> None:
    """Fill an empty cloud."""
    cloud.file.state = State(made=time.time(), secret=secrets.token_urlsafe(32))
    _people(cloud.state)
    _flavors(cloud.state)
    _images(cloud.state)
    _networks(cloud)
    join(cloud)
    _second_key(cloud.state)


def _people(state: State) -> None:
    for id_, name in (("default", "Default"), (hex_id("domain", "canfar"), "canfar")):
        state.domains[id_] = Domain(id_, name)
    canfar = hex_id("domain", "canfar")
    for name, domain in (
        (LENSING, "default"),
        (BATCH, "default"),
        (PHOTOMETRY, canfar),
        (SERVICE, "default"),
    ):
        project = Project(hex_id("project", name), name, domain)
        state.projects[project.id] = project
    for name, domain, projects in (
        ("mlopez", "default", [LENSING, BATCH]),
        ("kwong", canfar, [PHOTOMETRY]),
    ):
        ids = [hex_id("project", p) for p in projects]
        user = User(hex_id("user", name), name, domain, secrets.token_urlsafe(24), ids)
        state.users[user.id] = user


def _flavors(state: State) -> None:
    """Name them as CANFAR does: vCPUs, memory, ephemeral disk (GB)."""
    rows = [
        ("t1-0.5gb", 1, 512, 1, 0, "for CirrOS only: other images do not fit"),
        ("p1-1.5gb", 1, 1536, 20, 0, "persistent services"),
        ("p2-3gb", 2, 3072, 20, 0, "persistent services"),
        ("p4-6gb", 4, 6144, 20, 0, "persistent services"),
        ("p8-12gb", 8, 12288, 20, 0, "persistent services"),
        ("c1-3.75gb-15", 1, 3840, 20, 15, "computing, with scratch disk"),
        ("c2-7.5gb-30", 2, 7680, 20, 30, "computing, with scratch disk"),
        ("c4-15gb-83", 4, 15360, 20, 83, "computing, with scratch disk"),
        ("c8-30gb-186", 8, 30720, 20, 186, "computing, with scratch disk"),
        ("c16-60gb-392", 16, 61440, 20, 392, "computing, with scratch disk"),
        ("c16-90gb-392", 16, 92160, 20, 392, "computing, with much memory"),
    ]
    for name, vcpus, ram, disk, ephemeral, description in rows:
        flavor = Flavor(
            id=named_id("flavor", name),
            name=name,
            vcpus=vcpus,
            ram=ram,
            disk=disk,
            ephemeral=ephemeral,
            description=description,
        )
        state.flavors[flavor.id] = flavor


def add_image(
    state: State, name: str, owner: str, visibility: str, size: int, age: float, **more: str
) -> Image:
    """Add an image; ``size`` in MiB, ``age`` in days, ``more`` are properties."""
    digest = hashlib.sha512(name.encode()).hexdigest()
    image = Image(
        id=named_id("image", name),
        name=name,
        owner=hex_id("project", owner),
        visibility=visibility,
        disk_format="qcow2",
        container_format="bare",
        size=size * _MIB,
        virtual_size=10 << 30,
        checksum=hashlib.md5(name.encode(), usedforsecurity=False).hexdigest(),
        sha512=digest,
        min_disk=10,
        min_ram=1024,
        properties=more,
        created=state.made - age * DAY,
        updated=state.made - age * DAY,
    )
    state.images[image.id] = image
    return image


def _images(state: State) -> None:
    public = [
        ("canfar-ubuntu-24.04", 2870, 40, "ubuntu", "24.04"),
        ("canfar-rocky-9", 2410, 38, "rocky", "9"),
        ("ubuntu-24.04-server-cloudimg", 581, 60, "ubuntu", "24.04"),
        ("ubuntu-22.04-server-cloudimg", 637, 62, "ubuntu", "22.04"),
        ("debian-12-genericcloud", 331, 65, "debian", "12"),
        ("rocky-9-genericcloud", 582, 70, "rocky", "9"),
        ("almalinux-9-genericcloud", 543, 71, "almalinux", "9"),
        ("fedora-41-cloud", 492, 30, "fedora", "41"),
        ("centos-stream-9-genericcloud", 1130, 75, "centos", "9-stream"),
        ("cirros-0.6.3", 21, 120, "cirros", "0.6.3"),
    ]
    for name, size, age, distro, version in public:
        image = add_image(
            state, name, SERVICE, "public", size, age, os_distro=distro, os_version=version
        )
        image.protected = True
        if name.startswith("canfar-"):
            image.min_disk, image.min_ram, image.virtual_size = 20, 1536, 20 << 30
            image.tags = ["canfar"]
        if distro == "cirros":
            image.min_disk, image.min_ram, image.virtual_size = 1, 128, 112 * _MIB
    like = {"os_distro": "ubuntu", "os_version": "24.04"}
    add_image(state, "lens-pipeline-2026a", LENSING, "private", 3310, 12, **like)
    add_image(state, "sky-survey-tools", PHOTOMETRY, "community", 3050, 90, **like)
    accepted = add_image(state, "batch-worker", BATCH, "shared", 2990, 20, **like)
    pending = add_image(state, "batch-worker-gpu", BATCH, "shared", 5120, 2, **like)
    project = hex_id("project", LENSING)
    for image, status in ((accepted, "accepted"), (pending, "pending")):
        image.members[project] = Member(project, status, image.created, image.created)


def _networks(cloud: DemoCloud) -> None:
    state = cloud.state
    service = state.projects[hex_id("project", SERVICE)]
    _network(state, "public", service, "203.0.113.0/24", external=True)
    for name in (LENSING, BATCH, PHOTOMETRY):
        connect_project(cloud, state.projects[hex_id("project", name)])
    limit_projects(state)


def limit_projects(state: State) -> None:
    """Let the seeded projects be small, so that a quota is soon reached."""
    for name in (LENSING, BATCH, PHOTOMETRY):
        quotas = state.quotas.setdefault(hex_id("project", name), {})
        state.quotas[hex_id("project", name)] = {**SMALL, **quotas}


def connect_project(cloud: DemoCloud, project: Project) -> None:
    """Give a project a network, a router to the outside, and its security group."""
    state = cloud.state
    public = state.subnets[named_id("subnet", "public")]
    number = len(state.routers)
    cidr = f"10.{31 + number % 200}.0.0/16"
    inner = _network(state, f"{project.name}-network", project, cidr)
    router = Router(
        id=named_id("router", project.name),
        name=f"{project.name}-router",
        project=project.id,
        external=public.network,
        external_subnet=public.id,
        address=addresses.free_address(cloud, public),
        networks=[inner.network],
        created=state.made,
    )
    state.routers[router.id] = router
    make_group(cloud, project.id, "default", "Default security group")


def _network(state: State, name: str, owner: Project, cidr: str, external: bool = False) -> Subnet:
    network = Network(
        id=named_id("network", name),
        name=name,
        project=owner.id,
        external=external,
        mtu=1500 if external else 1450,
        created=state.made,
    )
    state.networks[network.id] = network
    subnet = Subnet(
        id=named_id("subnet", name),
        name=f"{name}-subnet",
        network=network.id,
        project=owner.id,
        cidr=cidr,
        gateway=cidr.rsplit(".", 1)[0] + ".1",
        dhcp=not external,
        dns=[] if external else ["10.0.0.53"],
        created=state.made,
    )
    state.subnets[subnet.id] = subnet
    return subnet


def _second_key(state: State) -> None:
    """Give the user of the second domain a key pair; the first user begins without."""
    from canfar_jupyter.demo.guests.host_keys import host_keys
    from canfar_jupyter.demo.nova.keypairs import fingerprint_of

    line = f"{host_keys('demo/kwong')[1].line} kwong@photometry"
    user = hex_id("user", "kwong")
    key = KeyPair(
        number=1,
        name="kwong",
        user=user,
        type="ssh",
        public_key=line,
        fingerprint=fingerprint_of(line),
        created=state.made,
    )
    state.keypairs[f"{user}/kwong"] = key
    state.counter = 1
