"""The verbs of the store about one machine that was launched."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from canfar_jupyter import ssh
from canfar_jupyter.errors import NotFound
from canfar_jupyter.live.base.project import Project
from canfar_jupyter.model.doctor.findings import Diagnosis
from canfar_jupyter.model.instances.details import Details

if TYPE_CHECKING:
    from canfar_jupyter.cloud import Endpoint
    from canfar_jupyter.model.bootlog import BootReport
    from canfar_jupyter.ssh import LoginInfo

Result = TypeVar("Result")


class InstanceActions(Project):
    """What is asked about one instance; each answer is a future."""

    def details(self, server_id: str) -> Future[Details]:
        """Ask for all that the cloud tells of an instance, its history too."""
        return self._ask(server_id, lambda row: self.service.instances.details_of(row))

    def login_info(self, server_id: str) -> Future[LoginInfo]:
        """Work out how to log in: address, user, key, host keys."""
        return self._ask(server_id, lambda row: self.service.access.login_info(row))

    def doctor(self, server_id: str) -> Future[Diagnosis]:
        """Find out why one cannot log in."""
        return self._ask(server_id, lambda row: self.service.instances.doctor(row["id"]))

    def read_log(self, server_id: str) -> Future[tuple[str, BootReport]]:
        """Read the log on; the result is all that was ever read of it, and what it says."""

        def read(row: dict[str, Any]) -> tuple[str, BootReport]:
            boot = self.service.access.boots.update(row["id"])
            return boot.log.text, boot.report

        return self._ask(server_id, read)

    def add_host(self, server_id: str) -> Future[Path]:
        """Add an entry for ``ssh NAME`` to the user's ~/.ssh/config."""
        return self._ask(server_id, lambda row: ssh.add_host(self.service.access.login_info(row)))

    def add_known_hosts(self, server_id: str) -> Future[Path]:
        """Add the machine's host keys to the user's ~/.ssh/known_hosts."""
        return self._ask(
            server_id, lambda row: ssh.add_known_hosts(self.service.access.login_info(row))
        )

    def console_endpoint(self, server_id: str, kind: str) -> Future[Endpoint]:
        """Ask for a console, "novnc" or "serial"; the result is good for one connection."""
        return self._ask(
            server_id, lambda row: self.service.consoles.console_endpoint(row["id"], kind)
        )

    def console_page(self, server_id: str) -> Future[str]:
        """Ask for the address of the cloud's own page with the console; it has a token in it."""
        return self._ask(server_id, lambda row: self.service.consoles.console_page(row["id"]))

    def _ask(self, server_id: str, call: Callable[[dict[str, Any]], Result]) -> Future[Result]:
        def run() -> Result:
            row = self.servers.get(server_id)
            if row is None:
                raise NotFound("There is no such instance any more.")
            return call(row)

        return self._workers.submit(run)
