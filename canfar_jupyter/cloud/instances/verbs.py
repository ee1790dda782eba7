"""Verbs of, and questions about, an instance that was launched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from canfar_jupyter.cloud.http.client import HttpClient
from canfar_jupyter.cloud.instances import requests, running_snapshot
from canfar_jupyter.cloud.instances.access import Access
from canfar_jupyter.cloud.instances.details import details, history
from canfar_jupyter.cloud.instances.doctor import examine
from canfar_jupyter.cloud.instances.progress import Bar, quiet
from canfar_jupyter.cloud.lists.frames import Lists
from canfar_jupyter.model.bootlog import BootReport
from canfar_jupyter.model.doctor.findings import Diagnosis
from canfar_jupyter.model.instances.details import Action, Details
from canfar_jupyter.model.instances.login_user import LoginUser
from canfar_jupyter.model.instances.readiness import Readiness
from canfar_jupyter.model.instances.server import Server
from canfar_jupyter.model.verbs import VERBS

if TYPE_CHECKING:
    from canfar_jupyter.ssh import LoginInfo


class Instances:
    """Terminates, starts and snapshots instances; tells their readiness and how to log in.

    Args:
        client: The HTTP client of the cloud.
        lists: The lists of the project.
        pause: Waits the given number of seconds.
        own_address: Finds the address of this computer.
        machines: See ``gateways``.
    """

    def __init__(
        self,
        client: HttpClient,
        lists: Lists,
        pause: Callable[[float], None],
        own_address: Callable[[], str],
        machines: str = "",
    ) -> None:
        self._client, self._lists, self._pause = client, lists, pause
        self._own_address = own_address
        self.access = Access(client, lists, self.console_log, pause, machines)

    def do(self, verb: str, server: Server | str) -> None:
        """Run a verb of ``model.verbs`` without arguments."""
        if VERBS[verb].action is None:
            getattr(self, verb)(server)
        else:
            requests.act(self._client, self._lists.server_id(server), VERBS[verb], self._pause)

    def wait_until_active(self, server: Server | str, timeout: float = 600) -> Server:
        """Wait until an instance is ACTIVE.

        Args:
            server: What ``launch`` returned, or a name or id.
            timeout: Seconds.

        Raises:
            CloudFailure: It went to ERROR; the sentence has Nova's reason.
            NotFound: It was terminated meanwhile.
            TimedOut: It is not ACTIVE yet; it may still become so.
        """
        id_ = self._lists.server_id(server)
        there = requests.wait_until_active(self._client, id_, timeout, self._pause)
        return replace(there, cloud=self)

    def terminate(self, server: Server | str, *, after_snapshot: bool | None = None) -> None:
        """Terminate an instance permanently; its disks are deleted with it.

        Args:
            server: What ``launch`` returned, or a name or id.
            after_snapshot: What to do while a snapshot of it is being made, which would be lost:
                None: refuse; True: wait for it; False: lose it.

        Raises:
            Conflict: A snapshot of it is being made.
            TimedOut: It still was after an hour; nothing was terminated.

        Source: https://docs.openstack.org/api-ref/compute/#delete-server
        """
        id_ = self._lists.server_id(server)
        running_snapshot.hold(self._client, id_, after_snapshot, self._pause)
        requests.terminate(self._client, id_, self._pause)
        self._lists.readdressed()

    def start(self, server: Server | str) -> None:
        """Start an instance that is shut off, paused, suspended or shelved; return at once.

        A running one is left alone.

        Raises:
            Conflict: It cannot be started from its current state.

        Source: https://docs.openstack.org/api-ref/compute/#start-server-os-start-action
        """
        requests.start(self._client, self._lists.server_id(server), self._pause)

    def snapshot(self, server: Server | str, name: str) -> str:
        """Create a snapshot called ``name`` of an instance; return the image's id at once.

        Raises:
            Conflict: Another snapshot of it is in progress, or it is still building.

        Source: https://docs.openstack.org/api-ref/compute/#create-image-createimage-action
        """
        return requests.snapshot(self._client, self._lists.server_id(server), name, self._pause)

    def console_log(self, server: Server | str, lines: int | None = None) -> str:
        """Return the console log of an instance, at most the last MiB.

        Args:
            server: What ``launch`` returned, or a name or id.
            lines: Only that many of the last lines; None: all that the cloud keeps.

        Source: https://docs.openstack.org/api-ref/compute/#show-console-output-os-getconsoleoutput-action
        """
        return requests.console_log(self._client, self._lists.server_id(server), lines)

    def details_of(self, row: dict[str, Any]) -> Details:
        """As ``details``, for a row of the list of servers."""
        return details(self._client, row)

    def history_of(self, id_: str) -> tuple[Action, ...]:
        """Return the actions on an instance, newest first; none if the cloud does not tell."""
        return history(self._client, id_)

    def examine(self, id_: str) -> Diagnosis:
        """As ``doctor``, for an id."""
        return examine(self.access, self._client, self._lists, self._own_address(), id_)

    def details(self, server: Server | str) -> Details:
        """Return all details of an instance: addresses, metadata, history, usage."""
        return self.details_of(self.access.row(self._lists.server_id(server)))

    def boot_log(self, server: Server | str) -> BootReport:
        """Read the boot log of an instance: login user, keys, stages, failures.

        Earlier lines are kept: the cloud keeps only the newest part of a log.

        Args:
            server: What ``launch`` returned, or a name or id.
        """
        return self.access.report(self.access.row(self._lists.server_id(server)))

    def readiness(self, server: Server | str) -> Readiness:
        """Return the current readiness of an instance; ``print`` it to see all steps."""
        row = self.access.row(self._lists.server_id(server))
        return self.access.readiness(row, self.access.public_key(row["key"]))

    def wait_until_ready(
        self, server: Server | str, timeout: float = 900, *, progress: bool = True
    ) -> Readiness:
        """Wait until an instance can be used: booted, key installed, user data done, SSH answers.

        ACTIVE is not ready: it only means that the machine is powered on.

        Args:
            server: What ``launch`` returned, or a name or id.
            timeout: Seconds.
            progress: Show a bar with the step in progress.

        Raises:
            CloudFailure: A step failed; the sentence says which and why.
            NotFound: It was terminated meanwhile.
            TimedOut: It is not ready yet; the sentence says what it waits for.
        """
        id_ = self._lists.server_id(server)
        return self.access.wait_until_ready(id_, timeout, Bar().show if progress else quiet)

    def login_user(self, server: Server | str) -> LoginUser:
        """Determine the login user: ``.user``, and ``.source`` says where it is known from.

        In this order: its boot log; a property of its image; its sshd, asked as root with your
        own key (to which cloud-init replies with the name), if its host key is known; the default
        of its distribution.
        """
        return self.access.login_user(self.access.row(self._lists.server_id(server)))

    def login_info(self, server: Server | str) -> LoginInfo:
        """Determine how to log in: ``.command``, ``.config``, ``.known_hosts``."""
        return self.access.login_info(self.access.row(self._lists.server_id(server)))

    def ssh_command(self, server: Server | str) -> str:
        """Return the ssh command to log in, with the right user and your key.

        Raises:
            Conflict: It has no address yet.
        """
        return self.login_info(server).command

    def doctor(self, server: Server | str) -> Diagnosis:
        """Find out why you cannot log in; ``print`` it to see each finding with its evidence."""
        return self.examine(self._lists.server_id(server))
