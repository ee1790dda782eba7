"""The store's verbs of instances, and its requests about one."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from canfar_jupyter import ssh
from canfar_jupyter.errors import NotFound
from canfar_jupyter.live.base.placeholders import image_row
from canfar_jupyter.live.base.project import Project
from canfar_jupyter.model.doctor.findings import Diagnosis
from canfar_jupyter.model.instances.details import Details
from canfar_jupyter.model.verbs import VERBS

if TYPE_CHECKING:
    from canfar_jupyter.cloud import Endpoint
    from canfar_jupyter.model.bootlog import BootReport
    from canfar_jupyter.ssh import LoginInfo

_INCOMPLETE = ("queued", "saving", "uploading", "importing")
Result = TypeVar("Result")


class InstanceActions:
    """Verbs of instances, and requests about one; each takes an id and returns a future."""

    def __init__(self, project: Project) -> None:
        self._project, self._service = project, project.service

    def do(self, verb: str, server_id: str) -> Future[None]:
        """Apply a verb of ``model.verbs`` without arguments to an instance."""
        cells = VERBS[verb].cells
        return self._project.carry_out(
            verb,
            self._project.name_of(server_id),
            lambda: self._service.instances.do(verb, server_id),
            lambda _: self._project.patch_server(server_id, **cells),
            target=server_id,
        )

    def terminate(self, server_id: str, *, after_snapshot: bool | None = None) -> Future[None]:
        """Terminate an instance.  Its row shows that it is being deleted until it is gone.

        Args:
            server_id: The instance.
            after_snapshot: As for ``Cloud.terminate``; True: the future waits for the snapshot.
        """
        after = " after its snapshot" if after_snapshot else ""
        return self._project.carry_out(
            "terminate",
            f"{self._project.name_of(server_id)}{after}",
            lambda: self._service.instances.terminate(server_id, after_snapshot=after_snapshot),
            lambda _: self._project.patch_server(server_id, **VERBS["terminate"].cells),
            target=server_id,
            waits=bool(after_snapshot),
        )

    def snapshots_under_way(self, server_id: str) -> list[str]:
        """Return the names of the snapshots of an instance that are not complete yet."""
        images = self._project.images.values()
        return [
            str(row["name"])
            for row in images
            if row["server_id"] == server_id and row["status"] in _INCOMPLETE
        ]

    def start(self, server_id: str) -> Future[None]:
        """Start an instance that is shut off, paused, suspended or shelved."""
        return self.do("start", server_id)

    def snapshot(self, server_id: str, name: str) -> Future[str]:
        """Create a snapshot of an instance; the result is its id.  Its row appears as queued."""

        def taken(image_id: str) -> None:
            made = {"is_snapshot": True, "server_id": server_id}
            self._project.put(
                "images", image_row(image_id, name, self._project.identity.project_id, **made)
            )
            self._project.patch_server(server_id, **VERBS["snapshot"].cells)

        return self._project.carry_out(
            "snapshot",
            f"{name} of {self._project.name_of(server_id)}",
            lambda: self._service.instances.snapshot(server_id, name),
            taken,
            target=server_id,
        )

    def console_log(self, server_id: str, lines: int | None = None) -> Future[str]:
        """Read the console log of an instance; ``lines``: only that many of the last lines."""
        return self._project.workers.submit(
            lambda: self._service.instances.console_log(server_id, lines)
        )

    def details(self, server_id: str) -> Future[Details]:
        """Request all details of an instance, including its history."""
        return self._ask(server_id, lambda row: self._service.instances.details_of(row))

    def login_info(self, server_id: str) -> Future[LoginInfo]:
        """Determine how to log in: address, user, key, host keys."""
        return self._ask(server_id, lambda row: self._service.access.login_info(row))

    def doctor(self, server_id: str) -> Future[Diagnosis]:
        """Find out why logging in fails."""
        return self._ask(server_id, lambda row: self._service.instances.doctor(row["id"]))

    def read_log(self, server_id: str) -> Future[tuple[str, BootReport]]:
        """Read new log lines; the result is the whole log read so far, and its boot report."""

        def read(row: dict[str, Any]) -> tuple[str, BootReport]:
            boot = self._service.access.boots.update(row["id"])
            return boot.log.text, boot.report

        return self._ask(server_id, read)

    def add_host(self, server_id: str) -> Future[Path]:
        """Add an entry for ``ssh NAME`` to the user's ~/.ssh/config."""
        return self._ask(server_id, lambda row: ssh.add_host(self._service.access.login_info(row)))

    def add_known_hosts(self, server_id: str) -> Future[Path]:
        """Add the machine's host keys to the user's ~/.ssh/known_hosts."""
        return self._ask(
            server_id, lambda row: ssh.add_known_hosts(self._service.access.login_info(row))
        )

    def console_endpoint(self, server_id: str, kind: str) -> Future[Endpoint]:
        """Request a console, "novnc" or "serial"; the result is valid for one connection."""
        return self._ask(
            server_id, lambda row: self._service.consoles.console_endpoint(row["id"], kind)
        )

    def console_page(self, server_id: str) -> Future[str]:
        """Request the URL of the cloud's own console page; it contains a token."""
        return self._ask(server_id, lambda row: self._service.consoles.console_page(row["id"]))

    def _ask(self, server_id: str, call: Callable[[dict[str, Any]], Result]) -> Future[Result]:
        def run() -> Result:
            row = self._project.servers.get(server_id)
            if row is None:
                raise NotFound("The instance no longer exists.")
            return call(row)

        return self._project.workers.submit(run)
