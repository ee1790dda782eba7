"""The facts of a boot: frozen values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from canfar_jupyter.model.bootlog.fingerprints import same_key
from canfar_jupyter.model.shown import Shown

# sure: written in the way cloud-init itself writes to the console, and not contradicted.
# likely: in the output of a program, as some releases of cloud-init print it.
# doubtful: any script on the machine could have printed it, or it is contradicted.
Certainty = Literal["sure", "likely", "doubtful"]
UserData = Literal["running", "done", "failed", "unknown"]


@dataclass(frozen=True, slots=True, repr=False)
class AuthorizedKey(Shown):
    """A key that ``user`` may log in with.  ``fingerprint`` is ``SHA256:...`` or ``MD5:...``."""

    user: str
    type: str
    fingerprint: str
    comment: str
    certainty: Certainty = "sure"


@dataclass(frozen=True, slots=True, repr=False)
class HostKey(Shown):
    """A host key; ``line`` is type and key, "" if only its fingerprint is in the log."""

    type: str
    fingerprint: str
    line: str
    certainty: Certainty = "sure"


@dataclass(frozen=True, slots=True, repr=False)
class Address(Shown):
    """An address of a network device of the machine."""

    device: str
    address: str
    mac: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Stage(Shown):
    """A stage of cloud-init (init-local, init, modules:config, modules:final, finished).

    ``uptime`` is in seconds since the machine started; ``date`` is its own clock.
    """

    name: str
    uptime: float
    date: str = ""
    certainty: Certainty = "sure"


@dataclass(frozen=True, slots=True, repr=False)
class Failure(Shown):
    """Something that went wrong.

    ``kind``: script, header, yaml, include, packages, module, recipe, datasource, stage, unit,
    disk, memory, boot, emergency.  ``part`` names what failed, ``lines`` are those printed just
    before.
    """

    kind: str
    part: str
    text: str
    lines: tuple[str, ...] = ()
    uptime: float | None = None
    of_user_data: bool = True


@dataclass(frozen=True, slots=True, repr=False)
class Marker(Shown):
    """A line printed by a recipe of this package: ``CANFAR-HTCONDOR: done: ...``."""

    recipe: str
    state: str  # start, note, done, failed
    text: str
    uptime: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class BootReport(Shown):
    """The facts in a console log.

    Attributes:
        login_user: The user to log in as; "": not in the log.
        authorized_keys: Keys that may log in, by user.
        users_without_keys: Users that have no key, according to the log.
        host_keys: For known_hosts; see ``known_hosts``.
        addresses: Global addresses of the machine's network devices.
        user_data: "running", "done", "failed", or "unknown": cloud-init is not in the log.
        failures: The failures, oldest first.
        panic: The message of the kernel panic; "": none.
        disk_full: The line that says so; "": none.
        stages: Of the latest boot, oldest first.
        markers: Lines of our recipes, oldest first.
        system: Its name above the login prompt: "Debian GNU/Linux 12".
        cloud_init: Version; "": none seen.
        kind: "cloud-init", "cirros", "windows", "ignition", "talos", or "other".
        sshd: Uptime in seconds when sshd started, 0.0 if the line has no time; None: not seen.
        prompt: A login prompt was seen.
        boots: How many boots are in the log.
        doubts: Sentences: why some of this may be forged.
    """

    login_user: str = ""
    authorized_keys: tuple[AuthorizedKey, ...] = ()
    users_without_keys: tuple[str, ...] = ()
    host_keys: tuple[HostKey, ...] = ()
    addresses: tuple[Address, ...] = ()
    user_data: UserData = "unknown"
    failures: tuple[Failure, ...] = ()
    panic: str = ""
    disk_full: str = ""
    stages: tuple[Stage, ...] = ()
    markers: tuple[Marker, ...] = ()
    system: str = ""
    cloud_init: str = ""
    kind: str = "other"
    sshd: float | None = None
    prompt: bool = False
    boots: int = 0
    doubts: tuple[str, ...] = ()

    @property
    def stopped(self) -> Failure | None:
        """Why the latest boot ended before a system ran; None: it did not, as far as is known."""
        if self.panic:
            return Failure("boot", "kernel", self.panic, of_user_data=False)
        return next((f for f in self.failures if f.kind in ("boot", "emergency")), None)

    def has_key(self, public_key: str, user: str = "") -> bool | None:
        """Return whether this public key may log in; None: it is not in the log.

        The fingerprint is computed from the key itself, not taken from the cloud.
        """
        keys = [k for k in self.authorized_keys if not user or k.user == user]
        if any(same_key(public_key, k.fingerprint) for k in keys):
            return True
        return False if keys or self.users_without_keys else None

    def user_of(self, public_key: str) -> str:
        """Return the user that this key logs in as; the ``login_user`` if none has it."""
        having = [k.user for k in self.authorized_keys if same_key(public_key, k.fingerprint)]
        if self.login_user in having or not having:
            return self.login_user
        return having[0]

    def known_hosts(self, host: str, port: int = 22) -> str:
        """Return the lines for ~/.ssh/known_hosts; "": there is no host key in the log.

        Doubtful keys are omitted: a forged one would let another machine impersonate this one.
        """
        name = host if port == 22 else f"[{host}]:{port}"
        keys = (k for k in self.host_keys if k.line and k.certainty != "doubtful")
        return "".join(f"{name} {key.line}\n" for key in keys)

    def stage(self, name: str) -> Stage | None:
        """Return a stage of the latest boot by its name."""
        return next((s for s in reversed(self.stages) if s.name == name), None)

    def recipes(self) -> dict[str, Marker]:
        """Return the last marker of each recipe, notes excepted."""
        return {m.recipe: m for m in self.markers if m.state != "note"}


def first_of(failures: Iterable[Failure]) -> Failure | None:
    """Return the first failure of user data: it usually causes the later ones."""
    return next((f for f in failures if f.of_user_data), None)
