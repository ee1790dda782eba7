"""A project in memory with the interface of ``live``: what widgets see, without a cloud.

It is no mock: the collections are those of ``live``, and the verbs change their rows as a
cloud does.
"""

from __future__ import annotations

import math
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count

from canfar_jupyter.cloud import Endpoint, Offers
from canfar_jupyter.live.base.collection import Collection, Delta
from canfar_jupyter.live.base.operations import Operations
from canfar_jupyter.live.base.placeholders import image_row
from canfar_jupyter.model.bootlog import read_boot_log
from canfar_jupyter.model.columns import SCHEMAS
from canfar_jupyter.model.doctor.diagnosis import Facts, diagnose
from canfar_jupyter.model.images.spec import Member
from canfar_jupyter.model.instances.details import Details
from canfar_jupyter.model.instances.server import Server
from canfar_jupyter.model.launch import problems
from canfar_jupyter.model.network import rules
from canfar_jupyter.ssh import LoginInfo

KINDS = {
    "text": "",
    "category": "",
    "time": None,
    "int": 0,
    "float": 0.0,
    "bool": False,
    "object": (),
}


@dataclass(frozen=True)
class Identity:
    cloud: str = "memory"
    title: str = "memory"
    auth_url: str = "http://127.0.0.1/identity"
    user: str = "ada"
    user_id: str = "u1"
    project: str = "lenses"
    project_id: str = "p1"
    region: str = ""


class MemoryCollection(Collection):
    """A live collection that tests fill."""

    def __init__(self, name):
        super().__init__(name, SCHEMAS[name])
        self.reads = 0  # rows handed out: what a change costs

    def __getitem__(self, id_):
        self.reads += 1
        return super().__getitem__(id_)

    def load(self, *rows):
        """Take these rows as a reading."""
        self.loaded, self.error = True, None
        whole = [{c.name: KINDS[c.kind] for c in self.schema} | row for row in rows]
        self._tell(self.upsert({c.name: [row[c.name] for row in whole] for c in self.schema}))

    def change(self, id_, **cells):
        self._tell(self.patch(id_, **cells))

    def drop(self, *ids):
        self._tell(self.remove(ids))

    def fail(self, error):
        self.error = error
        self._tell(Delta(self.generation))

    def _tell(self, delta):
        for observer in self.observers():
            observer(delta)


class MemoryBoots:
    """What is known of boots; tests say what."""

    def __init__(self):
        self.known = {}
        self.watched = []
        self.begun = []  # asked to begin anew
        self._observers = []

    def of(self, id_):
        return self.known.get(id_)

    def watch(self, id_):
        self.watched.append(id_)

    def again(self, id_):
        self.begun.append(id_)

    def observe(self, callback):
        self._observers.append(callback)
        return lambda: self._observers.remove(callback)

    def learn(self, id_, readiness):
        self.known[id_] = readiness
        for observer in tuple(self._observers):
            observer((id_,))


class MemoryStore:
    """A project of one user; ``hold`` keeps answers back until ``settle()``."""

    def __init__(self):
        self.identity = Identity()
        self.collections = {name: MemoryCollection(name) for name in SCHEMAS}
        self.operations = Operations()
        self.boots = MemoryBoots()
        self.found = None  # what the doctor finds
        self.floating = "203.0.113.7"
        self.looks = 0
        self.refreshed = []
        self.sent = []  # verbs in the order they came, with their arguments
        self.refuse: Exception | None = None  # raised by the next verb
        self.hold = False
        self._held = []
        self._ids = count(1)
        self.address = "192.0.2.7"  # of this computer, as the cloud sees it
        self.offered = Offers(("nova",), (), volumes=False)
        self.specs = {}
        self.subnets = {}  # as the cloud has them
        self.known_subnets = {}  # as looked at
        self.log = "[    0.000000] Linux version 6.8\n"
        self.methods = ("glance-direct", "web-download")
        self.image_facts = {"checksum": "abc", "description": "for lenses", "<b>": "<script>"}
        self.members = []
        self.endpoint = Endpoint("127.0.0.1:9", ("ws://127.0.0.1:9/",), None, local=True)
        self.page = "https://console.example.ca/vnc.html?token=f3c1-secret"

    def __getattr__(self, name):
        if name in SCHEMAS:
            return self.collections[name]
        raise AttributeError(name)

    def look(self):
        self.looks += 1

    def refresh(self, *names):
        self.refreshed.append(names)
        return self._answer(lambda: None)

    def problems(self, spec):
        return problems.problems(spec, {**self.collections, "subnets": self.known_subnets})

    def settle(self):
        """Let all answers come that were held back."""
        held, self._held = self._held, []
        for finish in held:
            finish()

    def launch(self, spec):
        self.sent.append(("launch", spec))
        operation = self.operations.begin(f"Launching {spec.name}")

        def act():
            id_ = f"s{next(self._ids)}"
            flavor, image = self.flavors[spec.flavor], self.images[spec.image]
            self.servers.load(
                {
                    "id": id_,
                    "name": spec.name,
                    "status": "BUILD",
                    "task": "spawning",
                    "image": image["name"],
                    "flavor": flavor["name"],
                    "key": spec.key or "",
                    "created": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                }
            )
            return [Server(id_, spec.name, "BUILD")]

        return self._answer(act, operation)

    def do(self, verb, id_):
        return getattr(self, verb)(id_)

    def terminate(self, id_):
        self.sent.append(("terminate", id_))
        return self._answer(lambda: self.servers.change(id_, task="deleting"))

    def snapshot(self, id_, name):
        self.sent.append(("snapshot", id_, name))

        def act():
            image = {"id": f"i{next(self._ids)}", "name": name, "tab": "project"}
            self.images.load(image | {"status": "queued", "disk_format": "qcow2"})
            self.servers.change(id_, task="image_snapshot")
            return image["id"]

        return self._answer(act)

    def console_log(self, id_, lines=None):
        self.sent.append(("console_log", id_))
        return self._answer(lambda: self.log)

    def read_log(self, id_):
        self.sent.append(("read_log", id_))
        return self._answer(lambda: (self.log, read_boot_log(self.log)))

    def details(self, id_):
        return self._answer(lambda: Details(id=id_, row=self.servers[id_]))

    def login_info(self, id_):
        user = read_boot_log(self.log).login_user
        return self._answer(
            lambda: LoginInfo(self.servers[id_]["name"], self.floating, user, "boot log")
        )

    def doctor(self, id_):
        self.sent.append(("doctor", id_))
        facts = self.found or Facts(row=self.servers[id_], groups=list(self._groups()))
        return self._answer(lambda: diagnose(facts))

    def _groups(self):
        return self.security_groups.values()

    def console_endpoint(self, id_, kind):
        self.sent.append(("console_endpoint", id_, kind))
        return self._answer(lambda: self.endpoint)

    def console_page(self, id_):
        self.sent.append(("console_page", id_))
        return self._answer(lambda: self.page)

    def add_host(self, id_):
        self.sent.append(("add_host", id_))
        return self._answer(lambda: None)

    def add_known_hosts(self, id_):
        self.sent.append(("add_known_hosts", id_))
        return self._answer(lambda: None)

    def import_key(self, name, public_key):
        self.sent.append(("import_key", name, public_key))
        row = {"id": name, "name": name, "public_key": public_key}
        return self._answer(lambda: self.keypairs.load(row))

    def create_security_group(self, name, description=""):
        self.sent.append(("create_security_group", name))
        id_ = f"g{next(self._ids)}"

        def act():
            self.security_groups.load({"id": id_, "name": name, "description": description})
            return id_

        return self._answer(act)

    def update_security_group(self, group_id, *, name=None, description=None):
        self.sent.append(("update_security_group", group_id, name, description))
        cells = {"name": name, "description": description}
        return self._answer(lambda: self.security_groups.change(group_id, **cells))

    def delete_security_group(self, group_id):
        self.sent.append(("delete_security_group", group_id))
        return self._answer(lambda: self.security_groups.drop(group_id))

    def open_port(self, group_id, port=22, cidr="0.0.0.0/0"):
        self.sent.append(("open_port", group_id, port, *([cidr] if cidr != "0.0.0.0/0" else [])))
        return self._add_rule(group_id, "tcp", port, port, cidr)

    def add_rule(self, group_id, protocol="tcp", port_min=None, port_max=None, cidr="0.0.0.0/0"):
        self.sent.append(("add_rule", group_id, protocol, port_min, port_max, cidr))
        return self._add_rule(group_id, protocol, port_min, port_max, cidr)

    def _add_rule(self, group_id, protocol, port_min, port_max, cidr):
        id_ = f"r{next(self._ids)}"
        rule = rules.Rule("ingress", protocol, port_min, port_max, cidr, id=id_)

        def act():
            self._set_rules(group_id, (*self.security_groups[group_id]["rules"], rule))
            return id_

        return self._answer(act)

    def delete_rule(self, group_id, rule_id):
        self.sent.append(("delete_rule", group_id, rule_id))

        def act():
            rules = self.security_groups[group_id]["rules"]
            self._set_rules(group_id, tuple(rule for rule in rules if rule.id != rule_id))

        return self._answer(act)

    def _set_rules(self, group_id, rules):
        self.security_groups.change(group_id, rules=rules, open_ports=rules.open_ports(rules))

    def start(self, id_):
        self.sent.append(("start", id_))
        return self._answer(lambda: self.servers.change(id_, task="powering-on"))

    def associate_floating_ip(self, id_, floating_ip="any", *, fixed_ip=None, seen=None):
        self.sent.append(("associate_floating_ip", id_, floating_ip, fixed_ip, seen))

        def act():
            free = [i for i, row in self.floating_ips.items() if not row["port_id"]]
            chosen = free[0] if floating_ip == "any" and free else floating_ip
            if chosen in ("any", "new"):
                chosen = self._new_address(f"f{next(self._ids)}", self.floating)
            self._lead(chosen, id_, fixed_ip or "10.0.0.5")
            return self.floating_ips[chosen]

        return self._answer(act)

    def allocate_floating_ip(self, network_id=None):
        self.sent.append(("allocate_floating_ip", network_id))
        id_ = f"f{next(self._ids)}"
        return self._answer(lambda: self._new_address(id_, self.floating))

    def disassociate_floating_ip(self, floating_ip, *, seen=None):
        self.sent.append(("disassociate_floating_ip", floating_ip, seen))
        return self._answer(lambda: self._lead(floating_ip, "", ""))

    def release_floating_ip(self, floating_ip, *, seen=None):
        self.sent.append(("release_floating_ip", floating_ip, seen))

        def act():
            self._lead(floating_ip, "", "")
            self.floating_ips.drop(floating_ip)

        return self._answer(act)

    def _new_address(self, id_, address):
        self.floating_ips.load(floating(id_, address))
        return id_

    def _lead(self, floating_ip, server, fixed_ip):
        row = self.floating_ips[floating_ip]
        if row["server_id"]:
            self.servers.change(row["server_id"], floating_ip="", addresses=row["fixed_ip"])
        port = f"port-{server}" if server else ""
        self.floating_ips.change(floating_ip, port_id=port, server_id=server, fixed_ip=fixed_ip)
        if server:
            self.servers.change(server, floating_ip=row["name"])

    def own_address(self):
        return self._answer(lambda: self.address)

    def offers(self):
        return self._answer(lambda: self.offered)

    def look_at_subnets(self):
        self.sent.append(("look_at_subnets",))
        return self._answer(lambda: self.known_subnets.update(self.subnets))

    def spec_of(self, id_):
        self.sent.append(("spec_of", id_))
        return self._answer(lambda: self.specs[id_])

    def import_methods(self):
        return self._answer(lambda: self.methods)

    def create_image(self, spec, *, own_file=False):
        self.sent.append(("create_image", spec, own_file))

        def act():
            id_ = f"i{next(self._ids)}"
            self.images.load(image_row(id_, spec.name, "p1", status="active"))
            return id_

        return self._answer(act)

    def accept_image(self, id_):
        self.sent.append(("accept_image", id_))
        return self._answer(lambda: self.images.change(id_, tab="shared"))

    def decline_image(self, id_):
        self.sent.append(("decline_image", id_))
        return self._answer(lambda: self.images.drop(id_))

    def image_details(self, id_):
        return self._answer(lambda: dict(self.image_facts))

    def update_image(self, id_, **changes):
        self.sent.append(("update_image", id_, changes))
        return self._answer(lambda: None)

    def delete_image(self, id_):
        self.sent.append(("delete_image", id_))
        return self._answer(lambda: self.images.drop(id_))

    def image_members(self, id_):
        return self._answer(lambda: list(self.members))

    def share_image(self, id_, project):
        self.sent.append(("share_image", id_, project))
        return self._answer(lambda: self.members.append(Member("p2", project, "pending")))

    def download_image(self, id_, path):
        self.sent.append(("download_image", id_, path))
        return self._answer(lambda: path)

    def _answer(self, act, operation=None):
        future: Future = Future()
        refused, self.refuse = self.refuse, None

        def finish():
            result = act() if refused is None else None
            if operation:
                self.operations.end(operation, refused)
            if refused is not None:
                future.set_exception(refused)
            else:
                future.set_result(result)

        if self.hold:
            self._held.append(finish)
        else:
            finish()
        return future


GIB = 2**30
SSH = rules.Rule("ingress", "tcp", 22, 22, "0.0.0.0/0")


def floating(id_, address, server=""):
    """Return the row of a floating IP that leads to an instance, or nowhere."""
    port = f"port-{server}" if server else ""
    times = {"created": "2026-11-01T08:00:00Z", "updated": "2026-11-20T08:00:00Z"}
    return {"id": id_, "name": address, "port_id": port, "server_id": server, **times}


def quota(name, used, limit=math.nan):
    return {"id": name, "name": name, "used": float(used), "limit": float(limit)}


def image(id_, name, tab="public", **more):
    known = {"tab": tab, "status": "active", "disk_format": "qcow2", "size": GIB, **more}
    return image_row(id_, name, "p1", **known) | {"created": "2026-11-01T08:00:00Z"}


def filled() -> MemoryStore:
    """Return a project with images, flavors, one key, one network and two instances."""
    store = MemoryStore()
    store.images.load(
        image(
            "i-ubuntu",
            "canfar-ubuntu-24.04",
            os_distro="ubuntu",
            os_version="24.04",
            min_disk_gib=10,
        ),
        image("i-rocky", "canfar-rocky-9", os_distro="rocky", os_version="9"),
        image("i-debian", "debian-12", size=600 * 2**20),
        image("i-lens", "lens-ready", "project", is_snapshot=True),
        image("i-queued", "upload", "project", status="queued", size=0),
        image("i-shared", "alma-pipeline", "shared"),
        image("i-pending", "galaxy-fit", "pending"),
    )
    store.flavors.load(
        {"id": "f1", "name": "c1-3.75gb-0", "vcpus": 1, "ram_gib": 3.75, "disk_gib": 5},
        {
            "id": "f2",
            "name": "c2-7.5gb-30",
            "vcpus": 2,
            "ram_gib": 7.5,
            "disk_gib": 20,
            "ephemeral_gib": 30,
        },
        {
            "id": "f8",
            "name": "c8-30gb-180",
            "vcpus": 8,
            "ram_gib": 30.0,
            "disk_gib": 20,
            "ephemeral_gib": 180,
        },
    )
    store.keypairs.load({"id": "laptop", "name": "laptop", "type": "ssh-ed25519"})
    store.security_groups.load(
        {"id": "g-default", "name": "default", "open_ports": "everything from members of a group"}
    )
    store.networks.load({"id": "n1", "name": "lenses-net", "status": "ACTIVE", "subnets": 1})
    store.floating_ips.load()
    store.quotas.load(
        quota("instances", 2, 10),
        quota("cores", 4, 10),
        quota("ram_gib", 15, 40),
        quota("floating_ips", 0, 1),
    )
    common = {"image": "canfar-ubuntu-24.04", "flavor": "c2-7.5gb-30", "key": "laptop"}
    store.servers.load(
        common
        | {
            "id": "s-a",
            "name": "lens-a",
            "status": "ACTIVE",
            "addresses": "10.0.0.5",
            "created": "2026-11-20T10:00:00Z",
        },
        common
        | {
            "id": "s-b",
            "name": "lens-b",
            "status": "ERROR",
            "fault": "No valid host was found.",
            "created": "2026-11-21T10:00:00Z",
        },
    )
    return store
