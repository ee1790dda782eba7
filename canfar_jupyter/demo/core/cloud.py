"""The demo cloud as a whole: its state, its clock, and what happens by itself."""

from __future__ import annotations

import heapq
import secrets
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from canfar_jupyter.demo.core.clock import Clock
from canfar_jupyter.demo.core.faults import Faults
from canfar_jupyter.demo.core.network_records import FloatingIP, Port
from canfar_jupyter.demo.core.records import Image, Server, State
from canfar_jupyter.demo.core.state import StateFile
from canfar_jupyter.demo.core.tokens import Passes, Tokens
from canfar_jupyter.demo.core.volume_records import Backup, Step, Volume, VolumeSnapshot

_MEMORY = 86400.0  # seconds for which a deleted server is remembered
Record = Server | Image | Volume | VolumeSnapshot | Backup
Effect = Callable[["DemoCloud", Record, float], None]  # the cloud, the record, when


@dataclass(slots=True)
class Options:
    """What ``python -m canfar_jupyter.demo`` can be told."""

    port: int = 0
    latency: float = 0.0  # seconds added to each answer
    scale: Mapping[str, int] = field(default_factory=dict)  # servers=N, images=N
    idle: float = 0.0  # seconds without a request after which it ends; 0: never
    speed: float = 1.0  # how much faster than real things happen
    token_life: float = 3600.0  # seconds
    console_life: float = 600.0  # seconds for which a console's address can be used
    volumes: bool = True  # whether it has Cinder
    nova_lag: float = 0.0  # seconds for which Nova does not know of a changed floating IP


class DemoCloud:
    """State and time.  ``advance`` must be called before anything is looked at."""

    def __init__(self, folder: Path, options: Options, effects: Mapping[str, Effect]) -> None:
        self.folder = folder
        self.options = options
        self.clock = Clock(options.speed)
        self.file = StateFile(folder / "state.json")
        self.tokens = Tokens(self.clock, options.token_life)
        self.consoles = Passes(self.clock, options.console_life)
        self.watchers: dict[str, Callable[[], None]] = {}  # who is told of changes, by server
        self.faults = Faults()
        self.base = ""  # http://127.0.0.1:PORT, known once it listens
        self.rows: dict[str, dict[int, bytes]] = {}  # servers as JSON, by id and shape
        self.ports_of: dict[str, list[Port]] = {}  # by device
        self.floating_of: dict[str, list[FloatingIP]] = {}  # by port
        self.orders: dict[str, list[Server]] = {}  # servers by project, newest first
        self.asked = self.clock.now()  # when somebody last did
        self.image_order: list[Image] | None = None  # all images, newest first
        self.image_tasks: dict[str, list[dict[str, Any]]] = {}  # by image, as Glance shows them
        self._effects = effects
        self._due: list[tuple[float, str]] = []
        self.floating_seen: dict[str, list[tuple[str, str]]] = {}  # by port, as Nova knows them
        self._unseen: list[tuple[float, str]] = []  # ports of which Nova will hear, and when

    @property
    def state(self) -> State:
        return self.file.state

    def index(self) -> None:
        """Build what is derived from the state; call it once the state is there."""
        forgotten = self.clock.now() - _MEMORY
        for server in list(self.state.servers.values()):
            if server.deleted is not None and server.deleted < forgotten:
                del self.state.servers[server.id]
        for port in self.state.ports.values():
            if port.device:
                self.ports_of.setdefault(port.device, []).append(port)
        for ip in self.state.floating_ips.values():
            if ip.port:
                self.floating_of.setdefault(ip.port, []).append(ip)
        for id_ in self.floating_of:
            self._see(id_)
        records = (record for table in self._changing() for record in table.values())
        self._due = [(r.steps[0].due, r.id) for r in records if r.steps]
        heapq.heapify(self._due)

    def advance(self) -> None:
        """Let everything happen that is due by now."""
        now = self.asked = self.clock.now()
        while self._unseen and self._unseen[0][0] <= now:
            self._see(heapq.heappop(self._unseen)[1])
        while self._due and self._due[0][0] <= now:
            due, id_ = heapq.heappop(self._due)
            record = self._record(id_)
            if record is not None and record.steps and record.steps[0].due == due:
                self._take_step(record)

    def tell_nova(self, port: str) -> None:
        """Let Nova hear, soon, that the floating IPs of a port have changed."""
        if self.options.nova_lag:
            due = self.clock.after(self.options.nova_lag)
            heapq.heappush(self._unseen, (due, port))
        else:
            self._see(port)

    def _see(self, id_: str) -> None:
        port = self.state.ports.get(id_)
        known = [
            (ip.fixed or (port.address if port else ""), ip.address)
            for ip in self.floating_of.get(id_, ())
        ]
        if known:
            self.floating_seen[id_] = known
        else:
            self.floating_seen.pop(id_, None)
        if port and (server := self.state.servers.get(port.device)):
            self.touch(server)

    def _changing(self) -> list[Mapping[str, Record]]:
        """Return the tables of records that change by themselves."""
        state = self.state
        return [
            state.servers,
            state.images,
            state.volumes,
            state.volume_snapshots,
            state.backups,
        ]

    def _record(self, id_: str) -> Record | None:
        return next((table[id_] for table in self._changing() if id_ in table), None)

    def _take_step(self, record: Record) -> None:
        step = record.steps.pop(0)
        for name, value in step.change.items():
            setattr(record, name, value)
        self.touch(record, step.due)
        if record.steps:
            heapq.heappush(self._due, (record.steps[0].due, record.id))
        if step.effect:
            self._effects[step.effect](self, record, step.due)

    def later(self, seconds: float, change: dict[str, Any], effect: str = "") -> Step:
        """Return a step that comes after some demo seconds."""
        return Step(self.clock.after(seconds), change, effect)

    def cause(self, effect: str, record: Record) -> None:
        """Let an effect follow at once."""
        self._effects[effect](self, record, self.clock.now())

    def plan(self, record: Record, steps: list[Step]) -> None:
        """Replace what was to happen to a record."""
        record.steps = steps
        if steps:
            heapq.heappush(self._due, (steps[0].due, record.id))
        self.touch(record, self.clock.now())

    def touch(self, record: Record, when: float | None = None) -> None:
        """Note that a record changed; without ``when`` its ``updated`` stays, as for addresses."""
        if when is not None:
            record.updated = when
        self.rows.pop(record.id, None)
        if watcher := self.watchers.get(record.id):
            watcher()
        self.file.changed()

    def image_file(self, image: str, staged: bool = False) -> Path:
        """Return where an image's bytes are kept."""
        return self.folder / "images" / (image + (".staged" if staged else ".data"))


def new_id() -> str:
    return str(uuid.uuid4())


def new_request_id() -> str:
    return f"req-{uuid.uuid4()}"


def new_mac() -> str:
    """Return a MAC address as Neutron gives them."""
    return "fa:16:3e:" + secrets.token_bytes(3).hex(":")
