"""Lines that are not from cloud-init: kernel, services, login prompt, other systems."""

from __future__ import annotations

import re

from canfar_jupyter.model.bootlog.early import ending_of, is_bsd_start, is_panic
from canfar_jupyter.model.bootlog.lines import Line
from canfar_jupyter.model.bootlog.report import Failure

MAX_FAILURES = 20  # failures of one kind that are kept

_SYSTEM = re.compile(r"(.{1,80}?) [\w.-]{1,64} (?:ttyS0|hvc0|ttyAMA0)")
_BSD_PROMPT = re.compile(
    r"((?:Free|Open|Net)BSD/\w{2,20}) \([\w.-]{0,255}\) \((?:tty|constty)\w{0,8}\)"
)
_BSD = re.compile(r"((?:Free|Open|Net)BSD \d{1,3}\.\d[\w.-]{0,20}) .{0,200}")
_ISSUE = re.compile(r"((?:Fedora|Red Hat|CentOS|Rocky|AlmaLinux|Oracle|Amazon|Flatcar) .{2,70})")
_ISSUE_KERNEL = re.compile(r"Kernel \S{1,80} on an? \S{1,20}(?: \(\w{2,12}\))?")
_WELCOME = re.compile(r"Welcome to (.{2,80}?)!?")
_UNIT = re.compile(r"(?:\[FAILED\] )?Failed to start (.{1,120}?)\.?")
_SSHD = re.compile(
    r"\[  OK  \] (?:Started|Listening on) (?:ssh|sshd|OpenSSH|OpenBSD)\b"
    r"| ?\* ?Starting sshd|[Ss]tarting network daemons:.*\bsshd\b"
    r"|Top of dropbear init script"
    r"|Starting dropbear sshd: OK"
)
_KILLED = re.compile(r"Out of memory: Kill(?:ed)? process \d{1,9} \(([^)]{1,40})\)")


class Machine:
    """Takes lines one by one; the attributes are what is known so far."""

    def __init__(self) -> None:
        self.panic = ""
        self.disk_full = ""
        self.system = ""
        self.sshd: float | None = None
        self.prompt = False
        self._issue = ""  # a line that may name the system
        self._clock = 0.0  # the newest time in the log: most lines have none
        self._failures: dict[tuple[str, str], Failure] = {}

    def is_start(self, line: Line) -> bool:
        """Return whether the kernel starts here; the firmware's last output may be in front."""
        if is_bsd_start(line):
            return True
        if line.origin == "kernel":
            return line.text.startswith("Linux version ") and (line.uptime or 0.0) < 5
        return line.origin == "console" and "] Linux version " in line.text[:120]

    def start(self) -> None:
        """Start another boot: earlier failures of the machine may be over."""
        self.panic = self.disk_full = ""
        self.prompt, self.sshd, self._clock = False, None, 0.0
        self._failures.clear()

    def take(self, line: Line) -> None:
        """Take one line of any program."""
        self._clock = line.uptime or self._clock
        self.prompt = self.prompt or line.prompt
        text = line.text
        if "No space left on device" in text and not self.disk_full:
            self.disk_full = text
            self._fail("disk", "disk", "The disk of the machine is full.", text)
        self._ends(line)
        if line.origin == "process":
            return  # a program can print anything
        if text.startswith("Kernel panic - not syncing"):
            self.panic = self.panic or text
        elif killed := _KILLED.match(text):
            self._fail(
                "memory", killed[1], f"The machine ran out of memory: {killed[1]} was killed."
            )
        elif line.origin == "console":
            self._console(text)

    def _console(self, text: str) -> None:
        issue, self._issue = self._issue, ""
        if text == "login:" or (text.endswith(" login:") and " " not in text[:-7].strip()):
            self.prompt = True
        elif _SSHD.match(text):
            self.sshd = self._clock if self.sshd is None else self.sshd
        elif found := _SYSTEM.fullmatch(text):
            self.system, self.prompt = found[1], True
        elif (found := _WELCOME.fullmatch(text)) and not self.system:
            self.system = found[1].strip()
        elif found := _UNIT.fullmatch(text):
            self._fail("unit", found[1], f"The service {found[1]} did not start.")
        elif found := _BSD_PROMPT.fullmatch(text):
            self.system = self.system or found[1]
        elif found := _BSD.fullmatch(text):
            self.system = found[1]
        elif found := _ISSUE.fullmatch(text):
            self._issue = found[1]
        elif issue and _ISSUE_KERNEL.fullmatch(text):
            self.system = issue

    def _ends(self, line: Line) -> None:
        """Keep why the boot ended; a login prompt after it means that it continued."""
        if line.origin == "console" and is_panic(line.text):
            self.panic = self.panic or line.text
        elif ending := ending_of(line):
            self._fail(*ending, line.text)

    def _fail(self, kind: str, part: str, text: str, *lines: str) -> None:
        if len(self._failures) < MAX_FAILURES:
            failure = Failure(kind, part, text, lines, self._clock or None, of_user_data=False)
            self._failures.setdefault((kind, part), failure)

    def failures(self) -> tuple[Failure, ...]:
        """Return the failures, oldest first."""
        ended = ("boot", "emergency")
        failures = self._failures.values()
        return tuple(f for f in failures if not (self.prompt and f.kind in ended))
