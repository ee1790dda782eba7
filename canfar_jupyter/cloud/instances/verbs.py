"""What can be done to an instance that was launched, and asked about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from canfar_jupyter.cloud.http.client import HttpClient
from canfar_jupyter.cloud.instances import requests, running_snapshot
from canfar_jupyter.cloud.instances.access import Access
from canfar_jupyter.cloud.instances.details import details
from canfar_jupyter.cloud.instances.doctor import examine
from canfar_jupyter.cloud.instances.progress import Bar, quiet
from canfar_jupyter.cloud.lists.frames import Lists
from canfar_jupyter.model.bootlog import BootReport
from canfar_jupyter.model.doctor.findings import Diagnosis
from canfar_jupyter.model.instances.details import Details
from canfar_jupyter.model.instances.login_user import LoginUser
from canfar_jupyter.model.instances.readiness import Readiness
from canfar_jupyter.model.instances.server import Server
from canfar_jupyter.model.verbs import VERBS

if TYPE_CHECKING:
    from canfar_jupyter.ssh import LoginInfo


class Instances:
    """Ends, starts and copies instances; says whether one is ready and how to log in.

    Args:
        client: The way to the cloud.
        lists: What the project has.
        pause: Waits so many seconds.
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
        """Do what a row of ``model.verbs`` says that takes no arguments."""
        if VERBS[verb].action is None:
            getattr(self, verb)(server)
        else:
            requests.act(self._client, self._lists.server_id(server), VERBS[verb])

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
        """End an instance for good; its disks go with it.

        Args:
            server: What ``launch`` returned, or a name or id.
            after_snapshot: What to do while a snapshot of it is being made, which would be lost:
                None: refuse; True: wait for it; False: give it up.

        Raises:
            Conflict: A snapshot of it is being made.
            TimedOut: It still was after an hour; nothing was terminated.

        Source: https://docs.openstack.org/api-ref/compute/#delete-server
        """
        id_ = self._lists.server_id(server)
        running_snapshot.hold(self._client, id_, after_snapshot, self._pause)
        requests.terminate(self._client, id_)

    def start(self, server: Server | str) -> None:
        """Bring an instance back that is shut off, paused, suspended or shelved; returns at once.

        One that runs already is left alone.

        Raises:
            Conflict: It is in a state that it cannot be started from.

        Source: https://docs.openstack.org/api-ref/compute/#start-server-os-start-action
        """
        requests.start(self._client, self._lists.server_id(server))

    def snapshot(self, server: Server | str, name: str) -> str:
        """Make an image called ``name`` of an instance; return the image's id at once.

        Raises:
            Conflict: Another snapshot of it is under way, or it is still building.

        Source: https://docs.openstack.org/api-ref/compute/#create-image-createimage-action
        """
        return requests.snapshot(self._client, self._lists.server_id(server), name)

    def console_log(self, server: Server | str, lines: int | None = None) -> str:
        """Return what the instance has said while booting, at most the last MiB.

        Args:
            server: What ``launch`` returned, or a name or id.
            lines: Only the last so many; None: all that the cloud keeps.

        Source: https://docs.openstack.org/api-ref/compute/#show-console-output-os-getconsoleoutput-action
        """
        return requests.console_log(self._client, self._lists.server_id(server), lines)

    def details_of(self, row: dict[str, Any]) -> Details:
        """As ``details``, of a row of the list of servers."""
        return details(self._client, row)

    def examine(self, id_: str) -> Diagnosis:
        """As ``doctor``, of an id."""
        return examine(self.access, self._client, self._lists, self._own_address(), id_)

    def details(self, server: Server | str) -> Details:
        """Return all that the cloud tells of an instance: addresses, metadata, history, usage."""
        return self.details_of(self.access.row(self._lists.server_id(server)))

    def boot_log(self, server: Server | str) -> BootReport:
        """Read the boot log of an instance: login user, keys, stages, failures.

        What was read before is kept: the cloud keeps only the newest part of a log.

        Args:
            server: What ``launch`` returned, or a name or id.
        """
        return self.access.report(self.access.row(self._lists.server_id(server)))

    def readiness(self, server: Server | str) -> Readiness:
        """Look once how far an instance is; ``print`` it to see all steps."""
        row = self.access.row(self._lists.server_id(server))
        return self.access.readiness(row, self.access.public_key(row["key"]))

    def wait_until_ready(
        self, server: Server | str, timeout: float = 900, *, progress: bool = True
    ) -> Readiness:
        """Wait until an instance can be used: booted, key installed, user data done, SSH answers.

        ACTIVE is not ready: that is only when the machine is switched on.

        Args:
            server: What ``launch`` returned, or a name or id.
            timeout: Seconds.
            progress: Show a bar with the step that is under way.

        Raises:
            CloudFailure: A step failed; the sentence says which and why.
            NotFound: It was terminated meanwhile.
            TimedOut: It is not ready yet; the sentence says what it waits for.
        """
        id_ = self._lists.server_id(server)
        return self.access.wait_until_ready(id_, timeout, Bar().show if progress else quiet)

    def login_user(self, server: Server | str) -> LoginUser:
        """Work out whom to log in as: ``.user``, and ``.source`` says how that is known.

        In this order: its boot log; a property of its image; its sshd, asked as root with your
        own key (which cloud-init answers with the name), if its host key is known; what is usual
        for its distribution.
        """
        return self.access.login_user(self.access.row(self._lists.server_id(server)))

    def login_info(self, server: Server | str) -> LoginInfo:
        """Work out how to log in: ``.command``, ``.config``, ``.known_hosts``."""
        return self.access.login_info(self.access.row(self._lists.server_id(server)))

    def ssh_command(self, server: Server | str) -> str:
        """Return the command that logs in, with the right user and your key.

        Raises:
            Conflict: It has no address yet.
        """
        return self.login_info(server).command

    def doctor(self, server: Server | str) -> Diagnosis:
        """Find out why you cannot log in; ``print`` it to see each finding with its evidence."""
        return self.examine(self._lists.server_id(server))
