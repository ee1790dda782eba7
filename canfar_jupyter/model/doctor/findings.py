"""The doctor's findings, with their evidence, and what a button can do about each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from canfar_jupyter.model.network.rules import ANYWHERE
from canfar_jupyter.model.shown import Shown

State = Literal["bad", "warn", "good", "unknown"]


@dataclass(frozen=True, slots=True, repr=False)
class Fix(Shown):
    """What a button can do about a finding.

    ``kind``: open_port (``target``: id of a group, ``cidr``: from where), known_hosts,
    floating_ip, start.
    """

    kind: str
    label: str
    target: str = ""
    cidr: str = ANYWHERE


@dataclass(frozen=True, slots=True, repr=False)
class Finding(Shown):
    """One thing that was checked: its state, the evidence, and what to do."""

    key: str
    state: State
    title: str
    evidence: str
    todo: str = ""
    fix: Fix | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Diagnosis(Shown):
    """All findings, the most likely causes first."""

    name: str
    findings: tuple[Finding, ...]

    @property
    def cause(self) -> Finding | None:
        """The first thing that is wrong; None: nothing is."""
        return next((f for f in self.findings if f.state == "bad"), None)

    @property
    def text(self) -> str:
        """The answer in one sentence."""
        if (cause := self.cause) is not None:
            return f"{self.name}: {cause.title}. {cause.todo}".strip()
        warned = next((f for f in self.findings if f.state == "warn"), None)
        if warned is not None:
            return f"{self.name}: nothing is certainly wrong, but check this: {warned.title}."
        return f"{self.name}: nothing wrong was found."

    def _told(self) -> Mapping[str, Any]:
        return {"name": self.name, "text": self.text, "findings": self.findings}

    def __str__(self) -> str:
        marks = {"bad": "!!", "warn": " !", "good": "ok", "unknown": " ?"}
        lines = [self.text]
        for finding in self.findings:
            lines.append(f"  {marks[finding.state]}  {finding.title}")
            if finding.evidence:
                lines.append(f"        because: {finding.evidence}")
            if finding.todo:
                lines.append(f"        do this: {finding.todo}")
        return "\n".join(lines)
