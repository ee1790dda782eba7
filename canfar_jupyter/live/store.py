"""The last picture of a project, and the only way for widgets to change the project."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING

from canfar_jupyter.live.base.placeholders import image_row, key_row
from canfar_jupyter.live.verbs.images import ImageVerbs
from canfar_jupyter.live.verbs.instances import AfterLaunch
from canfar_jupyter.live.verbs.launch import LaunchVerbs
from canfar_jupyter.live.verbs.security_groups import SecurityVerbs

if TYPE_CHECKING:
    from canfar_jupyter.cloud import Offers


class Store(LaunchVerbs, SecurityVerbs, AfterLaunch, ImageVerbs):
    """Collections that stay fresh, and verbs that change them.

    Verbs return at once with a ``Future``: its result when the cloud has answered, its
    ``CloudError`` when it refused.  A verb that fails leaves the rows as they were.
    Observers are called on worker threads.
    """

    def terminate(self, server_id: str) -> Future[None]:
        """End an instance for good.  Its row shows the task "deleting" until it has gone."""
        return self._do(
            f"Terminating {self._name_of(server_id)}",
            lambda: self.cloud.terminate(server_id),
            lambda _: self._patch_server(server_id, task="deleting"),
            ("servers", "quotas", "floating_ips"),
        )

    def start(self, server_id: str) -> Future[None]:
        """Bring an instance back that is shut off, paused, suspended or shelved."""
        return self._do(
            f"Starting {self._name_of(server_id)}",
            lambda: self.cloud.start(server_id),
            lambda _: self._patch_server(server_id, task="powering-on"),
            ("servers",),
        )

    def snapshot(self, server_id: str, name: str) -> Future[str]:
        """Make an image of an instance; the result is its id.  Its row appears as queued."""

        def taken(image_id: str) -> None:
            made = {"is_snapshot": True, "server_id": server_id}
            self._put("images", image_row(image_id, name, self.identity.project_id, **made))
            self._patch_server(server_id, task="image_snapshot_pending")

        return self._do(
            f"Making the snapshot {name} of {self._name_of(server_id)}",
            lambda: self.cloud.snapshot(server_id, name),
            taken,
            ("images", "servers"),
        )

    def console_log(self, server_id: str, lines: int | None = None) -> Future[str]:
        """Read what an instance has said while booting; ``lines``: the last so many."""
        return self._workers.submit(lambda: self.cloud.console_log(server_id, lines))

    def import_key(self, name: str, public_key: str) -> Future[str]:
        """Give the cloud a public key; the result is its fingerprint."""
        return self._do(
            f"Importing the key {name}",
            lambda: self.cloud.import_key(name, public_key),
            lambda _: self._put("keypairs", key_row(name, public_key)),
            ("keypairs",),
        )

    def offers(self) -> Future[Offers]:
        """Find what few launches need: zones, server groups, whether there are volumes."""
        return self._workers.submit(self.cloud.offers)
