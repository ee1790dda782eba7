"""One state of an instance: Nova's status, its task and its readiness as one answer.  Pure.

A user asks "can I use it?", not "is its status ACTIVE?".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from canfar_jupyter.model.instances import states
from canfar_jupyter.model.instances.condition import Condition, condition_of
from canfar_jupyter.model.instances.readiness import Readiness
from canfar_jupyter.model.instances.steps import Step

Row = Mapping[str, Any]
Tone = Literal["good", "busy", "bad", "warn", "quiet"]
Fix = tuple[str, str]  # key of the action, label of the link

CONNECT, LOG, DOCTOR, START = "connect", "log", "doctor", "start"
ASSOCIATE, OPEN_PORT = "associate", "open_port"

_GIVE_ADDRESS: Fix = (ASSOCIATE, "associate one")


@dataclass(frozen=True, slots=True)
class RowState:
    """``text`` in a word or two, ``why`` it is so, ``fix`` what helps, ``primary`` what to do.

    ``primary`` is the key of the action that most would take now; "" if there is none.
    """

    text: str
    tone: Tone
    busy: bool = False
    why: str = ""
    fix: Fix | None = None
    primary: str = ""

    @property
    def needs_attention(self) -> bool:
        return self.tone in ("bad", "warn")


def row_state(row: Row, now: Readiness | None) -> RowState:
    """Return the state of a row of servers.

    Args:
        row: Of the list ``servers``, with "closed_by" where it is known: the security group that
            keeps SSH out.
        now: Its readiness; None: not known.
    """
    if states.is_going(row):
        return RowState("Terminating", "busy", busy=True)
    if states.is_being_saved(row):
        why = states.task_in_words(row["task"])
        return RowState("Saving snapshot", "busy", busy=True, why=why, primary=CONNECT)
    if row["status"] == states.BUILD:
        why = states.task_in_words(row["task"]) if row["task"] else ""
        return RowState("Launching", "busy", busy=True, why=why, primary=LOG)
    condition = condition_of(row)
    if condition.kind == "up" and not row["task"]:
        return _up(row, condition, now)
    return _not_up(row, condition)


def _not_up(row: Row, condition: Condition) -> RowState:
    status, task = str(row["status"]), str(row["task"])
    if condition.kind == "broken":
        return RowState("Failed", "bad", why=condition.evidence, primary=DOCTOR)
    if condition.kind == "down" and not task:
        return RowState(_word(status), "quiet", why=_keeps(row), primary=START)
    if condition.kind == "held":
        return RowState(_word(status), "warn", why=condition.title, primary=DOCTOR)
    if condition.kind == "unknown":
        return RowState(_word(status), "warn", why=condition.title, primary=DOCTOR)
    return RowState(_word(task or status), "busy", busy=True, primary=LOG)


def _up(row: Row, condition: Condition, now: Readiness | None) -> RowState:
    if row["status"] == states.VERIFY_RESIZE:
        return RowState("Confirm resize", "warn", why=condition.title, primary=CONNECT)
    closed = row.get("closed_by")
    if now is None:
        return _unknown(row, closed)
    step = now.current
    if now.ready and step.state == "unknown" and not row["floating_ip"]:
        return RowState("Booted", "warn", why="no floating IP", fix=_GIVE_ADDRESS)
    if now.ready:
        return RowState("Ready", "good", why=_answers(step), primary=CONNECT)
    if now.failed:
        return RowState("Failed", "bad", why=f"{step.title}: {step.evidence}", primary=DOCTOR)
    return _shut() if closed and step.key == "port" else _booting(row, step)


def _answers(step: Step) -> str:
    return "port 22 answers" if step.key == "port" and step.state == "done" else ""


def _unknown(row: Row, closed: object) -> RowState:
    """Return the state of one whose boot has not been looked at."""
    if closed:
        return _shut()
    if not row["floating_ip"]:
        why = "no floating IP"
        return RowState("Running", "good", why=why, fix=_GIVE_ADDRESS, primary=CONNECT)
    return RowState("Running", "good", primary=CONNECT)


def _shut() -> RowState:
    return RowState(
        "No way in", "warn", why="port 22 is closed", fix=(OPEN_PORT, "open it"), primary=DOCTOR
    )


def _booting(row: Row, step: Step) -> RowState:
    if step.key == "port" and row["floating_ip"] and step.evidence:
        return RowState("No SSH yet", "warn", why=step.evidence, primary=DOCTOR)
    why = step.evidence if step.state == "running" and step.evidence else f"next: {step.title}"
    return RowState("Booting", "busy", busy=True, why=why, primary=LOG)


def _word(status: str) -> str:
    words = {states.SHUTOFF: "Shut off", states.SHELVED_OFFLOADED: "Shelved"}
    return words.get(status) or status.replace("_", " ").replace("-", " ").capitalize()


def _keeps(row: Row) -> str:
    cores = row["vcpus"]
    if row["status"] == states.SHELVED_OFFLOADED or not cores:
        return ""
    return f"keeps {cores} {'core' if cores == 1 else 'cores'} of the quota"
