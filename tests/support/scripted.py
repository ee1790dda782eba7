"""A cloud that answers what a test has written down: under the real store, without HTTP.

It keeps lists as a cloud does, and its verbs change them; ``test_scripted.py`` compares its
methods with those of the real service, so that the two cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import count
from pathlib import Path
from threading import Event, Lock
from typing import Any

from canfar_jupyter.cloud import Endpoint, Identity, Offers, Reading
from canfar_jupyter.cloud.instances.boot_logs import BootLogs
from canfar_jupyter.errors import CloudError, CloudFailure
from canfar_jupyter.live.base.placeholders import group_row, image_row, key_row
from canfar_jupyter.model.bootlog import BootReport, read_boot_log
from canfar_jupyter.model.columns import SCHEMAS
from canfar_jupyter.model.doctor.diagnosis import Facts, diagnose
from canfar_jupyter.model.doctor.findings import Diagnosis
from canfar_jupyter.model.images.formats import Format
from canfar_jupyter.model.images.spec import ImageSpec, Member
from canfar_jupyter.model.instances.details import Details
from canfar_jupyter.model.instances.readiness import SshProbe
from canfar_jupyter.model.instances.server import Server
from canfar_jupyter.model.launch.spec import LaunchSpec
from canfar_jupyter.model.network.rules import ANYWHERE, Rule, open_ports
from canfar_jupyter.ssh import LoginInfo
from tests.support.rows import Row, blank, columns, floating

IDENTITY = Identity(
    cloud="memory",
    auth_url="http://127.0.0.1/identity",
    user="ada",
    user_id="u1",
    project="lenses",
    project_id="p1",
    region="",
)


class ScriptedList(dict[str, Row]):
    """The rows of one list by id, as the cloud has them; who watches hears of each change.

    Attributes:
        error: What reading the list raises; None: it is read.
    """

    def __init__(self, name: str, changed: Callable[[str], None]) -> None:
        super().__init__()
        self.name, self._changed = name, changed
        self.error: CloudError | None = None

    def load(self, *rows: Row) -> None:
        """Have these rows, too, and let the list be read."""
        self.error = None
        self.update({row["id"]: blank(self.name, **row) for row in rows})
        self._changed(self.name)

    def change(self, id_: str, **cells: Any) -> None:
        self[id_] = self[id_] | cells
        self._changed(self.name)

    def drop(self, *ids: str) -> None:
        for id_ in ids:
            del self[id_]
        self._changed(self.name)

    def fail(self, error: CloudError) -> None:
        self.error = error
        self._changed(self.name)


class ScriptedService:
    """The parts of a scripted cloud, as the state layer asks for them: it is all of them itself."""

    def __init__(self, cloud: ScriptedCloud) -> None:
        self.identity, self.access, self.own_address = (
            cloud.identity,
            cloud.access,
            cloud.own_address,
        )
        self.lists = self.instances = self.launches = self.floating_ips = cloud
        self.security_groups = self.keys = self.images = self.consoles = cloud


class ScriptedCloud:
    """A project of one user.

    Attributes:
        settle: Waits until all that was begun is done, but for what is held back.
        asked: Names of the lists that were read.
        hold: Verbs are answered no sooner than at ``answer()``.
        held: How many wait for that.
        watchers: Called with the name of a list that changed by itself.
        log: Boot log of every instance.
        port: What is found at port 22 of every instance; None: nothing can be found out of them.
        found: What the doctor finds out; None: what the lists say.
    """

    def __init__(self) -> None:
        self.identity = IDENTITY
        self.watchers: list[Callable[[str], None]] = []
        self.lists = {name: ScriptedList(name, self._changed) for name in SCHEMAS}
        self.access = ScriptedAccess(self)
        self._service = ScriptedService(self)
        self._sent: list[tuple[Any, ...]] = []
        self.settle: Callable[[], None] = lambda: None  # its stores put in how
        self.asked: list[str] = []
        self._refused: Exception | None = None
        self.hold, self.held = False, 0
        self._answered, self._lock = Event(), Lock()
        self._ids = count(1)
        self.log = "[    0.000000] Linux version 6.8\n"
        self.port: SshProbe | None = None
        self.found: Facts | None = None
        self.floating = "203.0.113.7"  # the next new one
        self.address = "192.0.2.7"  # of this computer, as the cloud sees it
        self.offered = Offers(("nova",), (), volumes=False)
        self.specs: dict[str, LaunchSpec] = {}
        self.subnet_rows: dict[str, Row] = {}
        self.methods: tuple[str, ...] = ("glance-direct", "web-download")
        self.source: Format | CloudError = Format("qcow2", 3 << 30)  # of any new image
        self.image_facts = {"checksum": "abc", "description": "for lenses", "<b>": "<script>"}
        self.members: list[Member] = []
        self.endpoint = Endpoint("127.0.0.1:9", ("ws://127.0.0.1:9/",), None, local=True)
        self.page = "https://console.example.ca/vnc.html?token=f3c1-secret"

    def __getattr__(self, name: str) -> ScriptedList:
        if name in SCHEMAS:
            return self.lists[name]
        raise AttributeError(name)

    @property
    def sent(self) -> list[tuple[Any, ...]]:
        """Verbs in the order they came, by the user's word for each, with their arguments."""
        self.settle()
        return list(self._sent)

    @property
    def refuse(self) -> Exception | None:
        """Raised by the next verb; None: it is carried out."""
        return self._refused

    @refuse.setter
    def refuse(self, error: Exception | None) -> None:
        self.settle()  # what was begun before is not meant
        self._refused = error

    def answer(self) -> None:
        """Answer what was held back, and hold nothing any more."""
        with self._lock:
            self.hold, self.held = False, 0
        self._answered.set()
        self.settle()

    def _changed(self, name: str) -> None:
        for watcher in self.watchers:
            watcher(name)

    def _take(self, verb: str, *arguments: Any) -> None:
        """Note a verb; then refuse it, or go on once it may be answered."""
        self._sent.append((verb, *arguments))
        self._wait()

    def _wait(self) -> None:
        with self._lock:
            refused, self._refused = self._refused, None
            self.held += (held := self.hold)
        if held:
            self._answered.wait()
        if refused is not None:
            raise refused

    def _id(self, letter: str) -> str:
        return f"{letter}{next(self._ids)}"

    def _put(self, name: str, *rows: Row) -> None:
        self.lists[name].update({row["id"]: blank(name, **row) for row in rows})

    def _patch(self, name: str, id_: str, **cells: Any) -> None:
        self.lists[name][id_] |= cells

    # Lists ------------------------------------------------------------------------------

    def read(self, name: str, early: Callable[[Reading], None] | None = None) -> Reading:
        self.asked.append(name)
        rows = self.lists[name]
        if rows.error is not None:
            raise rows.error
        return Reading(columns(name, list(rows.values())))

    def read_changes(self, name: str, since: datetime) -> Reading:
        raise AssertionError("its readings have no date from which on changes could be asked for")

    def read_some(self, name: str, ids: Iterable[str]) -> Reading:
        rows = self.lists[name]
        return Reading(columns(name, [rows[id_] for id_ in ids if id_ in rows]))

    def read_ids(self, name: str) -> set[str]:
        return set(self.lists[name])

    def read_piece(self, name: str, behind: str, rows: int) -> Reading:
        raise AssertionError("no list here is read in pieces")

    # Launches ---------------------------------------------------------------------------

    def launch_spec(self, spec: LaunchSpec) -> list[Server]:
        self._take("launch", spec)
        flavor, image = self.flavors[spec.flavor], self.images[spec.image]
        numbers = [f"-{n + 1}" for n in range(spec.count)] if spec.count > 1 else [""]
        made = [Server(self._id("s"), spec.name + number, "BUILD") for number in numbers]
        told = {"image": image["name"], "flavor": flavor["name"], "key": spec.key or ""}
        told |= {"status": "BUILD", "task": "spawning"}
        self._put("servers", *({"id": server.id, "name": server.name, **told} for server in made))
        return made

    def spec_of(self, server: str) -> LaunchSpec:
        self._take("spec_of", server)
        return self.specs[server]

    def subnets(self) -> dict[str, Row]:
        self._take("subnets")
        return self.subnet_rows

    def offers(self) -> Offers:
        self._wait()
        return self.offered

    # Instances --------------------------------------------------------------------------

    def do(self, verb: str, server: str) -> None:
        getattr(self, verb)(server)

    def terminate(self, server: str, *, after_snapshot: bool | None = None) -> None:
        later = (after_snapshot,) if after_snapshot is not None else ()
        self._take("terminate", server, *later)
        self._patch("servers", server, task="deleting")

    def start(self, server: str) -> None:
        self._take("start", server)
        self._patch("servers", server, task="powering-on")

    def snapshot(self, server: str, name: str) -> str:
        self._take("snapshot", server, name)
        id_ = self._id("i")
        self._put("images", image_row(id_, name, IDENTITY.project_id, is_snapshot=True))
        self._patch("servers", server, task="image_snapshot")
        return id_

    def console_log(self, server: str, lines: int | None = None) -> str:
        self._take("console_log", server)
        return self.log if lines is None else "".join(self.log.splitlines(True)[-lines:])

    def details_of(self, row: Row) -> Details:
        self._wait()
        return Details(id=row["id"], row=row)

    def doctor(self, server: str) -> Diagnosis:
        self._take("doctor", server)
        groups = list(self.security_groups.values())
        return diagnose(self.found or Facts(row=self.servers[server], groups=groups))

    def console_endpoint(self, server: str, kind: str = "novnc") -> Endpoint:
        self._take("console_endpoint", server, kind)
        return self.endpoint

    def console_page(self, server: str) -> str:
        self._take("console_page", server)
        return self.page

    def delete_key(self, name: str) -> None:
        self._take("delete_key", name)
        self.lists["keypairs"].pop(name, None)

    def import_key(self, name: str, public_key: str) -> str:
        self._take("import_key", name, public_key)
        row = key_row(name, public_key)
        self._put("keypairs", row)
        return str(row["fingerprint"])

    # Networks ---------------------------------------------------------------------------

    def create_security_group(self, name: str, description: str = "") -> str:
        self._take("create_security_group", name)
        id_ = self._id("g")
        self._put("security_groups", group_row(id_, name, description))
        return id_

    def update_security_group(
        self, group: str, *, name: str | None = None, description: str | None = None
    ) -> None:
        self._take("update_security_group", group, name, description)
        told = {"name": name, "description": description}
        self._patch("security_groups", group, **{k: v for k, v in told.items() if v is not None})

    def delete_security_group(self, group: str) -> None:
        self._take("delete_security_group", group)
        del self.security_groups[group]

    def add_rule(
        self,
        group: str,
        protocol: str = "tcp",
        port_min: int | None = None,
        port_max: int | None = None,
        cidr: str = ANYWHERE,
    ) -> str:
        self._take("add_rule", group, protocol, port_min, port_max, cidr)
        rule = Rule("ingress", protocol, port_min, port_max, cidr, id=self._id("r"))
        self._set_rules(group, (*self.security_groups[group]["rules"], rule))
        return rule.id

    def delete_rule(self, rule: str) -> None:
        self._take("delete_rule", rule)
        for group, row in self.security_groups.items():
            self._set_rules(group, tuple(each for each in row["rules"] if each.id != rule))

    def _set_rules(self, group: str, rules: tuple[Rule, ...]) -> None:
        self._patch("security_groups", group, rules=rules, open_ports=open_ports(rules))

    def associate_row(
        self,
        server: str,
        floating_ip: str,
        timeout: float = 300,
        *,
        fixed_ip: str | None = None,
        seen: str | None = None,
    ) -> Row:
        self._take("associate_floating_ip", server, floating_ip, fixed_ip, seen)
        free = [id_ for id_, row in self.floating_ips.items() if not row["port_id"]]
        chosen = free[0] if floating_ip == "any" and free else floating_ip
        if chosen in ("any", "new"):
            chosen = self._new_address()
        self._lead(chosen, server, fixed_ip or "10.0.0.5")
        return dict(self.floating_ips[chosen])

    def allocate_row(self, network: str | None = None) -> Row:
        self._take("allocate_floating_ip", network)
        return dict(self.floating_ips[self._new_address()])

    def disassociate_floating_ip(self, floating_ip: str, *, seen: str | None = None) -> None:
        self._take("disassociate_floating_ip", floating_ip, seen)
        self._lead(floating_ip, "", "")

    def release_floating_ip(self, floating_ip: str, *, seen: str | None = None) -> None:
        self._take("release_floating_ip", floating_ip, seen)
        self._lead(floating_ip, "", "")
        del self.floating_ips[floating_ip]

    def _new_address(self) -> str:
        id_ = self._id("f")
        self._put("floating_ips", floating(id_, self.floating))
        return id_

    def _lead(self, floating_ip: str, server: str, fixed_ip: str) -> None:
        row = self.floating_ips[floating_ip]
        if row["server_id"]:
            self._patch("servers", row["server_id"], floating_ip="", addresses=row["fixed_ip"])
        port = f"port-{server}" if server else ""
        led = {"port_id": port, "server_id": server, "fixed_ip": fixed_ip}
        self._patch("floating_ips", floating_ip, **led)
        if server:
            self._patch("servers", server, floating_ip=row["name"])

    def own_address(self) -> str:
        self._wait()
        return self.address

    # Images -----------------------------------------------------------------------------

    def import_methods(self) -> tuple[str, ...]:
        self._wait()
        return self.methods

    def look_at_source(self, spec: ImageSpec, whole: int | None = None) -> Format:
        if isinstance(self.source, CloudError):
            raise self.source
        return self.source

    def create_image_spec(
        self,
        spec: ImageSpec,
        progress: Callable[[int, int | None], None] | None = None,
        began: Callable[[str], None] | None = None,
    ) -> str:
        self._take("create_image", spec)
        id_ = self._id("i")
        self._put("images", image_row(id_, spec.name, IDENTITY.project_id, status="active"))
        if began is not None:
            began(id_)
        return id_

    def download_image(
        self,
        image: str,
        path: str | Path,
        progress: Callable[[int, int | None], None] | None = None,
    ) -> Path:
        self._take("download_image", image, path)
        return Path(path)

    def accept_image(self, image: str) -> None:
        self._take("accept_image", image)
        self._patch("images", image, tab="shared")

    def decline_image(self, image: str) -> None:
        self._take("decline_image", image)
        del self.images[image]

    def deactivate_image(self, image: str) -> None:
        self._take("deactivate_image", image)
        self._patch("images", image, status="deactivated")

    def reactivate_image(self, image: str) -> None:
        self._take("reactivate_image", image)
        self._patch("images", image, status="active")

    def image_details(self, image: str) -> dict[str, Any]:
        self._wait()
        return dict(self.image_facts)

    def update_image(
        self,
        image: str,
        *,
        name: str | None = None,
        description: str | None = None,
        login_user: str | None = None,
        protected: bool | None = None,
        min_disk_gib: int | None = None,
        min_ram_mib: int | None = None,
        visibility: str | None = None,
        properties: dict[str, str | None] | None = None,
    ) -> None:
        given = {k: v for k, v in locals().items() if k not in ("self", "image") and v is not None}
        self._take("update_image", image, given)

    def delete_image(self, image: str) -> None:
        self._take("delete_image", image)
        del self.images[image]

    def image_members(self, image: str) -> list[Member]:
        self._wait()
        return list(self.members)

    def share_image(self, image: str, project: str) -> None:
        self._take("share_image", image, project)
        self.members.append(Member("p2", project, "pending"))

    def unshare_image(self, image: str, project: str) -> None:
        self._take("unshare_image", image, project)
        self.members = [member for member in self.members if member.project_id != project]


class ScriptedAccess:
    """What is asked of the machines themselves."""

    def __init__(self, cloud: ScriptedCloud) -> None:
        self._cloud = cloud
        self.boots = BootLogs(cloud.console_log)

    def report(self, row: Row, *, anew: bool = True) -> BootReport:
        return read_boot_log(self._cloud.log)

    def probe(self, row: Row) -> SshProbe:
        if self._cloud.port is None:
            raise CloudFailure("The machines cannot be reached.")
        return self._cloud.port

    def public_key(self, name: str) -> str:
        row = self._cloud.keypairs.get(name)
        return str(row["public_key"]) if row else ""

    def login_info(self, row: Row, *, ask: bool = True) -> LoginInfo:
        self._cloud._wait()
        report = read_boot_log(self._cloud.log)
        address = row["floating_ip"] or self._cloud.floating
        known_hosts = report.known_hosts(address, 22)
        return LoginInfo(row["name"], address, report.login_user, "boot log", "", known_hosts)
