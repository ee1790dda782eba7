"""What the demo cloud remembers: one record for each thing, and the State that holds them all.

Times are seconds since the epoch.  A record with ``steps`` changes by itself: each step
says when, what changes, and which effect follows (see ``cloud``).
"""

from __future__ import annotations

from msgspec import Struct, field

from canfar_jupyter.demo.core.network_records import (
    FloatingIP,
    Network,
    Port,
    Router,
    Rule,
    SecurityGroup,
    Subnet,
    SubnetPool,
)
from canfar_jupyter.demo.core.volume_records import (
    Backup,
    Step,
    Transfer,
    Volume,
    VolumeSnapshot,
)


class Domain(Struct):
    id: str
    name: str


class Project(Struct):
    id: str
    name: str
    domain: str


class User(Struct):
    id: str
    name: str
    domain: str
    password: str
    projects: list[str]


class Credential(Struct, kw_only=True):
    """An application credential: a name and a secret for one project."""

    id: str
    name: str
    user: str
    project: str
    secret: str
    description: str | None = None
    expires: float | None = None
    access_rules: list[str] = field(default_factory=list)


class AccessRule(Struct):
    """One request that an application credential may make."""

    id: str
    user: str
    service: str
    path: str
    method: str


class EC2Credential(Struct):
    access: str
    secret: str
    user: str
    project: str


class Flavor(Struct, kw_only=True, frozen=True):
    """``ram`` and ``swap`` in MiB, ``disk`` and ``ephemeral`` in GiB."""

    id: str
    name: str
    vcpus: int
    ram: int
    disk: int
    ephemeral: int = 0
    swap: int = 0
    extra_specs: dict[str, str] = field(default_factory=dict)
    description: str | None = None


class KeyPair(Struct, kw_only=True):
    number: int
    name: str
    user: str
    type: str
    public_key: str
    fingerprint: str
    created: float


class Member(Struct):
    """A project an image is shared with."""

    project: str
    status: str
    created: float
    updated: float


class Image(Struct, kw_only=True):
    """``size`` and ``virtual_size`` in bytes, ``min_disk`` in GiB, ``min_ram`` in MiB."""

    id: str
    name: str | None
    owner: str
    status: str = "active"
    visibility: str = "shared"
    disk_format: str | None = None
    container_format: str | None = None
    size: int | None = None
    virtual_size: int | None = None
    checksum: str | None = None
    sha512: str | None = None
    min_disk: int = 0
    min_ram: int = 0
    protected: bool = False
    hidden: bool = False
    stored: bool = False  # its bytes are in the state folder
    tags: list[str] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    created: float = 0
    updated: float = 0
    steps: list[Step] = field(default_factory=list)


class ServerGroup(Struct, kw_only=True):
    id: str
    name: str
    project: str
    user: str
    policy: str
    rules: dict[str, int] = field(default_factory=dict)


class Action(Struct):
    """One entry of a server's history."""

    action: str
    request: str
    user: str
    project: str
    started: float
    finished: float


class Disk(Struct, kw_only=True):
    """A volume that a server is to have: ``source`` is image, volume, snapshot or blank."""

    source: str
    source_id: str
    size: int
    ends: bool = False  # with the server
    boots: bool = False


class Server(Struct, kw_only=True):
    id: str
    name: str
    project: str
    user: str
    flavor: Flavor
    image: str
    image_properties: dict[str, str] = field(default_factory=dict)
    reservation: str = ""
    hostname: str = ""
    group: str = ""  # a server group
    placed: str = ""  # host it is going to
    host: str = ""
    volume_gib: int | None = None  # boots from a volume of this size
    disks: list[Disk] = field(default_factory=list)  # still to be attached
    volumes: list[str] = field(default_factory=list)
    status: str = "BUILD"
    vm_state: str = "building"
    task: str | None = "scheduling"
    power: int = 0
    progress: int = 0
    fault: str | None = None
    key_name: str | None = None
    public_key: str | None = None
    user_data: str | None = None
    metadata: dict[str, str] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    description: str | None = None
    config_drive: bool = False
    zone: str | None = None  # asked for
    networks: list[str] = field(default_factory=list)
    own_ports: list[str] = field(default_factory=list)  # that were there before, and stay
    fixed_addresses: dict[str, str] = field(default_factory=dict)  # asked for, by network
    security_groups: list[str] = field(default_factory=list)
    access_ipv4: str = ""
    access_ipv6: str = ""
    disk_config: str = "MANUAL"
    locked: bool = False
    locked_reason: str | None = None
    former: Flavor | None = None  # while a resize waits for its confirmation
    target: str = ""  # the flavor a resize is going to
    booted: float | None = None
    boots: int = 0
    created: float = 0
    updated: float = 0
    launched: float | None = None
    deleted: float | None = None
    actions: list[Action] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)


class State(Struct, kw_only=True):
    """Everything that outlives the process."""

    made: float
    secret: str  # for /demo/faults
    port: int = 0
    counter: int = 0
    quotas: dict[str, dict[str, int]] = field(default_factory=dict)
    domains: dict[str, Domain] = field(default_factory=dict)
    projects: dict[str, Project] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    credentials: dict[str, Credential] = field(default_factory=dict)
    access_rules: dict[str, AccessRule] = field(default_factory=dict)
    ec2_credentials: dict[str, EC2Credential] = field(default_factory=dict)
    flavors: dict[str, Flavor] = field(default_factory=dict)
    keypairs: dict[str, KeyPair] = field(default_factory=dict)  # by "user/name"
    images: dict[str, Image] = field(default_factory=dict)
    servers: dict[str, Server] = field(default_factory=dict)
    networks: dict[str, Network] = field(default_factory=dict)
    subnets: dict[str, Subnet] = field(default_factory=dict)
    subnet_pools: dict[str, SubnetPool] = field(default_factory=dict)
    routers: dict[str, Router] = field(default_factory=dict)
    ports: dict[str, Port] = field(default_factory=dict)
    groups: dict[str, SecurityGroup] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    floating_ips: dict[str, FloatingIP] = field(default_factory=dict)
    volumes: dict[str, Volume] = field(default_factory=dict)
    volume_snapshots: dict[str, VolumeSnapshot] = field(default_factory=dict)
    backups: dict[str, Backup] = field(default_factory=dict)
    transfers: dict[str, Transfer] = field(default_factory=dict)
    server_groups: dict[str, ServerGroup] = field(default_factory=dict)
