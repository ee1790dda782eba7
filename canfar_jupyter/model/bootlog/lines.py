"""The lines of a console log that can say something, cleaned, with who wrote them.

A log of a Mbyte must cost no more than 50 ms, whoever wrote it.  So lines are not looked at one by
one: the few words that matter are searched for in the whole text (which C does), each line that
has one is looked at once, and no more than ``MOST`` of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

MAX_LINE = 2048  # characters of a line that are looked at
MAX_LINES = 3000  # lines of one text that are looked at; a whole boot has some 250
MOST_OF_A_WORD = 1500

# process: what a program under systemd printed.  logger: sent by logger(1).  console: written
# straight to the console, as cloud-init does with its key tables.  kernel: by the kernel.
Origin = Literal["process", "logger", "console", "kernel"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line: ``uptime`` in seconds where it is said, ``text`` without what is in front."""

    origin: Origin
    text: str
    program: str = ""
    uptime: float | None = None
    prompt: bool = False  # a login prompt was glued to its front


# The first ones are in every boot, the others tell of trouble or of other systems.
_WORDS = (
    "cloud-init[",
    "ci-info: ",
    " cloud-init: ",
    " ec2: ",
    "-----BEGIN SSH HOST KEY",
    "-----END SSH HOST KEY",
    "ssh-ed25519 AAAA",
    "ssh-rsa AAAA",
    "ecdsa-sha2-nistp",
    "Cloud-init v. ",
    "WARNING]: ",
    "ERROR]: ",
    "CANFAR-",
    "login:",
    " ttyS0",
    " hvc0",
    "ttyAMA0",
    "Linux version ",
    "Welcome to ",
    "Kernel panic - not syncing",
    "No space left on device",
    "Out of memory: ",
    "emergency mode",
    "Failed to start ",
    "FAILED",
    "Finished ",
    "OpenBSD Secure Shell",
    "OpenSSH ",
    "sshd",
    "dropbear",
    "udhcpc: lease of ",
    "login as 'cirros'",
    "SAC>",
    "cloudbase-init",
    "cloudbaseinit",
    # What ends a boot early, and how other systems begin.
    "No bootable ",
    "Boot failed: ",
    "BdsDxe: ",
    "SeaBIOS (",
    "EFI Shell version",
    "UEFI Interactive Shell",
    "perating system",
    "perating System",
    "Non-System disk",
    "No more network devices",
    "Nothing to boot: ",
    "BOOTMGR ",
    "grub>",
    "grub rescue>",
    "error: no such ",
    "error: you need to",
    "unknown filesystem",
    "' not found",
    "BASH-like",
    "Could not find kernel image",
    "No DEFAULT or UI",
    "can't load 'kernel'",
    "mountroot>",
    "CPU does not support",
    "This kernel requires a",
    "RUN fsck MANUALLY",
    "requires a manual fsck",
    "Enter full pathname of shell",
    "orruption ",
    "Gave up waiting for ",
    "ALERT!",
    "(initramfs)",
    "initramfs eme",
    "Mounting root failed",
    "dracut-initqueue",
    "dracut:/#",
    "rdsosreport.txt",
    "VFS: ",
    "Dependency failed for Local",
    "rescue mode",
    "Give root password",
    "Cannot open access to console",
    "Ignition has failed",
    "to fetch config",
    "to acquire config",
    "panic[cpu",
    "Stopped at ",
    "ddb>",
    "ddb{",
    "---<<BOOT>>---",
    "FreeBSD",
    "NetBSD",
    "OpenBSD",
    "(tty",
    "(constty",
    # Above the prompt of CoreOS and Flatcar, and what others say there.
    "ignition[",
    "Ignition",
    "Afterburn: ",
    "SSH host key: ",
    "[talos] ",
    " on an ",
    "failed to read iid",
    "failed to get instance-id",
    "no results found for mode",
)
# Lines that begin so: with a line's end in front, since these words are in many others.
_BEGINNINGS = (
    "\neth",
    "\nen",
    "\nFedora ",
    "\nRed Hat ",
    "\nCentOS ",
    "\nRocky ",
    "\nAlmaLinux ",
    "\nOracle Linux ",
    "\nAmazon Linux ",
    "\nFlatcar ",
    "\npanic: ",
)
_ESCAPE = re.compile(
    r"\x1b(?:\[[0-?]*+[ -/]*+[@-~]?|\][^\x07\x1b]*+(?:\x07|\x1b\\)?|[ -/]*+[0-~]?)"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]+")
_PROMPT = re.compile(r"[\w.-]{1,64} login: ?")
# FreeBSD's rc ends no line before it starts a service.
_GLUED = re.compile(r"(?:\S{1,80} start(?:ing)?|Starting [\w.-]{1,40}\.{0,3})(?=Cloud-init v\. )")
_TIMED = re.compile(r"\[ {0,8}(\d{1,9}\.\d{1,6})\] ")
_PROGRAM = re.compile(r"([\w.@-]{1,64})\[\d{1,9}\]: ")
_LOGGER = re.compile(r"(?:<\d{1,3}>)?\w{3} [ \d]\d \d\d:\d\d:\d\d (?:[\w.-]{1,64} )?")
_LOGGER_NAME = re.compile(r"(cloud-init|ec2)(?:\[\d{1,9}\])?: ")


def noteworthy(text: str) -> tuple[list[str], bool]:
    """Return the lines of ``text`` (whole lines) that have one of the words, in their order.

    The second value says whether there were too many: then some are left out.
    """
    starts: set[int] = set()
    flooded = False
    for word in _WORDS + _BEGINNINGS:
        found = 0
        ahead = word[0] == "\n"
        at = text.find(word)
        while at >= 0:
            lowest = max(0, at - MAX_LINE)
            start = text.rfind("\n", lowest, at + ahead) + 1
            if start or not lowest:  # else the word is too far behind the line's beginning
                starts.add(start)
                found += 1
            if found > MOST_OF_A_WORD or len(starts) > MAX_LINES:
                flooded = True
                break
            end = text.find("\n", at + ahead)
            at = text.find(word, end) if end >= 0 else -1
    lines = []
    for start in sorted(starts):
        end = text.find("\n", start, start + MAX_LINE)
        lines.append(text[start : end if end >= 0 else start + MAX_LINE])
    return lines, flooded


def clean(raw: str) -> str:
    """Return a line without terminal escapes and control characters."""
    if "\x1b" in raw:
        raw = _ESCAPE.sub("", raw)
    return _CONTROL.sub("", raw).rstrip()


def parse(raw: str) -> Line:
    """Tell who wrote a line, and when."""
    text = clean(raw)
    prompt = False
    if found := _PROMPT.match(text):
        prompt, text = True, text[found.end() :]
    elif found := _GLUED.match(text):
        text = text[found.end() :]
    if timed := _TIMED.match(text):
        uptime, text = float(timed[1]), text[timed.end() :]
        if program := _PROGRAM.match(text):
            return Line("process", text[program.end() :], program[1], uptime, prompt)
        return Line("kernel", text, "", uptime, prompt)
    if logged := _LOGGER.match(text):
        rest = text[logged.end() :]
        if (name := _LOGGER_NAME.match(rest)) is not None:
            origin: Origin = "process" if "[" in name[0] else "logger"
            return Line(origin, rest[name.end() :], name[1], None, prompt)
    if (bare := _LOGGER_NAME.match(text)) is not None:
        return Line("process", text[bare.end() :], bare[1], None, prompt)
    return Line("console", text, "", None, prompt)
