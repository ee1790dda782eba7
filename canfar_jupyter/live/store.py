"""The last picture of a project, and the only way for widgets to change the project."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from dataclasses import replace
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeVar

from canfar_jupyter import ports
from canfar_jupyter.cloud.workers import Workers
from canfar_jupyter.columns import SCHEMAS
from canfar_jupyter.errors import CloudError, CloudFailure, TimedOut, Unreachable
from canfar_jupyter.live.after_launch import AfterLaunch
from canfar_jupyter.live.boots import Boots
from canfar_jupyter.live.collection import Collection, Delta
from canfar_jupyter.live.delivery import Deliveries
from canfar_jupyter.live.expected import group_row, key_row, server_row, snapshot_row
from canfar_jupyter.live.futures import all_of
from canfar_jupyter.live.operations import Operations
from canfar_jupyter.live.poller import Poller
from canfar_jupyter.live.refreshing import Refresher
from canfar_jupyter.live.schedule import Schedule
from canfar_jupyter.problems import plugs, problems, refuse
from canfar_jupyter.spec import LaunchSpec, Problem, Server

if TYPE_CHECKING:
    from canfar_jupyter.cloud import Cloud, Identity

Result = TypeVar("Result")
UNKNOWN = (CloudFailure, TimedOut, Unreachable)  # it may have been done all the same, or in part


class Store(AfterLaunch):
    """Collections that stay fresh, and verbs that change them.

    Verbs return at once with a ``Future``: its result when the cloud has answered, its
    ``CloudError`` when it refused.  A verb that fails leaves the rows as they were.
    Observers are called on worker threads.
    """

    def __init__(self, cloud: Cloud, schedule: Schedule | None = None) -> None:
        self.cloud = cloud
        self._lock = RLock()
        self._deliveries = Deliveries()
        self.collections: Mapping[str, Collection] = {
            name: Collection(name, schema, self._lock) for name, schema in SCHEMAS.items()
        }
        self.operations = Operations(self._deliveries)
        self._refresher = Refresher(
            cloud, self.collections, self._lock, self._tell, self._deliveries.run
        )
        self._poller = Poller(self._refresher.read, schedule)
        self._workers = Workers(4, "canfar-verbs")
        self.boots = Boots(cloud, self.collections["servers"], self._deliveries)
        self._launches: dict[LaunchSpec, Future[list[Server]]] = {}

    @property
    def identity(self) -> Identity:
        """Who is signed in where."""
        return self.cloud.identity

    @property
    def servers(self) -> Collection:
        return self.collections["servers"]

    @property
    def images(self) -> Collection:
        return self.collections["images"]

    @property
    def flavors(self) -> Collection:
        return self.collections["flavors"]

    @property
    def keypairs(self) -> Collection:
        return self.collections["keypairs"]

    @property
    def security_groups(self) -> Collection:
        return self.collections["security_groups"]

    @property
    def networks(self) -> Collection:
        return self.collections["networks"]

    @property
    def floating_ips(self) -> Collection:
        return self.collections["floating_ips"]

    @property
    def quotas(self) -> Collection:
        return self.collections["quotas"]

    def __repr__(self) -> str:
        return f"<Store of {self.cloud!r}>"

    # Looking ----------------------------------------------------------------------------

    def look(self) -> None:
        """Say that somebody looks.  The lists are kept fresh for 45 seconds from now."""
        self._poller.look()
        self.boots.look()

    def refresh(self, *names: str) -> Future[None]:
        """Read lists now; no name: all of them.

        Returns:
            Done when readings that began after this call are over; the first ``CloudError``
            if any failed.
        """
        return all_of([self._poller.request(name) for name in names or SCHEMAS])

    def close(self) -> None:
        """Stop polling for good; for tests, a store else lives as long as its kernel."""
        self._poller.close()
        self.boots.close()
        self._workers.close()

    def problems(self, spec: LaunchSpec) -> list[Problem]:
        """Return what is known to be wrong with a launch before it is sent; asks nothing."""
        return problems(spec, self.collections)

    # Verbs ------------------------------------------------------------------------------

    def launch(self, spec: LaunchSpec) -> Future[list[Server]]:
        """Launch ``spec.count`` instances.  Their rows appear as soon as the cloud has taken it.

        The same spec while it is under way gives the same future: a double click launches one.
        """
        with self._lock:
            if (under_way := self._launches.get(spec)) is not None:
                return under_way
            future = self._do(
                f"Launching {spec.name}" + (f" x {spec.count}" if spec.count > 1 else ""),
                lambda: self._launch(spec),
                lambda servers: self._launched(spec, servers),
                ("servers", "quotas"),
            )
            self._launches[spec] = future
        future.add_done_callback(lambda _: self._launches.pop(spec, None))
        return future

    def terminate(self, server_id: str) -> Future[None]:
        """End an instance for good.  Its row shows the task "deleting" until it has gone."""
        return self._do(
            f"Terminating {self._name_of(server_id)}",
            lambda: self.cloud.terminate(server_id),
            lambda _: self._patch_server(server_id, task="deleting"),
            ("servers", "quotas", "floating_ips"),
        )

    def snapshot(self, server_id: str, name: str) -> Future[str]:
        """Make an image of an instance; the result is its id.  Its row appears as queued."""

        def taken(image_id: str) -> None:
            self._put("images", snapshot_row(image_id, name, self.identity.project_id))
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

    def create_security_group(self, name: str, description: str = "") -> Future[str]:
        """Make a security group that lets nothing in yet; the result is its id."""
        return self._do(
            f"Making the security group {name}",
            lambda: self.cloud.create_security_group(name, description),
            lambda id_: self._put("security_groups", group_row(id_, name, description)),
            ("security_groups", "quotas"),
        )

    def open_port(
        self, group_id: str, port: int = 22, cidr: str = ports.ANYWHERE, protocol: str = "tcp"
    ) -> Future[None]:
        """Let traffic to a port in; no error when it is let in already."""

        def opened(_: None) -> None:
            if (group := self.security_groups.get(group_id)) is None:
                return
            rule = ports.Rule("ingress", protocol, port, port, cidr)
            rules = (*group["rules"], rule)
            row = {**group, "rules": rules, "open_ports": ports.open_ports(rules)}
            self._put("security_groups", row)

        return self._do(
            f"Opening port {port}",
            lambda: self.cloud.open_port(group_id, port, cidr, protocol),
            opened,
            ("security_groups",),
        )

    # Inside -----------------------------------------------------------------------------

    def _do(
        self,
        text: str,
        call: Callable[[], Result],
        merge: Callable[[Result], None],
        touched: Iterable[str],
    ) -> Future[Result]:
        """Call the cloud on a worker, merge what it answered, read what was touched again."""

        def run() -> Result:
            operation = self.operations.begin(text)  # here: observers must not see a lock held
            try:
                result = call()
                with self._lock:
                    merge(result)
            except CloudError as failed:
                self.operations.end(operation, failed)
                if isinstance(failed, UNKNOWN):
                    self._poller.hurry(touched)
                raise
            except BaseException as failed:
                self.operations.end(operation, CloudFailure(f"{text} failed: {failed}"))
                raise
            self._poller.hurry(touched)
            self.operations.end(operation)
            return result

        return self._workers.submit(run)

    def _launch(self, spec: LaunchSpec) -> list[Server]:
        refuse(self.problems(spec))
        if spec.network is None and len(usable := list(plugs(self.networks))) == 1:
            spec = replace(spec, network=usable[0])
        return self.cloud.launch_spec(spec)

    def _launched(self, spec: LaunchSpec, servers: list[Server]) -> None:
        """Show the new instances with what is known, unless a reading was faster."""
        new = [server for server in servers if server.id not in self.servers]
        self._put("servers", *(server_row(spec, server, self.collections) for server in new))

    def _put(self, name: str, *rows: dict[str, Any]) -> None:
        for row in rows:
            self._refresher.pin(name, row["id"])
        self._tell(self.collections[name], self.collections[name].put(*rows))

    def _patch_server(self, id_: str, **values: Any) -> None:
        self._refresher.pin("servers", id_)
        self._tell(self.servers, self.servers.patch(id_, **values))

    def _name_of(self, server_id: str) -> str:
        row = self.servers.get(server_id)
        return str(row["name"]) if row else server_id

    def _tell(self, collection: Collection, delta: Delta | None) -> None:
        """Note that observers are to hear of a delta, or (None) of an error that came or went."""
        if delta is None:
            delta = Delta(collection.generation)
        elif not delta:
            return
        for observer in collection.observers():
            self._deliveries.put(lambda observer=observer: observer(delta))  # type: ignore[misc]
