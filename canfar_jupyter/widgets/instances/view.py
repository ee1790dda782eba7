"""Parts of one instance: how to log in, its readiness, why that fails, everything about it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from canfar_jupyter.widgets.instances import words
from canfar_jupyter.widgets.instances.address import LISTS, InstanceAddress
from canfar_jupyter.widgets.kit.bundle import Bundled
from canfar_jupyter.widgets.kit.dialog import Dialog
from canfar_jupyter.widgets.kit.messages import in_words
from canfar_jupyter.widgets.logs.words import log_facts

if TYPE_CHECKING:
    from canfar_jupyter.live.base.collection import Delta
    from canfar_jupyter.live.store import Store
    from canfar_jupyter.model.doctor.findings import Diagnosis


_ALL = ("way", "address", "doctor", "steps", "timeline", "log", "facts")


class InstanceView(anywidget.AnyWidget):
    """Login info, readiness, the doctor, the boot's timeline and the facts of one instance.

    Its parts are "way", "address", "doctor", "steps", "timeline", "log", "facts".

    What is shown is not a trait: addresses and boot logs do not belong in notebooks.

    Args:
        store: Where it is.
        server: Its id.
        on_console: Called with "vnc" or "serial" when the user opens that console; None:
            there is no button for it.
        doctor: Run the doctor at once.
        dialog: The confirmation before an instance loses its floating IP; it must be on the page.
        parts: Those that are shown, in this order; None: all of them.
        sections: Titles of the sections of "facts" that are shown; None: all.
    """

    _esm = Bundled("instance_view")

    parts = traitlets.List(traitlets.Unicode()).tag(sync=True)
    """Those that are shown, in this order."""

    has_console = traitlets.Bool(False).tag(sync=True)
    note = traitlets.Unicode().tag(sync=True)
    """The result of the last action, or why it failed."""

    tone = traitlets.Enum(("quiet", "good", "bad"), "quiet").tag(sync=True)

    def __init__(
        self,
        store: Store,
        server: str,
        *,
        on_console: Callable[[str], None] | None = None,
        doctor: bool = False,
        dialog: Dialog | None = None,
        parts: Sequence[str] | None = None,
        sections: Sequence[str] | None = None,
    ) -> None:
        self.dialog = dialog or Dialog()
        self.address = InstanceAddress(store, server, self.dialog, self._given, self._say)
        self._lock = threading.Lock()
        self._store, self._server = store, server
        self._on_console = on_console
        self._sections = sections
        self._parts: dict[str, Any] = {}  # as they were sent last
        self._diagnosis: Diagnosis | None = None
        self._asking: set[str] = set()
        super().__init__(parts=list(parts or _ALL), has_console=on_console is not None)
        self.add_class("cj-instance")
        self.on_msg(self._receive)
        self._stops = [
            store.boots.observe(self._on_boots),
            store.servers.observe(self._on_delta),
            *(store.collections[name].observe(self._on_addresses) for name in LISTS),
        ]
        store.boots.watch(server)
        if command := store.boots.command(server):
            self._put("way", words.command(command))
        self._put("steps", words.steps(store.boots.of(server)))
        self._show_address()
        self.refresh()
        if doctor:
            self.ask_doctor()

    def close(self) -> None:
        for stop in getattr(self, "_stops", ()):
            stop()
        super().close()

    @property
    def diagnosis(self) -> Diagnosis | None:
        """The doctor's latest findings; None: it has not been run."""
        return self._diagnosis

    def refresh(self) -> None:
        """Read everything that is shown again."""
        store, shown = self._store, self.parts
        if "facts" in shown:
            self._ask("facts", store.details, self._show_details)
        if "way" in shown:
            self._ask("way", store.login_info, lambda way: self._put("way", words.login(way)))
        if "log" in shown or "timeline" in shown:
            self._ask("log", store.read_log, self._show_log)

    def ask_doctor(self) -> None:
        """Find out why logging in fails."""
        self._put("doctor", {"text": "Checking...", "findings": []})
        self._ask("doctor", self._store.doctor, self._show_doctor)

    def fix(self, place: int) -> None:
        """Apply the fix beside a finding, and run the doctor again."""
        findings = self._diagnosis.findings if self._diagnosis else ()
        if not 0 <= place < len(findings) or (wanted := findings[place].fix) is None:
            return
        store, id_, then = self._store, self._server, self.ask_doctor
        fixes: dict[str, Callable[[], None]] = {
            "open_port": lambda: self._do(
                store.open_port(wanted.target, cidr=wanted.cidr), "Port 22 is open now.", then
            ),
            "known_hosts": lambda: self._do(
                store.add_known_hosts(id_), "~/.ssh/known_hosts has its host keys now.", then
            ),
            "floating_ip": self.address.associate,
            "start": lambda: self._do(store.start(id_), "Starting the instance.", then),
        }
        if (act := fixes.get(wanted.kind)) is not None:
            act()

    def _given(self, future: Future[Any], done: str) -> None:
        """Follow a change of its floating IP: the doctor's findings are then out of date."""
        self._do(future, done, self.ask_doctor if self._diagnosis else None)

    def add_host(self) -> None:
        """Add the entry to the user's ~/.ssh/config."""
        self._do(self._store.add_host(self._server), "Added to ~/.ssh/config.")

    def add_known_hosts(self) -> None:
        """Add the host keys to the user's ~/.ssh/known_hosts."""
        self._do(self._store.add_known_hosts(self._server), "Added to ~/.ssh/known_hosts.")

    def open_console(self, kind: str) -> None:
        """Open a console: "vnc" or "serial"."""
        if self._on_console is not None and kind in ("vnc", "serial"):
            self._on_console(kind)

    # Inside -----------------------------------------------------------------------------

    def _ask(
        self, part: str, ask: Callable[[str], Future[Any]], show: Callable[[Any], None]
    ) -> None:
        """Request a part, once at a time, and show it or why it is not available."""
        with self._lock:
            if part in self._asking:
                return
            self._asking.add(part)

        def arrived(future: Future[Any]) -> None:
            with self._lock:
                self._asking.discard(part)
            if error := future.exception():
                text, hint, _ = in_words(error)
                self._put(part, {"error": f"{text} {hint}"})
            else:
                show(future.result())

        ask(self._server).add_done_callback(arrived)

    def _do(self, future: Future[Any], done: str, then: Callable[[], None] | None = None) -> None:
        def settled(future: Future[Any]) -> None:
            if error := future.exception():
                text, hint, _ = in_words(error)
                self._say(f"{text} {hint}", "bad")
                return
            self._say(done, "good")
            self._store.boots.again(self._server)
            if then is not None:
                then()

        future.add_done_callback(settled)

    def _say(self, text: str, tone: str) -> None:
        with self.hold_sync():
            self.note, self.tone = text, tone

    def _show_details(self, details: Any) -> None:
        found = words.facts(details, self._store.security_groups)
        wanted = self._sections
        shown = [one for one in found if wanted is None or one["title"] in wanted]
        self._put("facts", {"sections": shown})

    def _show_log(self, read: tuple[str, Any]) -> None:
        report = read[1]
        self._put("timeline", words.timeline(report))
        self._put("log", {"rows": log_facts(report)})

    def _show_doctor(self, diagnosis: Diagnosis) -> None:
        self._diagnosis = diagnosis
        self._put("doctor", words.doctor(diagnosis))

    def _on_delta(self, delta: Delta) -> None:
        if self._server not in delta.changed:
            return
        self._show_address()
        self.refresh()
        if self._diagnosis and "status" in delta.changed[self._server]:
            self.ask_doctor()  # what he said is old

    def _on_addresses(self, _delta: Delta) -> None:
        self._show_address()

    def _show_address(self) -> None:
        if (data := self.address.data()) is not None:
            self._put("address", data)

    def _on_boots(self, ids: tuple[str, ...]) -> None:
        if self._server in ids:
            self._put("steps", words.steps(self._store.boots.of(self._server)))
            if "timeline" in self.parts:
                self._ask("log", self._store.read_log, self._show_log)
            way = self._parts.get("way") or {}
            if "way" not in self.parts:
                return
            if not way.get("user") or not way.get("hasHostKeys"):
                self._ask(
                    "way", self._store.login_info, lambda way: self._put("way", words.login(way))
                )

    def _put(self, part: str, data: Any) -> None:
        with self._lock:
            if self._parts.get(part) == data:
                return
            self._parts[part] = data
            self.send({"op": "part", "part": part, "data": data})

    def _receive(self, _widget: object, message: Mapping[str, Any], _buffers: object) -> None:
        op = message.get("op")
        if op == "hello":
            with self._lock:
                for part, data in self._parts.items():
                    self.send({"op": "part", "part": part, "data": data})
        elif op == "beat":
            self._store.boots.watch(self._server)
        elif op == "fix" and isinstance(place := message.get("place"), int):
            self.fix(place)
        elif op == "console":
            self.open_console(str(message.get("kind")))
        elif op == "associate":
            self.address.associate(str(message.get("id", "")), str(message.get("fixed", "")))
        elif op == "disassociate":
            self.address.disassociate()
        elif op in ("refresh", "ask_doctor", "add_host", "add_known_hosts"):
            getattr(self, op)()
