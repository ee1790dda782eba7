"""One cloud, as one user in one project: lists as DataFrames, and verbs."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from canfar_jupyter.cloud.base.identity import Identity
from canfar_jupyter.cloud.base.names import choose, is_id
from canfar_jupyter.cloud.consoles.verbs import ConsoleVerbs
from canfar_jupyter.cloud.faults.translation import translating
from canfar_jupyter.cloud.http.client import HttpClient
from canfar_jupyter.cloud.http.executor import DaemonExecutor
from canfar_jupyter.cloud.images.verbs import ImageVerbs
from canfar_jupyter.cloud.instances import running_snapshot, verbs
from canfar_jupyter.cloud.instances.access import Access
from canfar_jupyter.cloud.instances.after_launch import AfterLaunch
from canfar_jupyter.cloud.instances.details import details
from canfar_jupyter.cloud.instances.doctor import examine
from canfar_jupyter.cloud.launch.verbs import LaunchVerbs
from canfar_jupyter.cloud.lists.reader import Reader
from canfar_jupyter.cloud.network.security_groups import SecurityVerbs
from canfar_jupyter.cloud.network.verbs import AddressVerbs
from canfar_jupyter.model.doctor.findings import Diagnosis
from canfar_jupyter.model.instances.details import Details
from canfar_jupyter.model.instances.server import Server


class Cloud(LaunchVerbs, AddressVerbs, SecurityVerbs, AfterLaunch, ConsoleVerbs, ImageVerbs):
    """What can be asked of a cloud.  Made by ``connect``.

    A name or an id serves wherever it is unambiguous.  Every method may raise a
    ``CloudError``: ``NotSignedIn``, ``NotAllowed``, ``Unreachable``, ``Busy`` and
    ``CloudFailure`` anywhere, and those that its own text names.
    """

    def __init__(
        self, client: HttpClient, identity: Identity, machines: str = "", console_hosts: Any = None
    ) -> None:
        self.identity = identity
        self._named_hosts = console_hosts
        self._client = client
        self._workers = DaemonExecutor(8, f"canfar-{identity.cloud}")
        super().__init__(Reader(client, identity.project_id, self._workers))
        self._pause: Callable[[float], None] = time.sleep
        self.access = Access(self, client, lambda seconds: self._pause(seconds), machines)

    def __repr__(self) -> str:
        i = self.identity
        return f"<Cloud {i.title}: project {i.project} as {i.user}>"

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
        id_ = self._server_id(server)
        there = verbs.wait_until_active(self._client, id_, timeout, self._pause)
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
        id_ = self._server_id(server)
        running_snapshot.hold(self._client, id_, after_snapshot, self._pause)
        verbs.terminate(self._client, id_)

    def start(self, server: Server | str) -> None:
        """Bring an instance back that is shut off, paused, suspended or shelved; returns at once.

        One that runs already is left alone.

        Raises:
            Conflict: It is in a state that it cannot be started from.

        Source: https://docs.openstack.org/api-ref/compute/#start-server-os-start-action
        """
        verbs.start(self._client, self._server_id(server))

    def snapshot(self, server: Server | str, name: str) -> str:
        """Make an image called ``name`` of an instance; return the image's id at once.

        Raises:
            Conflict: Another snapshot of it is under way, or it is still building.

        Source: https://docs.openstack.org/api-ref/compute/#create-image-createimage-action
        """
        return verbs.snapshot(self._client, self._server_id(server), name)

    def console_log(self, server: Server | str, lines: int | None = None) -> str:
        """Return what the instance has said while booting, at most the last MiB.

        Args:
            server: What ``launch`` returned, or a name or id.
            lines: Only the last so many; None: all that the cloud keeps.

        Source: https://docs.openstack.org/api-ref/compute/#show-console-output-os-getconsoleoutput-action
        """
        return verbs.console_log(self._client, self._server_id(server), lines)

    def import_key(self, name: str, public_key: str) -> str:
        """Give the cloud your public key; return its fingerprint as ssh-keygen shows it.

        Raises:
            Invalid: It is no usable public key (a private one is not sent anywhere).
            Conflict: You have a key of that name already.

        Source: https://docs.openstack.org/api-ref/compute/#import-or-create-keypair
        """
        return verbs.import_key(self._client, name, public_key)

    def details_of(self, row: dict[str, Any]) -> Details:
        """As ``details``, of a row of the list of servers."""
        return details(self._client, row)

    def _examine(self, id_: str) -> Diagnosis:
        return examine(self, self.access, self._client, id_)

    def _server_id(self, server: Server | str) -> str:
        """Return the id; only a name costs a request."""
        if isinstance(server, Server):
            return server.id
        if is_id(server):
            return server
        with translating(f"find the instance {server}"):
            return choose(server, self._reader.server_names(), "instance")
