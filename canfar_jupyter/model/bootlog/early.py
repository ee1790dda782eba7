"""Boots that end before a system runs: firmware, boot loader, initramfs, root file system.

Sources: SeaBIOS src/boot.c; edk2 MdeModulePkg/Universal/BdsDxe; https://ipxe.org/err; GRUB
grub-core/kern; dracut modules.d/98dracut-systemd; initramfs-tools scripts/functions; systemd
units/emergency.service; FreeBSD sys/kern/vfs_mountroot.c; OpenBSD sys/kern/subr_prf.c
"""

from __future__ import annotations

import re
from typing import NamedTuple

from canfar_jupyter.model.bootlog.lines import Line


class Ending(NamedTuple):
    """Why a boot ended: ``kind`` and ``part`` as in a Failure, ``text`` a sentence."""

    kind: str
    part: str
    text: str


_NOTHING = "The firmware found nothing to boot from: its disk or image is not bootable."
_LOADER = "The boot loader did not find its system: {0}."
_ROOT = "Its root file system was not found or could not be mounted."
_CHECK = "A file system is damaged and must be checked by hand (fsck, xfs_repair)."
_FSTAB = "The machine stopped in emergency mode."
_MOUNT = "A disk that /etc/fstab names could not be mounted, so the boot stopped."

# Each with the part that prints it; the first match counts.
_ENDINGS = tuple(
    (re.compile(pattern), Ending(kind, part, text))
    for pattern, kind, part, text in (
        (r"No bootable device\b|FATAL: No bootable medium", "boot", "firmware", _NOTHING),
        (r"Boot failed: (?:not a bootable disk|could not read)", "boot", "firmware", _NOTHING),
        (r"BdsDxe: No bootable option or device", "boot", "firmware", _NOTHING),
        (
            r"BdsDxe: failed to (?:load|start) Boot.*(?:Access Denied|Security Violation)",
            "boot",
            "firmware",
            "Secure Boot refused to start what is on its disk.",
        ),
        (r"BdsDxe: failed to (?:load|start) Boot", "boot", "firmware", _NOTHING),
        (r"(?:UEFI Interactive Shell|EFI Shell version) ", "boot", "firmware", _NOTHING),
        (r"(?:Missing operating system|Operating System not found)", "boot", "firmware", _NOTHING),
        (r"Non-System disk or disk error", "boot", "firmware", _NOTHING),
        (r"An operating system wasn't found", "boot", "firmware", _NOTHING),
        (r"No more network devices|Nothing to boot: ", "boot", "firmware", _NOTHING),
        (r"BOOTMGR (?:is missing|image is corrupt)", "boot", "boot loader", _LOADER),
        (r"grub rescue>|error: no such (?:device|partition)", "boot", "boot loader", _LOADER),
        (r"error: (?:.*: )?unknown filesystem", "boot", "boot loader", _LOADER),
        (r"error: .*file [`'].{1,200}' not found", "boot", "boot loader", _LOADER),
        (r"Minimal BASH-like line editing is supported", "boot", "boot loader", _LOADER),
        (r"grub> ?$|error: you need to load the kernel first", "boot", "boot loader", _LOADER),
        (r"Could not find kernel image: |No DEFAULT or UI conf", "boot", "boot loader", _LOADER),
        (r"can't load 'kernel'|No bootable kernel|mountroot>", "boot", "boot loader", _LOADER),
        (
            r"Fatal glibc error: CPU does not support|This kernel requires an? .{1,40} CPU",
            "boot",
            "CPU",
            "The system needs a newer CPU than the host of this flavor provides.",
        ),
        (r".*UNEXPECTED INCONSISTENCY; RUN fsck MANUALLY", "boot", "file system", _CHECK),
        (r".*requires a manual fsck", "boot", "file system", _CHECK),
        (r"Enter full pathname of shell or RETURN for /bin/sh", "boot", "file system", _CHECK),
        (r"XFS \(.{1,40}\): (?:Metadata )?[Cc]orruption .*", "boot", "file system", _CHECK),
        (r"Gave up waiting for (?:the )?root|ALERT!  ?.* does not exist", "boot", "root", _ROOT),
        (r"\(initramfs\)|Mounting root failed|Launching initramfs eme", "boot", "root", _ROOT),
        (r"Warning: dracut-initqueue.*timeout|dracut:/#", "boot", "root", _ROOT),
        (r'Generating "/run/initramfs/rdsosreport.txt"', "boot", "root", _ROOT),
        (r"VFS: (?:Cannot open root device|Unable to mount root)", "boot", "root", _ROOT),
        (r"(?:\[DEPEND\] ?)?Dependency failed for Local File Sys", "emergency", "fstab", _MOUNT),
        (
            r"You are in (?:emergency|rescue) mode|Entering emergency mode\."
            r"|Give root password for maintenance|Cannot open access to console, the root",
            "emergency",
            "boot",
            _FSTAB,
        ),
        (
            r"Ignition has failed\.|ignition.* failed to (?:fetch|acquire) config",
            "boot",
            "Ignition",
            "Ignition could not apply the user data, so the system did not start.",
        ),
    )
)
_PANIC = re.compile(
    r"(?:panic(?:\[cpu\d{1,4}\][^:]{0,80})?: |Stopped at +[\w.]{1,80}|ddb(?:\{\d+\})?> )"
)
_FIRMWARE = re.compile(r"(?:SeaBIOS \(version |BdsDxe: |iPXE |UEFI firmware|EDK II)")
_KERNEL = re.compile(r"---<<BOOT>>---|(?:OpenBSD|NetBSD) \d+\.\d.{0,80} #\d{1,9}: ")
# Programs of the boot itself: other programs may print anything.
_OF_THE_BOOT = ("dracut", "systemd", "ignition", "fsck")


def ending_of(line: Line) -> Ending | None:
    """Return why the boot ends at this line; None: it does not end here."""
    text = line.text
    if line.origin == "logger":
        return None
    if line.origin == "process" and not line.program.startswith(_OF_THE_BOOT):
        return None
    if line.origin == "console":
        text = text.lstrip()
    for pattern, ending in _ENDINGS:
        if pattern.match(text):
            return ending._replace(text=ending.text.format(text[:200].rstrip(".")))
    return None


def is_panic(text: str) -> bool:
    """Return whether this is the last line of a BSD kernel."""
    return bool(_PANIC.match(text))


def is_firmware(line: Line) -> bool:
    """Return whether the firmware printed this: what was before is another boot."""
    return line.origin == "console" and bool(_FIRMWARE.match(line.text))


def is_bsd_start(line: Line) -> bool:
    """Return whether a BSD kernel starts here."""
    return line.origin == "console" and bool(_KERNEL.match(line.text))
