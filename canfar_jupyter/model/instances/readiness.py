"""The readiness of an instance: all its steps together.  Pure: all data is passed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from canfar_jupyter.model.bootlog import BootReport
from canfar_jupyter.model.instances.steps import SshProbe, Step, steps_of
from canfar_jupyter.model.shown import Shown


@dataclass(frozen=True, slots=True, repr=False)
class Readiness(Shown):
    """All steps, in order.

    ``ready``: the instance has done everything it can without you.  ``failed``: something
    went wrong and needs your action.
    """

    name: str
    steps: tuple[Step, ...]
    ready: bool
    failed: bool

    @property
    def current(self) -> Step:
        """The relevant step: the first that failed, else the first not done, else the last."""
        failed = (s for s in self.steps if s.state == "failed")
        moving = (s for s in self.steps if s.state in ("running", "waiting"))
        return next(failed, None) or next(moving, None) or self.steps[-1]

    @property
    def text(self) -> str:
        """One line: "ready as ubuntu", "user data running", "key missing"..."""
        if self.ready:
            return self.steps[-1].evidence if self.steps[-1].state == "unknown" else "ready"
        step = self.current
        if step.state == "failed":
            return f"{step.title}: {step.evidence}"
        return step.title if step.state == "running" else f"waiting: {step.title}"

    @property
    def done(self) -> int:
        """Number of steps that have ended, successfully or not."""
        return sum(1 for step in self.steps if step.state in ("done", "unknown", "failed"))

    def _told(self) -> Mapping[str, Any]:
        return {"name": self.name, "text": self.text, "ready": self.ready, "failed": self.failed}

    def __str__(self) -> str:
        marks = {"done": "+", "running": ">", "waiting": ".", "failed": "!", "unknown": "?"}
        lines = [f"{self.name}: {self.text}"]
        for step in self.steps:
            said = f"{step.title}: {step.evidence}".rstrip(": ")
            lines.append(f"  {marks[step.state]} {step.when:>9}  {said}")
            if step.todo:
                lines.append(f"               {step.todo}")
        return "\n".join(lines)


def readiness(
    row: Mapping[str, Any],
    report: BootReport | None,
    *,
    public_key: str = "",
    port: SshProbe | None = None,
) -> Readiness:
    """Determine the steps of one instance.

    Args:
        row: Of the list ``servers``.
        report: Of its boot log; None: not read yet.
        public_key: The text of its key pair; "": none, or not yours.
        port: The result of the SSH probe; None: not probed.
    """
    report = report or BootReport()
    steps = steps_of(row, report, public_key, port or SshProbe())
    failed = any(step.state == "failed" for step in steps)
    ready = not failed and _is_settled(steps, report)
    return Readiness(str(row.get("name") or row["id"]), tuple(steps), ready, failed)


def _is_settled(steps: list[Step], report: BootReport) -> bool:
    """Return whether it is built and nothing is under way; a silent system is ready with SSH."""
    by_key = {step.key: step.state for step in steps}
    if by_key["built"] != "done" or by_key["port"] not in ("done", "unknown"):
        return False
    if report.user_data == "unknown":
        return by_key["port"] == "done" or (report.prompt and by_key["port"] == "unknown")
    return by_key["user_data"] == "done"
