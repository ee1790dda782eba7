"""Launches, instances, their consoles and keys of a scripted cloud."""

from __future__ import annotations

from canfar_jupyter.cloud import Endpoint, Offers
from canfar_jupyter.live.base.placeholders import image_row, key_row
from canfar_jupyter.model.doctor.diagnosis import Facts, diagnose
from canfar_jupyter.model.doctor.findings import Diagnosis
from canfar_jupyter.model.instances.details import Action, Details
from canfar_jupyter.model.instances.server import Server
from canfar_jupyter.model.instances.steps import SshProbe
from canfar_jupyter.model.launch.spec import LaunchSpec
from tests.support.rows import Row
from tests.support.scripted_project import IDENTITY, ScriptedProject


class ScriptedInstances(ScriptedProject):
    """Instances.

    Attributes:
        log: Boot log of every instance.
        port: What is found at port 22 of every instance; None: nothing can be found out of them.
        found: What the doctor finds out; None: what the lists say.
    """

    def __init__(self) -> None:
        super().__init__()
        self.log = "[    0.000000] Linux version 6.8\n"
        self.port: SshProbe | None = None
        self.found: Facts | None = None
        self.late: list[Server] = []  # what a launch has made whose outcome was not known
        self.offered = Offers(("nova",), (), volumes=False)
        self.specs: dict[str, LaunchSpec] = {}
        self.actions: dict[str, tuple[Action, ...]] = {}  # on each instance, newest first
        self.subnet_rows: dict[str, Row] = {}
        self.endpoint = Endpoint("127.0.0.1:9", ("ws://127.0.0.1:9/",), None, local=True)
        self.page = "https://console.example.ca/vnc.html?token=f3c1-secret"

    def launch_spec(self, spec: LaunchSpec, token: str | None = None) -> list[Server]:
        self._take("launch", spec)
        return self._made(spec)

    def launched(self, spec: LaunchSpec, token: str) -> list[Server]:
        self._take("launched", spec)
        return self.late

    def come_late(self, spec: LaunchSpec) -> list[Server]:
        """Make what a launch asked for whose outcome was not known."""
        self.late = self._made(spec)
        self._changed("servers")
        return self.late

    def _made(self, spec: LaunchSpec) -> list[Server]:
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

    def history_of(self, id_: str) -> tuple[Action, ...]:
        self._take("history", id_)
        return self.actions.get(id_, ())

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
