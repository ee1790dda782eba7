"""After the launch: readiness, login user, and how to log in."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import msgspec

from canfar_jupyter import ssh
from canfar_jupyter.cloud.faults.translation import translating
from canfar_jupyter.cloud.http.client import HttpClient
from canfar_jupyter.cloud.instances.boot_logs import BootLogs
from canfar_jupyter.cloud.instances.gateways import Gateways
from canfar_jupyter.cloud.lists.frames import Lists
from canfar_jupyter.errors import (
    Cancelled,
    CloudError,
    CloudFailure,
    Conflict,
    NotFound,
    NotSignedIn,
    TimedOut,
    Unreachable,
)
from canfar_jupyter.model.bootlog import BootReport
from canfar_jupyter.model.instances import login_user
from canfar_jupyter.model.instances.addresses import best_address
from canfar_jupyter.model.instances.login_user import LoginUser
from canfar_jupyter.model.instances.readiness import Readiness, readiness
from canfar_jupyter.model.instances.states import ACTIVE
from canfar_jupyter.model.instances.steps import SshProbe
from canfar_jupyter.model.keys.public_key import fingerprint_of

Row = Mapping[str, Any]
Progress = Callable[[Readiness], None]


class Access:
    """Questions about instances that have been launched.

    Args:
        client: The HTTP client of the cloud.
        lists: The lists of the project.
        console_log: Reads a console log: id of the instance, number of lines (None: all).
        pause: Waits the given number of seconds.
        machines: See ``gateways``.
    """

    def __init__(
        self,
        client: HttpClient,
        lists: Lists,
        console_log: Callable[[str, int | None], str],
        pause: Callable[[float], None],
        machines: str = "",
    ) -> None:
        self.doors = Gateways(machines)
        self._lists, self._client, self._pause = lists, client, pause
        self.boots = BootLogs(console_log)
        self._asked: dict[tuple[str, str], LoginUser | None] = {}  # by server and address

    # Facts ------------------------------------------------------------------------------

    def row(self, id_: str) -> dict[str, Any]:
        """Return one row of the list of servers."""
        row = self._lists.server(id_)
        if row is None:
            raise NotFound("The instance no longer exists.")
        return row

    def public_key(self, name: str) -> str:
        """Return the text of one of your key pairs; "" if you have none of that name."""
        row = self._lists.read("keypairs").rows().get(name) if name else None
        return str(row["public_key"]) if row else ""

    def report(self, row: Row, *, anew: bool = True) -> BootReport:
        """Return the boot report; empty if the log is not available yet."""
        try:
            boots = self.boots
            return (boots.update(row["id"]) if anew else boots.of(row["id"])).report
        except (NotSignedIn, Unreachable, Cancelled):
            raise
        except CloudError:  # it has no host yet, or no console, or readers may not see the log
            return self.boots.of(row["id"]).report

    def probe(self, row: Row) -> SshProbe:
        """Probe SSH at the best reachable address, and check that it is this machine.

        Clouds reuse addresses, and private ones are not unique: the server that answers
        must have a host key from the boot log, if the log has any.
        """
        address = best_address(row)
        if row["status"] != ACTIVE or not address:
            return SshProbe()
        public = bool(row["floating_ip"])
        door = self.doors.of(address, public=public)
        if door.refusal is not None:
            return door.refusal
        port = replace(ssh.probe(door.host, door.port, public=public), address=address)
        keys = self.boots.of(row["id"]).report.host_keys
        if port.state != "ssh" or not keys or keys[0].certainty == "doubtful":
            # a private address proves nothing by answering
            return port if public or port.state != "ssh" else replace(port, state="other")
        if ssh.server_key(door.host, port=door.port) in {key.fingerprint for key in keys}:
            return port
        said = f"another machine answers at {address}: its host key is not in the boot log"
        return replace(port, state="stranger", text=said)

    def readiness(self, row: Row, public_key: str, port: SshProbe | None = None) -> Readiness:
        """Read new log lines, probe port 22 unless it answered before, and return the steps."""
        active = row["status"] == ACTIVE
        report = self.report(row) if active else self.report(row, anew=False)
        if port is None or port.state != "ssh":
            port = self.probe(row)
        return readiness(row, report, public_key=public_key, port=port)

    # Verbs ------------------------------------------------------------------------------

    def wait_until_ready(self, id_: str, timeout: float, progress: Progress) -> Readiness:
        """Poll until it is ready: every half second at first, later every five."""
        started = time.monotonic()
        row = self.row(id_)
        key = self.public_key(row["key"])
        while True:
            now = self.readiness(row, key)
            progress(now)
            waited = time.monotonic() - started
            if now.ready:
                return now
            if now.failed:
                step = now.current
                raise CloudFailure(f"{now.name}: {step.title}: {step.evidence}.", hint=step.todo)
            if waited >= timeout:
                step = now.current
                said = f" ({step.evidence})" if step.evidence else ""
                raise TimedOut(
                    f"{now.name} is not ready after {timeout:g} seconds: "
                    f"it waits at {step.title}{said}.",
                    hint=step.todo or TimedOut.hint,
                )
            self._pause(min(max(0.5, waited / 20), 5.0, max(0.0, timeout - waited)))
            row = self.row(id_)

    def login_user(self, row: Row, *, ask: bool = True) -> LoginUser:
        """Determine the login user: from the log, image property, sshd itself, or distribution.

        Args:
            row: Of the list ``servers``.
            ask: Read new lines of its log, and ask sshd.
        """
        public_key = self.public_key(row["key"])
        report = self.report(row, anew=ask)
        if (known := login_user.of_log(report, public_key)) is not None:
            return known
        image = self._image(row["image_id"])
        return (
            login_user.of_image(image)
            or (self._of_sshd(row, report, public_key) if ask else None)
            or login_user.of_distribution(
                str(image.get("os_distro") or ""),
                str(image.get("os_version") or ""),
                str(image.get("name") or row["image"]),
            )
            or login_user.UNKNOWN
        )

    def login_info(self, row: Row, *, ask: bool = True) -> ssh.LoginInfo:
        """Work out how to log in."""
        address = best_address(row)
        if not address:
            raise Conflict(
                f"{row['name']} has no address yet.",
                hint="Wait until it is ACTIVE, then try again.",
            )
        public_key = self.public_key(row["key"])
        user = self.login_user(row, ask=ask)
        own = ssh.own_key(fingerprint_of(public_key))
        report = self.report(row, anew=False)
        door = self.doors.of(address, public=bool(row["floating_ip"]))
        return ssh.LoginInfo(
            name=row["name"],
            address=door.host,
            user=user.user,
            source=user.source,
            identity=str(own) if own else "",
            known_hosts=report.known_hosts(door.host, door.port),
            port=door.port,
            absent=_absent(row, public_key) if own is None else "",
        )

    def _of_sshd(self, row: Row, report: BootReport, public_key: str) -> LoginUser | None:
        """Ask sshd, once for each address: it takes a second, and needs key and host key."""
        address = best_address(row)
        own = ssh.own_key(fingerprint_of(public_key))
        door = self.doors.of(address, public=bool(row["floating_ip"]))
        known_hosts = report.known_hosts(door.host, door.port)
        if row["status"] != ACTIVE or not address or own is None or not known_hosts:
            return None
        if door.refusal is not None:
            return None
        asked = (row["id"], address)
        if asked not in self._asked:
            refusal = ssh.ask_root(door.host, own, known_hosts, port=door.port)
            if not refusal.user or not login_user.is_user_name(refusal.user):
                return None
            self._asked[asked] = LoginUser(refusal.user, refusal.text, "sure")
        return self._asked[asked]

    def _image(self, id_: str) -> dict[str, Any]:
        """Return an image with its properties; {} if it no longer exists or there is none."""
        if not id_:
            return {}
        try:
            with translating("look at the image"):
                content = self._client.get("image", f"/images/{id_}").content
            return msgspec.json.decode(content, type=dict[str, Any])
        except CloudError:
            return {}


def _absent(row: Row, public_key: str) -> str:
    """Name the key pair of an instance: "laptop (SHA256:...)"; "": it has none."""
    print_ = fingerprint_of(public_key)
    return f"{row['key']} ({print_})" if print_ else str(row["key"])
