"""What cloud-init reports: stages, addresses, failures, and the output of scripts."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from ipaddress import ip_address, ip_interface

from canfar_jupyter.model.bootlog.lines import Line
from canfar_jupyter.model.bootlog.others import NO_METADATA
from canfar_jupyter.model.bootlog.report import Address, Failure, Marker, Stage, UserData
from canfar_jupyter.model.bootlog.warnings import warning_of

MAX_FACTS = 100  # failures, markers, addresses, stages
LINES = 20  # lines before a failure that are kept with it
_LATE = 30.0  # seconds between an event and its line in the log

_RUNNING = re.compile(
    r"Cloud-init v\. (\S{1,64}) running '([\w:-]{1,40})' at (.{10,40}?)\. "
    r"Up (\d{1,9}\.\d{1,6}) seconds.{0,20}"
)
_FINISHED = re.compile(
    r"Cloud-init v\. (\S{1,64}) finished at (.{10,40}?)\. "
    r"Datasource (.{0,400}?)\.? {1,2}Up (\d{1,9}\.\d{1,6}) seconds.{0,20}"
)
_SERVICE = re.compile(r"\[  OK  \] Finished cloud-final\.")
_MARKER = re.compile(
    r"CANFAR-([A-Z0-9][A-Z0-9_-]{0,40}): (start|note|done|failed)(?:[: ] ?(.{0,500}))?"
)


class CloudInit:
    """Takes lines one by one; the attributes are what is known so far."""

    def __init__(self) -> None:
        self.version = ""
        self.bare = False  # cloud-init's own lines have no program name in front
        self.stages: list[Stage] = []
        self.addresses: dict[str, Address] = {}
        self.markers: list[Marker] = []
        self.doubts: list[str] = []
        self._failures: list[Failure] = []
        self._printed: deque[str] = deque(maxlen=LINES)
        self._in_devices = False
        self._over = self._over_before = False
        self.seen = False

    def start(self) -> None:
        """Start another boot; user scripts run only at the first one."""
        self._over_before = self._over_before or self._over
        self._over = False
        self.stages = []
        # Their times are of a clock that was reset
        self._failures = [replace(failure, uptime=None) for failure in self._failures]
        self.markers = [replace(marker, uptime=None) for marker in self.markers]
        self._printed.clear()

    def scripts_over(self) -> None:
        """Note a block that cloud-init writes after all scripts have ended."""
        self.seen = True
        if not self._over:
            self._over = True
        elif self.stages and self.stages[-1].name == "finished":
            # The end was announced too early: not by cloud-init.
            self.stages.pop()
            self._doubt("A program claimed that cloud-init had finished before it did.")

    def take(self, line: Line) -> None:
        """Take one line that is not in a block of keys."""
        text = line.text
        if line.origin == "kernel" or (line.origin == "console" and not self._is_bare(text)):
            if line.origin == "console" and _SERVICE.match(text):
                self._over = True
            return
        if line.origin == "process" and not line.program.startswith(("cloud-init", "ec2")):
            return
        self.seen = True
        if text.startswith("ci-info: "):
            self._network(text.removeprefix("ci-info: ").strip())
        elif text.startswith("Cloud-init v. "):
            self._stage(line)
        elif found := warning_of(text):
            self._fail(replace(found, lines=tuple(self._printed), uptime=line.uptime))
        elif marker := _MARKER.fullmatch(text):
            self._mark(Marker(marker[1], marker[2], marker[3] or "", line.uptime))
        else:
            self._print(text)

    def _is_bare(self, text: str) -> bool:
        """Return whether a line without a program name is cloud-init's: there is no systemd."""
        if text.startswith("Cloud-init v. ") and not self.version:
            self.bare = True
        return self.bare or (text.startswith("ci-info: ") and not self.seen)

    def _stage(self, line: Line) -> None:
        if found := _RUNNING.fullmatch(line.text):
            version, name, date, uptime = found.groups()
        elif found := _FINISHED.fullmatch(line.text):
            version, date, source, uptime = found.groups()
            name, self._over = "finished", True
            self._datasource(source, line.uptime)
        else:
            return
        self._printed.clear()
        self.version = self.version or version
        stage = Stage(name, float(uptime), date)
        if line.uptime is not None and not -1 <= line.uptime - stage.uptime <= _LATE:
            stage = replace(stage, certainty="doubtful")
            self._doubt(f"The time of '{name}' does not fit the time at which it was printed.")
        self.stages = [*(s for s in self.stages[-MAX_FACTS:] if s.name != name), stage]

    def _datasource(self, name: str, uptime: float | None) -> None:
        """Note that cloud-init ran without metadata, or that a later boot got it."""
        if name.startswith("DataSourceNone"):
            self._fail(Failure("datasource", "metadata", NO_METADATA, uptime=uptime))
        else:
            self._failures = [f for f in self._failures if f.kind != "datasource"]

    def _network(self, text: str) -> None:
        if not text.startswith("|"):
            self._in_devices = "Net device info" in text or (
                self._in_devices and text.startswith("+-")
            )
            return
        cells = [cell.strip() for cell in text.strip("|").split("|")]
        # An old release has no column "Scope"; the MAC address is the last one anyway.
        if not self._in_devices or len(cells) < 5 or self._final() or cells[1] != "True":
            return  # in the final stage, scripts run that could print such a table
        if _is_global(cells[2]) and len(self.addresses) < MAX_FACTS:
            address = cells[2].partition("/")[0]
            self.addresses[address] = Address(cells[0], address, cells[-1].strip("."))

    def _final(self) -> bool:
        return bool(self.stages) and self.stages[-1].name in ("modules:final", "finished")

    def _print(self, text: str) -> None:
        if self._failures and self._failures[-1].kind in ("stage", "include"):
            self._failures[-1] = _explained(self._failures[-1], text)
        if text and not text.startswith(("+-", "|")):
            self._printed.append(text)

    def _mark(self, marker: Marker) -> None:
        if len(self.markers) < MAX_FACTS:
            self.markers.append(marker)
        if marker.state == "failed":
            said = f"The recipe {marker.recipe} failed: {marker.text or 'it does not say where'}."
            failure = Failure("recipe", marker.recipe, said, tuple(self._printed), marker.uptime)
            self._fail(failure)

    def _fail(self, failure: Failure) -> None:
        """Keep a failure; cloud-init reports most of them twice."""
        same = (f for f in self._failures if (f.kind, f.part) == (failure.kind, failure.part))
        if next(same, None) is None and len(self._failures) < MAX_FACTS:
            self._failures.append(failure)

    def _doubt(self, sentence: str) -> None:
        if sentence not in self.doubts and len(self.doubts) < LINES:
            self.doubts.append(sentence)

    def failures(self) -> tuple[Failure, ...]:
        """Return the failures, oldest first."""
        return tuple(_without_repeats(self._failures))

    def user_data(self) -> UserData:
        """Return the progress of the user data."""
        if any(failure.of_user_data for failure in self._failures):
            return "failed"
        if self._over or self._over_before:
            return "done"
        return "running" if self.seen else "unknown"


def _explained(failure: Failure, text: str) -> Failure:
    """Add the cause from a traceback to the failure of a whole stage."""
    if "_do_include" in text or "UrlError" in text:
        said = "An #include of the user data could not be fetched, so nothing was set up."
        failure = replace(failure, kind="include", part="#include", text=said)
    tells = text[:1].strip() and ("Error: " in text or "Exception: " in text)
    if tells and len(failure.lines) < LINES:
        failure = replace(failure, lines=(*failure.lines, text))
    return failure


def _without_repeats(failures: Iterable[Failure]) -> Iterable[Failure]:
    """Omit "a script failed" if a recipe has reported that failure itself."""
    failures = list(failures)
    recipe = any(f.kind == "recipe" for f in failures)
    return (f for f in failures if not (recipe and f.kind == "script" and f.part == "script"))


def _is_global(text: str) -> bool:
    try:
        address = ip_interface(text).ip if "/" in text else ip_address(text)
    except ValueError:
        return False
    return not (address.is_loopback or address.is_link_local or address.is_unspecified)
