"""The steps from a launch to a login, each worked out from what is known.  Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Literal

from canfar_jupyter.model.bootlog import BootReport
from canfar_jupyter.model.bootlog.report import first_of
from canfar_jupyter.model.instances.addresses import listed
from canfar_jupyter.model.instances.condition import KEEP, condition_of, fault_advice, has_run
from canfar_jupyter.model.instances.states import (
    ACTIVE,
    BUILD,
    ERROR,
    RESCUE,
    SCHEDULING,
    UNKNOWN,
)
from canfar_jupyter.model.keys.public_key import fingerprint_of
from canfar_jupyter.model.shown import Shown

State = Literal["done", "running", "waiting", "failed", "unknown"]
# stranger: SSH answers, but with other host keys than the boot log says.
PortState = Literal["ssh", "stranger", "closed", "other", "unreachable", "unasked"]


@dataclass(frozen=True, slots=True, repr=False)
class SshProbe(Shown):
    """Whether SSH answers at ``address``, from this computer; ``text`` says what happened."""

    state: PortState = "unasked"
    address: str = ""
    text: str = ""
    public: bool = False  # the address is a floating IP
    at: datetime | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Step(Shown):
    """One step of readiness.

    ``uptime`` is in seconds since the machine started, ``at`` the same as a time (UTC);
    ``evidence`` is where this is known from, ``todo`` what to do next ("": nothing).
    """

    key: str
    title: str
    state: State
    evidence: str = ""
    todo: str = ""
    uptime: float | None = None
    at: datetime | None = None

    @property
    def when(self) -> str:
        """Its time in words: since the machine started, else the time of day; "": not known."""
        if self.uptime is not None:
            return f"{self.uptime:.1f} s"
        return f"{self.at:%H:%M:%S}" if self.at else ""


def steps_of(
    row: Mapping[str, Any], report: BootReport, public_key: str, port: SshProbe
) -> list[Step]:
    """Return the steps of one instance, in order; the arguments are those of ``readiness``."""
    clock = _Clock(report)
    built = _built(row)
    again = _boots_again(report, port)
    steps = [_scheduled(row), built]
    if built.state == "done":
        steps += [
            _network(row, report, clock, again=again),
            _host_keys(report, clock),
            _key(row, report, public_key, clock),
            _user_data(report, clock, again=again),
        ]
    else:
        titles = {
            "network": "Network",
            "host_keys": "Host keys",
            "key": "Key",
            "user_data": "User data",
        }
        steps += [Step(key, title, "waiting") for key, title in titles.items()]
    steps.append(_port(row, port, built.state == "done"))
    return steps


def _boots_again(report: BootReport, port: SshProbe) -> bool:
    """Return whether a later boot is under way: what is known of user data is of a former one."""
    up = report.stage("finished") or report.prompt or (port.state == "ssh" and not report.stages)
    return report.boots > 1 and report.kind == "cloud-init" and not up


class _Clock:
    """Converts seconds of uptime to times, from the first stage with a date."""

    def __init__(self, report: BootReport) -> None:
        self._booted: datetime | None = None
        for stage in report.stages:
            try:
                date = parsedate_to_datetime(stage.date)
                self._booted = date.astimezone(UTC) - timedelta(seconds=stage.uptime)
                return
            except (ValueError, TypeError, OverflowError):
                continue

    def step(self, uptime: float | None) -> dict[str, Any]:
        if uptime is None or self._booted is None:
            return {"uptime": uptime}
        return {"uptime": uptime, "at": self._booted + timedelta(seconds=uptime)}


def _uptime(report: BootReport, *names: str) -> float | None:
    """Return when the first of these stages began; None if not known."""
    stages = (report.stage(name) for name in names)
    return next((stage.uptime for stage in stages if stage), None)


def _scheduled(row: Mapping[str, Any]) -> Step:
    title = "Scheduled"
    if row["status"] == BUILD and row["task"] in ("", SCHEDULING):
        return Step("scheduled", title, "running", "the cloud looks for a host")
    if row["status"] == ERROR and "No valid host" in row["fault"] and not has_run(row):
        todo = fault_advice(row["fault"], ran=False)
        return Step("scheduled", title, "failed", "no host has room for it", todo)
    return Step("scheduled", title, "done", "the cloud found a host", at=_time(row["created"]))


_BUILT: Mapping[str, State] = {"up": "done", "moving": "running", "down": "failed"}
_WAITING = {RESCUE: "The end of the rescue", UNKNOWN: "Word from its host"}


def _built(row: Mapping[str, Any]) -> Step:
    status, now = row["status"], condition_of(row)
    state = _BUILT.get(now.kind, "failed" if now.kind == "broken" else "waiting")
    if now.kind == "up":
        said = ACTIVE if status == ACTIVE else now.evidence
        return Step("built", "Built", state, said, now.todo, at=_time(row["launched"]))
    if now.kind == "moving":
        return Step("built", "Built", state, row["task"].replace("_", " ") or status)
    if now.kind == "down":
        return Step("built", "Built", state, f"it is {status}", "Start it again.")
    title = _WAITING.get(status, "Built" if state == "failed" else f"The end of {status}")
    return Step("built", title, state, now.evidence, now.todo)


def _network(row: Mapping[str, Any], report: BootReport, clock: _Clock, *, again: bool) -> Step:
    title = "Network"
    if stopped := report.stopped:
        return Step("network", title, "failed", stopped.text, after_a_stop(report))
    if again and not report.stage("init"):
        return Step("network", title, "waiting")
    if report.addresses:
        where = report.addresses[0]
        known = set(listed(str(row["addresses"])))
        if known and not known.intersection(a.address for a in report.addresses):
            said = f"it has {where.address}, but the cloud gave it {row['addresses']}"
            return Step("network", title, "failed", said, "Reboot it: it may get its address then.")
        device = f" on {where.device}" if where.device else ""
        time = clock.step(_uptime(report, "init"))
        return Step(
            "network", title, "done", f"{where.address}{device}, according to its log", **time
        )
    return _silent("network", title, report, "modules:config", "modules:final", "finished")


def after_a_stop(report: BootReport) -> str:
    """Return what to do where a boot ended early: its image may be bad, or its disk may be."""
    if report.boots > 1:
        return f"Ask your cloud's support, or repair its disk in rescue mode. {KEEP}"
    return (
        "If it has never worked: launch another from an image that boots on this cloud. "
        "If it has: repair its disk in rescue mode, and do not terminate it."
    )


def _silent(key: str, title: str, report: BootReport, *later: str) -> Step:
    """Return a step that is not in the log: not started, or not logged."""
    if report.kind != "cloud-init" and report.prompt:
        return Step(key, title, "unknown", "not in its log")
    if any(report.stage(name) for name in later) or report.user_data in ("done", "failed"):
        return Step(key, title, "unknown", "not in its log")
    return Step(key, title, "waiting")


def _host_keys(report: BootReport, clock: _Clock) -> Step:
    if not report.host_keys:
        return _silent("host_keys", "Host keys", report, "finished")
    best = next((k for k in report.host_keys if k.type == "ssh-ed25519"), report.host_keys[0])
    if best.certainty == "doubtful":
        said = "its log contradicts itself: another machine may be impersonating it"
        todo = "Look at the host keys on the machine's console before you trust them."
        return Step("host_keys", "Host keys", "unknown", said, todo)
    evidence = f"{best.type.removeprefix('ssh-')} {best.fingerprint}"
    return Step("host_keys", "Host keys", "done", evidence, **clock.step(_uptime(report, "init")))


def _key(row: Mapping[str, Any], report: BootReport, public_key: str, clock: _Clock) -> Step:
    user = report.user_of(public_key) if public_key else report.login_user
    title = f"Key installed for {user}" if user else "Key installed"
    if not row["key"]:
        todo = "Launch again with a key: a key cannot be added to an existing instance."
        return Step("key", title, "unknown", "no key was chosen", todo)
    time = clock.step(_uptime(report, "finished", "modules:final"))
    installed = report.has_key(public_key) if public_key else None
    if installed:
        print_ = fingerprint_of(public_key)
        return Step("key", title, "done", f"{row['key']} ({print_}), according to its log", **time)
    if installed is False:
        said = f"its log does not have {row['key']} among the keys of {user or 'its user'}"
        todo = "Log in with a key that it has, or launch again with the right key."
        return Step("key", title, "failed", said, todo, **time)
    if report.authorized_keys:
        said = f"it has {len(report.authorized_keys)} keys; {row['key']} is not yours to compare"
        return Step("key", title, "unknown", said, **time)
    return _silent("key", title, report, "finished")


def _user_data(report: BootReport, clock: _Clock, *, again: bool) -> Step:
    title = "User data"
    if failure := first_of(report.failures):
        todo = "Read its log, fix the user data and launch again."
        time = clock.step(failure.uptime)
        return Step(
            "user_data", f"{title} failed ({failure.part})", "failed", failure.text, todo, **time
        )
    if report.disk_full:
        todo = f"Free some space, or use a flavor with a larger disk. {KEEP}"
        return Step("user_data", title, "failed", "the disk is full", todo)
    if again and report.user_data == "done":
        at = f": cloud-init is at {report.stages[-1].name}" if report.stages else ""
        return Step("user_data", title, "running", f"it ran at a former boot{at}")
    if report.user_data == "done":
        recipes = report.recipes().values()
        said = ", ".join(f"{m.recipe} {m.state}" for m in recipes)
        ended = [m.uptime for m in recipes if m.uptime is not None]
        over = _uptime(report, "finished")  # printed some seconds after the keys, which tell it
        time = clock.step(max(ended, default=None) if over is None else over)
        return Step("user_data", f"{title} done", "done", said or "cloud-init has finished", **time)
    if report.user_data == "running":
        stage = report.stages[-1] if report.stages else None
        said = f"cloud-init is at {stage.name}" if stage else "cloud-init is running"
        return Step("user_data", title, "running", said)
    return _silent("user_data", title, report)


def _port(row: Mapping[str, Any], port: SshProbe, built: bool) -> Step:
    title = "Port 22 answers from here"
    if port.state == "ssh":
        return Step("port", title, "done", f"{port.address}: {port.text}", at=port.at)
    if not built:
        return Step("port", title, "waiting")
    if not row["floating_ip"]:  # here, another machine may have that address
        todo = "Associate a floating IP."
        said = f"no floating IP, and {row['addresses'] or 'it'} is not reachable from here"
        return Step("port", title, "unknown", said, todo)
    if port.state == "stranger":
        return Step("port", title, "failed", port.text, "Do not log in: run the doctor.")
    todo = "" if port.state == "unasked" else "If this persists, run the doctor."
    return Step("port", title, "waiting", port.text, todo)


def _time(text: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(f"{str(text).rstrip('Z')}+00:00") if text else None
    except ValueError:
        return None
