"""The store's requests about one instance."""

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
    """Requests about one instance; each result is a future."""

    def details(self, server_id: str) -> Future[Details]:
        """Request all details of an instance, including its history."""
        return self._ask(server_id, lambda row: self.service.instances.details_of(row))

    def login_info(self, server_id: str) -> Future[LoginInfo]:
        """Determine how to log in: address, user, key, host keys."""
        return self._ask(server_id, lambda row: self.service.access.login_info(row))

    def doctor(self, server_id: str) -> Future[Diagnosis]:
        """Find out why logging in fails."""
        return self._ask(server_id, lambda row: self.service.instances.doctor(row["id"]))

    def read_log(self, server_id: str) -> Future[tuple[str, BootReport]]:
        """Read new log lines; the result is the whole log read so far, and its boot report."""

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
        """Request a console, "novnc" or "serial"; the result is valid for one connection."""
        return self._ask(
            server_id, lambda row: self.service.consoles.console_endpoint(row["id"], kind)
        )

    def console_page(self, server_id: str) -> Future[str]:
        """Request the URL of the cloud's own console page; it contains a token."""
        return self._ask(server_id, lambda row: self.service.consoles.console_page(row["id"]))

    def _ask(self, server_id: str, call: Callable[[dict[str, Any]], Result]) -> Future[Result]:
        def run() -> Result:
            row = self.servers.get(server_id)
            if row is None:
                raise NotFound("The instance no longer exists.")
            return call(row)

        return self._workers.submit(run)
