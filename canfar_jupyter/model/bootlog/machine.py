"""What is not cloud-init's: the kernel, the services, the login prompt, other systems."""

from __future__ import annotations

import re

from canfar_jupyter.model.bootlog.lines import Line
from canfar_jupyter.model.bootlog.report import Address, Failure

MAX_FAILURES = 20  # failures of one kind that are kept

_SYSTEM = re.compile(r"(.{1,80}?) [\w.-]{1,64} (?:ttyS0|hvc0|ttyAMA0)")
_WELCOME = re.compile(r"Welcome to (.{2,80}?)!?")
_UNIT = re.compile(r"(?:\[FAILED\] )?Failed to start (.{1,120}?)\.?")
_SSHD = re.compile(
    r"\[  OK  \] (?:Started|Listening on) (?:ssh|sshd|OpenSSH|OpenBSD)\b"
    r"| ?\* ?Starting sshd"
    r"|Top of dropbear init script"
    r"|Starting dropbear sshd: OK"
)
_LEASE = re.compile(r"udhcpc: lease of ([0-9.]{7,15}) obtained")
_KILLED = re.compile(r"Out of memory: Kill(?:ed)? process \d{1,9} \(([^)]{1,40})\)")


class Machine:
    """Takes lines one after the other; the attributes are what is known so far."""

    def __init__(self) -> None:
        self.panic = ""
        self.disk_full = ""
        self.system = ""
        self.kind = "other"
        self.sshd: float | None = None
        self.prompt = False
        self.cirros_user = ""
        self.addresses: list[Address] = []
        self._clock = 0.0  # the newest time in the log: most lines have none
        self._failures: dict[tuple[str, str], Failure] = {}

    def is_start(self, line: Line) -> bool:
        """Say whether the kernel begins here; a firmware's last letters may be in front."""
        if line.origin == "kernel":
            return line.text.startswith("Linux version ") and (line.uptime or 0.0) < 5
        return line.origin == "console" and "] Linux version " in line.text[:120]

    def start(self) -> None:
        """Begin another boot: what was wrong with the machine may be over."""
        self.panic = self.disk_full = ""
        self.prompt, self.sshd, self._clock = False, None, 0.0
        self._failures.clear()

    def take(self, line: Line) -> None:
        """Take one line, of anybody."""
        self._clock = line.uptime or self._clock
        self.prompt = self.prompt or line.prompt
        text = line.text
        if "No space left on device" in text and not self.disk_full:
            self.disk_full = text
            self._fail("disk", "disk", "The disk of the machine is full.", text)
        if line.origin == "process":
            return  # a program can print whatever it likes
        if text.startswith("Kernel panic - not syncing"):
            self.panic = self.panic or text
        elif killed := _KILLED.match(text):
            self._fail(
                "memory", killed[1], f"The machine ran out of memory: {killed[1]} was killed."
            )
        elif line.origin == "console":
            self._console(text)

    def _console(self, text: str) -> None:
        if text.endswith((" login:", " login: ")) and " " not in text[:-7].strip():
            self.prompt = True
        elif _SSHD.match(text):
            self.sshd = self._clock if self.sshd is None else self.sshd
        elif found := _SYSTEM.fullmatch(text):
            self.system, self.prompt = found[1], True
        elif (found := _WELCOME.fullmatch(text)) and not self.system:
            self.system = found[1].strip()
        elif found := _UNIT.fullmatch(text):
            self._fail("unit", found[1], f"The service {found[1]} did not start.")
        elif "You are in emergency mode" in text:
            self._fail("emergency", "boot", "The machine stopped in emergency mode.")
        else:
            self._other_systems(text)

    def _other_systems(self, text: str) -> None:
        if text.startswith("login as 'cirros' user"):
            self.kind, self.cirros_user, self.prompt = "cirros", "cirros", True
        elif lease := _LEASE.match(text):
            if len(self.addresses) < MAX_FAILURES:
                self.addresses.append(Address("", lease[1]))
        elif text.startswith(("SAC>", "cloudbase-init")):
            self.kind = "windows"

    def _fail(self, kind: str, part: str, text: str, *lines: str) -> None:
        if len(self._failures) < MAX_FAILURES:
            failure = Failure(kind, part, text, lines, self._clock or None, of_user_data=False)
            self._failures.setdefault((kind, part), failure)

    def failures(self) -> tuple[Failure, ...]:
        """Return what went wrong, in its order."""
        return tuple(self._failures.values())
