"""The methods of Cloud about a machine that was launched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from canfar_jupyter.cloud.instances.progress import Bar, quiet
from canfar_jupyter.model.bootlog import BootReport
from canfar_jupyter.model.doctor.findings import Diagnosis
from canfar_jupyter.model.instances.details import Details
from canfar_jupyter.model.instances.login_user import LoginUser
from canfar_jupyter.model.instances.readiness import Readiness
from canfar_jupyter.model.instances.server import Server

if TYPE_CHECKING:
    from canfar_jupyter.cloud.instances.access import Access
    from canfar_jupyter.ssh import LoginInfo


class AfterLaunch:
    """Is it ready, what went wrong, how do I get in."""

    access: Access

    def _server_id(self, server: Server | str) -> str:
        raise NotImplementedError

    def server_id(self, server: Server | str) -> str:
        """Return the id of an instance; only a name costs a request."""
        return self._server_id(server)

    def _examine(self, id_: str) -> Diagnosis:
        raise NotImplementedError

    def details_of(self, row: dict[str, Any]) -> Details:
        """As ``details``, of a row of the list of servers."""
        raise NotImplementedError

    def details(self, server: Server | str) -> Details:
        """Return all that the cloud tells of an instance: addresses, metadata, history, usage."""
        return self.details_of(self.access.row(self._server_id(server)))

    def boot_log(self, server: Server | str) -> BootReport:
        """Read the boot log of an instance: login user, keys, stages, failures.

        What was read before is kept: the cloud keeps only the newest part of a log.

        Args:
            server: What ``launch`` returned, or a name or id.
        """
        return self.access.report(self.access.row(self._server_id(server)))

    def readiness(self, server: Server | str) -> Readiness:
        """Look once how far an instance is; ``print`` it to see all steps."""
        row = self.access.row(self._server_id(server))
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
        id_ = self._server_id(server)
        return self.access.wait_until_ready(id_, timeout, Bar().show if progress else quiet)

    def login_user(self, server: Server | str) -> LoginUser:
        """Work out whom to log in as: ``.user``, and ``.source`` says how that is known.

        In this order: its boot log; a property of its image; its sshd, asked as root with your
        own key (which cloud-init answers with the name), if its host key is known; what is usual
        for its distribution.
        """
        return self.access.login_user(self.access.row(self._server_id(server)))

    def login_info(self, server: Server | str) -> LoginInfo:
        """Work out how to log in: ``.command``, ``.config``, ``.known_hosts``."""
        return self.access.login_info(self.access.row(self._server_id(server)))

    def ssh_command(self, server: Server | str) -> str:
        """Return the command that logs in, with the right user and your key.

        Raises:
            Conflict: It has no address yet.
        """
        return self.login_info(server).command

    def doctor(self, server: Server | str) -> Diagnosis:
        """Find out why you cannot log in; ``print`` it to see each finding with its evidence."""
        return self._examine(self._server_id(server))
