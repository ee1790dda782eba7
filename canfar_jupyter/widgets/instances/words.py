"""One instance as plain data for the browser: pure, text only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from canfar_jupyter.model.amounts import count
from canfar_jupyter.model.bootlog import BootReport
from canfar_jupyter.model.network.floating_ips import Offer
from canfar_jupyter.widgets.kit.words import flavor_in_words, time_in_words

if TYPE_CHECKING:
    from canfar_jupyter.model.doctor.findings import Diagnosis
    from canfar_jupyter.model.instances.details import Action, Details, Volume
    from canfar_jupyter.model.instances.readiness import Readiness
    from canfar_jupyter.ssh import LoginInfo

Data = dict[str, Any]

_STAGES = {
    "init-local": "find the data source",
    "init": "network and keys",
    "modules:config": "configuration",
    "modules:final": "scripts and packages",
}
_ACTIONS = {
    "create": "Launch",
    "reboot": "Reboot",
    "stop": "Shut down",
    "start": "Start",
    "createImage": "Snapshot",
    "delete": "Terminate",
    "rebuild": "Rebuild",
    "resize": "Resize",
    "confirmResize": "Confirm resize",
    "revertResize": "Revert resize",
    "pause": "Pause",
    "unpause": "Unpause",
    "suspend": "Suspend",
    "resume": "Resume",
    "shelve": "Shelve",
    "unshelve": "Unshelve",
    "rescue": "Rescue",
    "unrescue": "Unrescue",
    "lock": "Lock",
    "unlock": "Unlock",
    "attach_volume": "Attach volume",
    "detach_volume": "Detach volume",
    "attach_interface": "Attach interface",
    "detach_interface": "Detach interface",
}


def steps(now: Readiness | None) -> Data:
    """Return the readiness line and its steps."""
    if now is None:
        return {"text": "Checking its boot...", "tone": "busy", "steps": []}
    tone = "good" if now.ready else "bad" if now.failed else "busy"
    rows = [
        {
            "state": step.state,
            "title": step.title,
            "evidence": step.evidence,
            "todo": step.todo,
            "when": step.when,
            "at": _moment(step.at),
        }
        for step in now.steps
    ]
    return {"text": now.text, "tone": tone, "steps": rows}


def timeline(report: BootReport) -> Data:
    """Return the stages of the latest boot as bars, in seconds since the machine started."""
    starts = [(stage.name, stage.uptime) for stage in report.stages if stage.certainty == "sure"]
    bars: list[Data] = []
    if starts:
        bars.append({"name": "kernel and services", "start": 0.0, "end": starts[0][1]})
    ends = [start for _, start in starts[1:]]
    for (name, start), end in zip_longest(starts, ends):
        if name == "finished":
            continue
        bars.append({"name": _STAGES.get(name, name), "start": start, "end": end})
    if report.sshd:
        bars.append({"name": "SSH server up", "start": report.sshd, "end": report.sshd})
    total = max((bar["end"] or bar["start"] for bar in bars), default=0.0)
    failed = next((f for f in report.failures if f.of_user_data and f.uptime), None)
    mark = {"name": f"{failed.part} failed", "at": failed.uptime} if failed else None
    return {
        "bars": bars,
        "total": max(total, failed.uptime or 0.0) if failed else total,
        "mark": mark,
    }


def command(text: str) -> Data:
    """Return how to log in where just the command is known so far."""
    return {"command": text}


def login(found: LoginInfo) -> Data:
    """Return how to log in."""
    return {
        "command": found.command,
        "user": found.user,
        "source": found.source,
        "note": found.note,
        "alias": found.alias,
        "hasHostKeys": bool(found.known_hosts),
    }


def address(
    row: Mapping[str, Any] | None, offers: Sequence[Offer], own: Sequence[str], why_none: str
) -> Data:
    """Return its floating IP, or those it can get.

    Args:
        row: Its floating IP; None if it has none.
        offers: The floating IPs it can get, best first.
        own: Its internal addresses that one can be associated with.
        why_none: Why there is nothing to offer.
    """
    if row is not None:
        text = f"{row['name']} is associated with {row['fixed_ip'] or 'it'}."
        return {"text": text, "address": row["name"], "offers": [], "own": []}
    if not own:
        text, offers = "One can be associated once the instance has an internal address.", ()
    elif not offers:
        text = why_none
    else:
        text = "None: the instance is reachable from its own network only."
    shown = [{"id": o.id, "kind": o.kind, "text": o.text} for o in offers]
    several = list(own) if len(own) > 1 else []
    return {"text": text, "address": "", "offers": shown, "own": several}


def doctor(found: Diagnosis) -> Data:
    """Return the findings; buttons are identified by their position."""
    rows = [
        {
            "state": finding.state,
            "title": finding.title,
            "evidence": finding.evidence,
            "todo": finding.todo,
            "fix": finding.fix.label if finding.fix else "",
        }
        for finding in found.findings
    ]
    return {"text": found.text, "findings": rows}


def facts(found: Details, groups: Mapping[str, Mapping[str, Any]]) -> list[Data]:
    """Return the sections of the overview: titles with names and values."""
    row = found.row
    status = " ".join(part for part in (row["status"], row["task"]) if part)
    instance = [
        ["Name", row["name"]],
        ["Description", found.description],
        ["Id", found.id],
        ["Status", status],
        ["Power", found.power],
        ["Fault", row["fault"]],
        ["Locked", "yes" if found.locked else ""],
        ["Zone", found.zone],
        ["Host", found.host_id[:16]],
        ["Project", found.project_id],
        ["Launched by", found.user_id],
        ["Created", _written(row["created"])],
        ["Launched", _moment(found.launched)],
        ["Changed", _written(row["updated"])],
        ["Tags", ", ".join(found.tags)],
    ]
    made = [
        ["Image", f"{row['image']} {row['image_id']}".strip() or "(volume)"],
        ["Flavor", f"{row['flavor']}: {flavor_in_words(row)}" if row["flavor"] else ""],
        ["Key", row["key"] or "none"],
        ["Configuration drive", "yes" if found.config_drive else ""],
    ]
    volumes = [[volume.name or volume.id, _volume(volume)] for volume in found.volumes]
    network = [[name, f"{address} ({kind or 'fixed'}) {mac}".strip()]
               for name, address, kind, mac in found.addresses]  # fmt: skip
    usage = []
    if used := found.usage:
        usage = [
            ["Since launch", time_in_words(used.hours * 3600)],
            ["Cores", count(round(used.core_hours, 1), "core hour")],
            ["Memory", count(round(used.gib_hours, 1), "GiB hour")],
        ]
    sections = [
        ("Instance", instance),
        ("Boot source", made),
        ("Volumes", volumes),
        ("Addresses", network),
        ("Security groups", list(_groups(row, groups))),
        ("Usage", usage),
        ("Metadata", [list(pair) for pair in found.metadata]),
        ("Action log", [_action(a, found.user_id) for a in found.actions]),
    ]
    return [
        {"title": title, "rows": [[str(k), str(v)] for k, v in rows if v]}
        for title, rows in sections
        if any(v for _, v in rows)
    ]


def _volume(volume: Volume) -> str:
    size = "" if volume.size_gib is None else f"{volume.size_gib:g} GiB"
    where = f"on {volume.device}" if volume.device else ""
    status = volume.status if volume.status not in ("", "in-use") else ""
    words = " ".join(part for part in (size, where) if part)
    id_ = volume.id if volume.name else ""
    return ", ".join(part for part in (words, status, id_) if part) or "attached"


def _groups(row: Mapping[str, Any], groups: Mapping[str, Mapping[str, Any]]) -> Iterable[list[str]]:
    known = {str(group["name"]): group for group in groups.values()}
    for name in row["security_groups"]:
        group = known.get(name)
        yield [name, (group["open_ports"] or "no incoming traffic") if group else "not known"]


def _action(action: Action, owner: str) -> list[str]:
    """Return when, whether it failed, by whom (if not the launcher), and the request id."""
    by = f"by {action.user_id}" if action.user_id not in ("", owner) else ""
    words = [_moment(action.started), action.message, by, action.request_id]
    return [_ACTIONS.get(action.action, action.action), " · ".join(w for w in words if w)]


def _moment(time: datetime | None) -> str:
    return "" if time is None else f"{time:%Y-%m-%d %H:%M:%S} UTC"


def _written(time: Any) -> str:
    """Return a time from Nova in the same form as the others."""
    return f"{str(time).rstrip('Z').replace('T', ' ')} UTC" if time else ""
