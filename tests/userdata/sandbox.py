"""Run a recipe as root of a machine that is this one, but for what it writes and a few stubs.

A private mount namespace lays an overlay over ``/``: whatever the script installs, writes or
removes is gone with it.  Package managers, services and disks are the programs in ``stubs/``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

STUBS = Path(__file__).parent / "stubs"
AS_ROOT = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--mount", "--map-root-user"]
# $1: the folder of the run.  What the script changed of interest is copied there in the end.
SETUP = """
set -e
mount -t tmpfs tmpfs "$1/layers"
mkdir "$1/layers/upper" "$1/layers/work" "$1/layers/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/layers/upper,workdir=$1/layers/work" \
    "$1/layers/root"
root=$1/layers/root
for name in dev proc; do mount --rbind "/$name" "$root/$name"; done
mkdir -p "$root/sandbox" && cp -a "$1/stubs" "$1/state" "$1/recipe.sh" "$root/sandbox/"
rm -rf "$root/etc/condor" "$root/etc/apt/sources.list.d" "$root/opt/canfar" "$root/mnt"
mkdir -p "$root/etc/apt/sources.list.d" "$root/etc/yum.repos.d" "$root/mnt"
grep -q ^condor: "$root/etc/passwd" || echo condor:x:0:0::/:/bin/false >>"$root/etc/passwd"
grep -q ^condor: "$root/etc/group" || echo condor:x:0: >>"$root/etc/group"
: >"$root/etc/fstab"
cp "$1/os-release" "$root/etc/os-release"
[ ! -d "$1/files" ] || cp -a "$1/files/." "$root/"
for name in $(cat "$1/hidden"); do rm -f "$root/usr/bin/$name" "$root/usr/sbin/$name"; done
for _ in $(seq "$(cat "$1/times")"); do
    code=0
    chroot "$root" /usr/bin/env -i HOME=/sandbox PATH=/sandbox/stubs:/usr/bin:/bin \\
        bash /sandbox/recipe.sh || code=$?
done
mkdir "$1/after"
cd "$root"
for name in etc/condor etc/apt etc/yum.repos.d etc/pki/rpm-gpg etc/fstab ephemeral mnt \
    usr/local/bin sandbox; do
    [ ! -e "$name" ] || cp -a --parents "$name" "$1/after/"
done
exit "$code"
"""


PROBE = """
d=$(mktemp -d) && mount -t tmpfs tmpfs $d && mkdir $d/u $d/w $d/m &&
mount -t overlay overlay -o lowerdir=/,upperdir=$d/u,workdir=$d/w $d/m
code=$?; umount -R $d; rmdir $d; exit $code
"""


@dataclass
class Machine:
    """What the stubs are to pretend."""

    family: str = "debian"  # or "redhat", or "none"
    release: str = "ID=debian\nVERSION_ID=12\nVERSION_CODENAME=bookworm\n"
    offers: str = ""  # packages that the system's own archive has
    repository: str = "condor"  # packages that HTCondor's repository has
    state: dict[str, str] = field(default_factory=dict)  # what each stub reads, by file name
    files: dict[str, bytes] = field(default_factory=dict)  # by path; those of stubs can be run
    times: int = 1  # how often the recipe runs


@dataclass
class Run:
    """What came of it."""

    code: int
    output: str
    after: Path

    @property
    def markers(self) -> list[str]:
        """The lines that a reader of the boot log looks for."""
        return [line for line in self.output.splitlines() if line.startswith("CANFAR-")]

    @property
    def commands(self) -> list[str]:
        """Every call of a stub with its arguments, in order."""
        log = self.after / "sandbox/state/log"
        return log.read_text().splitlines() if log.exists() else []

    def read(self, path: str) -> str:
        return (self.after / path.removeprefix("/")).read_text()

    def has(self, path: str) -> bool:
        return os.path.lexists(self.after / path.removeprefix("/"))


@cache
def why_not() -> str:
    """Say why there can be no sandbox here; "": there can."""
    if shutil.which("unshare") is None:
        return "there is no unshare (Linux's util-linux)"
    probe = subprocess.run([*AS_ROOT, "sh", "-c", PROBE], capture_output=True, text=True)
    return f"no overlay can be mounted: {probe.stderr.strip()}" if probe.returncode else ""


def run(script: bytes, machine: Machine, folder: Path) -> Run:
    """Run the script on that machine, in an empty folder."""
    hidden = {"debian": "dnf rpm", "redhat": "apt-get apt-cache dpkg"}
    hidden["none"] = " ".join(hidden.values())
    shutil.copytree(STUBS, folder / "stubs")
    for name in hidden[machine.family].split():
        (folder / "stubs" / name).unlink(missing_ok=True)
    state = {"offers": machine.offers, "repository": machine.repository, **machine.state}
    for name, text in state.items():
        (folder / "state").mkdir(exist_ok=True)
        (folder / "state" / name).write_text(text)
    for name, data in machine.files.items():
        path = folder / "files" / name.removeprefix("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        path.chmod(0o755)
    (folder / "layers").mkdir()
    (folder / "recipe.sh").write_bytes(script)
    (folder / "os-release").write_text(machine.release)
    (folder / "times").write_text(str(machine.times))
    (folder / "hidden").write_text(f"{hidden[machine.family]} condor_master selinuxenabled crb")
    done = subprocess.run(
        [*AS_ROOT, "bash", "-c", SETUP, "sandbox", str(folder)],
        capture_output=True,
        text=True,
        timeout=60,
    )
    return Run(done.returncode, done.stdout + done.stderr, folder / "after")
