"""The last known state of a project, and the only way for widgets to change the project."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING

from canfar_jupyter.live.base.placeholders import image_row, key_row
from canfar_jupyter.live.verbs.images import ImageActions
from canfar_jupyter.live.verbs.instances import InstanceActions
from canfar_jupyter.live.verbs.launch import LaunchActions
from canfar_jupyter.live.verbs.security_groups import SecurityGroupActions
from canfar_jupyter.model.verbs import VERBS

if TYPE_CHECKING:
    from canfar_jupyter.cloud import Offers


_INCOMPLETE = ("queued", "saving", "uploading", "importing")


class Store(LaunchActions, SecurityGroupActions, InstanceActions, ImageActions):
    """Collections that are kept fresh, and verbs that change them.

    Verbs return at once with a ``Future``: its result when the cloud has answered, its
    ``CloudError`` when it refused.  A verb that fails leaves the rows as they were.
    Observers are called on worker threads.
    """

    def do(self, verb: str, server_id: str) -> Future[None]:
        """Apply a verb of ``model.verbs`` without arguments to an instance."""
        cells = VERBS[verb].cells
        return self._do(
            verb,
            self._name_of(server_id),
            lambda: self.service.instances.do(verb, server_id),
            lambda _: self._patch_server(server_id, **cells),
        )

    def terminate(self, server_id: str, *, after_snapshot: bool | None = None) -> Future[None]:
        """Terminate an instance.  Its row shows that it is being deleted until it is gone.

        Args:
            server_id: The instance.
            after_snapshot: As for ``Cloud.terminate``; True: the future waits for the snapshot.
        """
        after = " after its snapshot" if after_snapshot else ""
        return self._do(
            "terminate",
            f"{self._name_of(server_id)}{after}",
            lambda: self.service.instances.terminate(server_id, after_snapshot=after_snapshot),
            lambda _: self._patch_server(server_id, **VERBS["terminate"].cells),
            waits=bool(after_snapshot),
        )

    def snapshots_under_way(self, server_id: str) -> list[str]:
        """Return the names of the snapshots of an instance that are not complete yet."""
        images = self.images.values()
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
            self._put("images", image_row(image_id, name, self.identity.project_id, **made))
            self._patch_server(server_id, **VERBS["snapshot"].cells)

        return self._do(
            "snapshot",
            f"{name} of {self._name_of(server_id)}",
            lambda: self.service.instances.snapshot(server_id, name),
            taken,
        )

    def console_log(self, server_id: str, lines: int | None = None) -> Future[str]:
        """Read the console log of an instance; ``lines``: only that many of the last lines."""
        return self._workers.submit(lambda: self.service.instances.console_log(server_id, lines))

    def import_key(self, name: str, public_key: str) -> Future[str]:
        """Import a public key; the result is its fingerprint."""
        return self._do(
            "import_key",
            name,
            lambda: self.service.keys.import_key(name, public_key),
            lambda _: self._put("keypairs", key_row(name, public_key)),
        )

    def delete_key(self, name: str) -> Future[None]:
        """Delete one of your public keys; existing instances keep theirs."""
        return self._do(
            "delete_key",
            name,
            lambda: self.service.keys.delete_key(name),
            lambda _: self._drop("keypairs", name),
        )

    def offers(self) -> Future[Offers]:
        """Find what few launches need: zones, server groups, whether there are volumes."""
        return self._workers.submit(self.service.launches.offers)
