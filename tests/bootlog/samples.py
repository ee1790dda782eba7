"""Console logs of other systems, written after what is known of them, and forged ones."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

DATA = Path(__file__).parent / "data"

ALICE = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGDgNvtwR2QP0glOg07+Frug6l4A1R9Svn/DAFt2OITs alice"
MALLORY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKoNt5G363QGXGe6C5hzapKQ7Jn6Z2YiRSC6kG7IFpdg mallory"


def recorded(name: str) -> str:
    return (DATA / f"{name}.log").read_bytes().decode(errors="replace")


def blob(key: str) -> bytes:
    return base64.b64decode(key.split()[1])


def pairs(key: str) -> str:
    return hashlib.sha256(blob(key)).digest().hex(":")


def md5_pairs(key: str) -> str:
    return hashlib.md5(blob(key), usedforsecurity=False).digest().hex(":")


def sha256(key: str) -> str:
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob(key)).digest()).decode().rstrip("=")


def table(user: str, key: str, lead: str = "", fingerprint: str = "") -> str:
    rows = (
        f"++++Authorized keys from /home/{user}/.ssh/authorized_keys for user {user}++++",
        "+-------------+------+---------+---------+",
        "|   Keytype   | Fingerprint (sha256) | Options | Comment |",
        f"| ssh-ed25519 | {fingerprint or pairs(key)} |    -    | {key.split()[2]} |",
        "+-------------+------+---------+---------+",
    )
    return "".join(f"{lead}ci-info: {row}\r\n" for row in rows)


def host_keys(key: str, lead: str = "", fingerprint_of: str = "") -> str:
    said = sha256(fingerprint_of or key)
    log = "<14>Nov 23 17:56:55 cloud-init: "
    return (
        f"{log}-----BEGIN SSH HOST KEY FINGERPRINTS-----\r\n"
        f"{log}256 {said} root@vm (ED25519)\r\n"
        f"{log}-----END SSH HOST KEY FINGERPRINTS-----\r\n"
        f"{lead}-----BEGIN SSH HOST KEY KEYS-----\r\n"
        f"{lead}{key}\r\n"
        f"{lead}-----END SSH HOST KEY KEYS-----\r\n"
    )


def said(text: str, uptime: float = 60.0, pid: int = 487) -> str:
    return f"[{uptime:12.6f}] cloud-init[{pid}]: {text}\r\n"


def banner(stage: str, uptime: float, version: str = "23.4") -> str:
    words = f"Cloud-init v. {version} running '{stage}' at Mon, 23 Nov 2026 17:56:51 +0000."
    return said(f"{words} Up {uptime:.2f} seconds.", uptime + 0.3)


def finished(uptime: float, version: str = "23.4", printed: float | None = None) -> str:
    words = f"Cloud-init v. {version} finished at Mon, 23 Nov 2026 17:56:56 +0000."
    source = "Datasource DataSourceOpenStackLocal [net,ver=2]."
    printed = uptime + 0.1 if printed is None else printed
    return said(f"{words} {source}  Up {uptime:.2f} seconds", printed)


WARNING = "2026-11-23 17:59:10,252 - "
KERNEL = "[    0.000000] Linux version 6.1.0-cloud-amd64 (builder) #1 SMP\r\n"
STAGES = banner("init-local", 4) + banner("init", 6) + banner("modules:config", 11)
BOOT = KERNEL + STAGES + banner("modules:final", 13)

ROCKY = (
    KERNEL
    + "Welcome to \x1b[0;32mRocky Linux 9.4 (Blue Onyx)\x1b[0m!\r\r\n"
    + STAGES
    + "[\x1b[0;32m  OK  \x1b[0m] Started \x1b[0;1;39mOpenSSH server daemon\x1b[0m.\r\r\n"
    + banner("modules:final", 13)
    + table("rocky", ALICE)
    + "<14>Nov 23 17:56:55 ec2: -----BEGIN SSH HOST KEY FINGERPRINTS-----\r\n"
    + f"<14>Nov 23 17:56:55 ec2: 256 {sha256(MALLORY)} root@vm (ED25519)\r\n"
    + "<14>Nov 23 17:56:55 ec2: -----END SSH HOST KEY FINGERPRINTS-----\r\n"
    + f"-----BEGIN SSH HOST KEY KEYS-----\r\n{MALLORY}\r\n-----END SSH HOST KEY KEYS-----\r\n"
    + finished(20)
)
ALPINE = (
    KERNEL
    + "Welcome to Alpine Linux 3.20\r\n"
    + "Cloud-init v. 23.4 running 'init' at Mon, 23 Nov 2026 17:56:51 +0000. Up 6.10 seconds.\r\n"
    + " * Starting sshd ... [ ok ]\r\n"
    + "Cloud-init v. 23.4 running 'modules:final' at Mon, 23 Nov 2026 17:56:59 +0000. "
    + "Up 9.10 seconds.\r\n"
    + table("alpine", ALICE)
    + "Cloud-init v. 23.4 finished at Mon, 23 Nov 2026 17:57:01 +0000. "
    + "Datasource DataSourceOpenStackLocal [net,ver=2].  Up 12.50 seconds\r\n"
)
UBUNTU_20 = (  # with a name in front of the key table, and everything twice
    KERNEL
    + banner("modules:final", 13, "20.4.1")
    + table("ubuntu", ALICE, "[   14.000000] cloud-init[487]: ")
    + table("ubuntu", ALICE, "[   14.000000] cloud-init[487]: ")
    + finished(20, "20.4.1")
)
CENTOS_7 = (  # fingerprints in MD5
    KERNEL
    + banner("modules:final", 13, "0.7.9")
    + table("centos", ALICE, "ci-info: "[:0], md5_pairs(ALICE))
    + finished(20, "0.7.9")
)
CIRROS = (
    KERNEL + "Starting network: udhcpc: started, v1.36.1\r\n"
    "udhcpc: lease of 10.0.0.7 obtained, lease time 43200\r\n"
    "Top of dropbear init script\r\n"
    "login as 'cirros' user. default password: 'gocubsgo'. use 'sudo' for root.\r\n"
    "lens login: "
)
WINDOWS = (
    "\x1b[2JComputer is booting, SAC started and initialized.\r\n"
    'Use the "ch -?" command for information about using channels.\r\nSAC>\r\n'
)
FEDORA_40 = (
    "[    0.000000] Linux version 6.8.5-301.fc40.x86_64 (mockbuild@fedora) #1 SMP\r\n"
    + "Welcome to \x1b[0;34mFedora Linux 40 (Cloud Edition)\x1b[0m!\r\r\n"
    + banner("init-local", 3, "24.1.4")
    + banner("init", 5, "24.1.4")
    + "[\x1b[0;32m  OK  \x1b[0m] Started \x1b[0;1;39msshd.service\x1b[0m - OpenSSH server.\r\r\n"
    + "\r\nFedora Linux 40 (Cloud Edition)\r\nKernel 6.8.5 on x86_64 (ttyS0)\r\n\r\n"
    + "lens login: "
    + banner("modules:final", 12, "24.1.4")
    + table("fedora", ALICE)
    + host_keys(MALLORY)
    + finished(14, "24.1.4")
)
ALMA_9 = (  # the ring has dropped the beginning, within a line
    "und 512 keys\r\n"
    + "[\x1b[0;32m  OK  \x1b[0m] Started \x1b[0;1;39mOpenSSH server daemon\x1b[0m.\r\r\n"
    + banner("modules:final", 21, "23.4-7.el9_4.alma.1")
    + table("almalinux", ALICE)
    + host_keys(MALLORY)
    + finished(25, "23.4-7.el9_4.alma.1")
    + "\r\nAlmaLinux 9.4 (Seafoam Ocelot)\r\nKernel 5.14.0 on an x86_64\r\n\r\nlens login: "
)
OPENSUSE = (
    KERNEL
    + "Welcome to \x1b[0;32mopenSUSE Leap 15.6 \x1b[0m!\r\r\n"
    + STAGES
    + banner("modules:final", 16, "23.3")
    + table("opensuse", ALICE)
    + said(WARNING + "cc_scripts_user.py[WARNING]: Failed to run module scripts-user "
           "(scripts in /var/lib/cloud/instance/scripts)", 17)
    + finished(18, "23.3")
)  # fmt: skip
UBUNTU_14 = (  # upstart: cloud-init writes to the console itself, with no name in front
    "[    0.000000] Linux version 3.13.0-170-generic (buildd@lgw01) #220-Ubuntu SMP\r\n"
    "Cloud-init v. 0.7.5 running 'init-local' at Mon, 23 Nov 2026 17:56:40 +0000. "
    "Up 4.50 seconds.\r\n"
    "Cloud-init v. 0.7.5 running 'init' at Mon, 23 Nov 2026 17:56:42 +0000. Up 6.21 seconds.\r\n"
    "ci-info: +++++++++++++++++++++++Net device info+++++++++++++++++++++++\r\n"
    "ci-info: +--------+------+-----------+---------------+-------------------+\r\n"
    "ci-info: | Device |  Up  |  Address  |      Mask     |     Hw-Address    |\r\n"
    "ci-info: +--------+------+-----------+---------------+-------------------+\r\n"
    "ci-info: |   lo   | True | 127.0.0.1 |   255.0.0.0   |         .         |\r\n"
    "ci-info: |  eth0  | True | 10.0.0.14 | 255.255.255.0 | fa:16:3e:00:00:14 |\r\n"
    "ci-info: +--------+------+-----------+---------------+-------------------+\r\n"
    + table("ubuntu", ALICE, fingerprint=md5_pairs(ALICE))
    + "ec2: \r\nec2: #############################################################\r\n"
    "ec2: -----BEGIN SSH HOST KEY FINGERPRINTS-----\r\n"
    f"ec2: 256 {':'.join(md5_pairs(MALLORY).split(':'))}  root@lens (ED25519)\r\n"
    "ec2: -----END SSH HOST KEY FINGERPRINTS-----\r\n"
    f"-----BEGIN SSH HOST KEY KEYS-----\r\n{MALLORY}\r\n-----END SSH HOST KEY KEYS-----\r\n"
    "Cloud-init v. 0.7.5 finished at Mon, 23 Nov 2026 17:56:59 +0000. "
    "Datasource DataSourceOpenStack [net,ver=2].  Up 23.95 seconds\r\n"
    "\r\nUbuntu 14.04.6 LTS lens ttyS0\r\n\r\nlens login: "
)
UBUNTU_12 = (  # cloud-init 0.6.3 says all of it in other words
    "[    0.000000] Linux version 3.2.0-126-virtual (buildd@lcy01) #169-Ubuntu SMP\r\n"
    "cloud-init start-local running: Mon, 23 Nov 2026 17:56:40 +0000. up 2.32 seconds\r\n"
    "cloud-init start running: Mon, 23 Nov 2026 17:56:41 +0000. up 3.14 seconds\r\n"
    "found data source: DataSourceEc2\r\n"
    + table("ubuntu", ALICE, fingerprint=md5_pairs(ALICE))
    + "cloud-init boot finished at Mon, 23 Nov 2026 17:56:59 +0000. Up 21.31 seconds\r\n"
    "\r\nUbuntu 12.04.5 LTS lens ttyS0\r\n\r\nlens login: "
)
FREEBSD_14 = (
    "Consoles: EFI console, serial port\r\n"
    "FreeBSD 14.1-RELEASE releng/14.1-n267679-10e31f0946d8 GENERIC amd64\r\n"
    "Starting sshd.\r\n"
    "\r\nFreeBSD/amd64 (lens) (ttyu0)\r\n\r\nlogin: "
)
FLATCAR = (  # Ignition instead of cloud-init
    KERNEL
    + "[    6.215010] ignition[742]: Ignition 2.20.0\r\n"
    + '[    6.315010] ignition[742]: files: op(3): [finished] adding ssh keys to user "core"\r\n'
    + "Welcome to \x1b[0;38;5;75mFlatcar Container Linux by Kinvolk 4081.2.0 (Oklo)\x1b[0m!\r\r\n"
    + f"SSH host key: {sha256(MALLORY)} (ED25519)\r\n"
    + "eth0: 10.0.0.21 fe80::f816:3eff:fe00:21\r\n\r\nlens login: "
)
INTERLEAVED = (  # a kernel message in the middle of the table, and a line that was cut
    BOOT
    + table("debian", ALICE).replace("Authorized keys", "Authorized [   14.2] virtio: x\r\nkeys", 1)
    + "[   14.500000] cloud-init[487]: Cloud-init v. 23.4 finis"
)
NO_CLOUD_INIT = KERNEL + "Arch Linux 6.12 (ttyS0)\r\n\r\narch login: "
PANIC = KERNEL + (
    '[    1.902841] VFS: Cannot open root device "vda1" or unknown-block(0,0): error -6\r\n'
    "[    1.903110] Kernel panic - not syncing: VFS: Unable to mount root fs\r\n"
)
DISK_FULL = BOOT + said("cp: error writing '/data/x': No space left on device") + finished(20)
NO_KEY = (
    BOOT
    + "ci-info: no authorized SSH keys fingerprints found for user debian.\r\n"
    + host_keys(ALICE)
    + finished(20)
)
RUNCMD = (
    KERNEL
    + STAGES
    + said(f"{WARNING}util.py[WARNING]: Running module runcmd (<module 'x'>) failed", 11.5)
    + banner("modules:final", 13)
    + finished(20)
)
NO_HEADER = (
    KERNEL
    + banner("init", 6)
    + said(
        f"{WARNING}__init__.py[WARNING]: Unhandled non-multipart (text/x-not-multipart) userdata: "
        "'b'echo this is plain text '...'",
        6.5,
    )
    + STAGES
    + finished(20)
)
BAD_YAML = (
    BOOT
    + said(
        f"{WARNING}util.py[WARNING]: Failed loading yaml blob. Invalid format at line 2 column 1: "
        '"while parsing a block"'
    )
    + finished(20)
)
PACKAGES = (
    BOOT
    + said(
        f"{WARNING}log_util.py[WARNING]: Failure when attempting to install packages: ['cowsay']"
    )
    + said(
        f"{WARNING}log_util.py[WARNING]: Running module package-update-upgrade-install (x) failed"
    )
    + finished(20)
)
CUSTOM_MESSAGE = BOOT + table("debian", ALICE) + host_keys(ALICE) + said("The system is up.", 20)
SECOND_BOOT = BOOT + table("debian", ALICE) + host_keys(ALICE) + finished(20) + BOOT
CONDOR_DONE = (
    BOOT + said("CANFAR-HTCONDOR: start") + said("CANFAR-HTCONDOR: done: 23.4.0") + finished(90)
)
CONDOR_FAILED = (
    BOOT
    + said("CANFAR-HTCONDOR: start")
    + said("E: Unable to locate package condor")
    + said("CANFAR-HTCONDOR: failed: install the packages")
    + said(
        f"{WARNING}cc_scripts_user.py[WARNING]: Failed to run module scripts-user (scripts in /x)"
    )
    + finished(90)
)
FORGED_PRINTED = (  # a script prints what looks like cloud-init's blocks
    BOOT
    + table("mallory", MALLORY, "[   60.000000] cloud-init[487]: ")
    + host_keys(MALLORY, "[   60.000000] cloud-init[487]: ").replace("<14>", "[ 60.0] x[1]: <14>")
    + table("debian", ALICE)
    + host_keys(ALICE)
    + finished(90)
)
FORGED_TO_CONSOLE = BOOT + host_keys(MALLORY) + table("debian", ALICE) + host_keys(ALICE)
FORGED_END = BOOT + finished(64, printed=14.0) + table("debian", ALICE) + host_keys(ALICE)
