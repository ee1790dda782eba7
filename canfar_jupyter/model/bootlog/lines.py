"""The relevant lines of a console log, cleaned, with what wrote each of them.

A log of 1 MB must take no more than 50 ms, whatever wrote it.  So lines are not parsed one by
one: the relevant words are searched for in the whole text (in C), each line that has one is
parsed once, and at most ``MOST`` of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

MAX_LINE = 2048  # characters of a line that are parsed
MAX_LINES = 3000  # lines of one text that are parsed; a whole boot has about 250
MOST_OF_A_WORD = 1500

# process: printed by a program under systemd.  logger: sent by logger(1).  console: written
# directly to the console, as cloud-init does with its key tables.  kernel: by the kernel.
Origin = Literal["process", "logger", "console", "kernel"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line: ``uptime`` in seconds if it has one, ``text`` without its prefix."""

    origin: Origin
    text: str
    program: str = ""
    uptime: float | None = None
    prompt: bool = False  # a login prompt was in front of it, without a line end


# The first ones are in every boot, the others are failures or of other systems.
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
    # What ends a boot early, and how other systems start.
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
    # Above the login prompt: CoreOS, Flatcar and others.
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
# Only at the start of a line, because these words are in many other lines.
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
# FreeBSD's rc does not end its line before it starts a service.
_GLUED = re.compile(r"(?:\S{1,80} start(?:ing)?|Starting [\w.-]{1,40}\.{0,3})(?=Cloud-init v\. )")
_TIMED = re.compile(r"\[ {0,8}(\d{1,9}\.\d{1,6})\] ")
_PROGRAM = re.compile(r"([\w.@-]{1,64})\[\d{1,9}\]: ")
_LOGGER = re.compile(r"(?:<\d{1,3}>)?\w{3} [ \d]\d \d\d:\d\d:\d\d (?:[\w.-]{1,64} )?")
_LOGGER_NAME = re.compile(r"(cloud-init|ec2)(?:\[\d{1,9}\])?: ")


def noteworthy(text: str) -> tuple[list[str], bool]:
    """Return the lines of ``text`` (whole lines) that have one of the words, in order.

    The second value says whether there were too many: then some are omitted.
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
            if start or not lowest:  # else the word is too far from the start of the line
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
    """Return what wrote a line, and when."""
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
