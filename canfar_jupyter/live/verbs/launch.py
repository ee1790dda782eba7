"""The store's launch: checked, sent once, rows at once, then the floating IP."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from canfar_jupyter.live.base.project import Project
from canfar_jupyter.live.base.unsettled import Later
from canfar_jupyter.live.verbs.floating_ips import FloatingIPActions
from canfar_jupyter.model.columns import TIME
from canfar_jupyter.model.instances.server import Server
from canfar_jupyter.model.instances.states import SCHEDULING
from canfar_jupyter.model.launch.problems import refuse
from canfar_jupyter.model.launch.spec import LaunchSpec

if TYPE_CHECKING:
    from canfar_jupyter.cloud import Offers

_OF_FLAVOR = ("vcpus", "ram_gib", "disk_gib", "ephemeral_gib")


class LaunchActions:
    """Launches of a project."""

    def __init__(self, project: Project, floating_ips: FloatingIPActions) -> None:
        self._project, self._service = project, project.service
        self._floating_ips = floating_ips
        self._under_way: dict[LaunchSpec, Future[list[Server]]] = {}
        self._specs: dict[str, LaunchSpec] = {}  # of what was launched here, by its id

    def launch(self, spec: LaunchSpec) -> Future[list[Server]]:
        """Launch ``spec.count`` instances.  Their rows appear as soon as the cloud has accepted it.

        The same spec, while in progress, returns the same future: a double click launches once.
        A floating IP follows as a separate operation, once the instance has a port.
        """
        token = uuid4().hex
        with self._project.lock:
            if (under_way := self._under_way.get(spec)) is not None:
                return under_way
            future = self._project.carry_out(
                "launch",
                spec.name + (f" x {spec.count}" if spec.count > 1 else ""),
                lambda: self._launch(spec, token),
                lambda servers: self._launched(spec, servers),
                made=lambda servers: tuple(server.id for server in servers),
                asked=spec,
                later=Later(spec.names, lambda: self._found(spec, token)),
            )
            self._under_way[spec] = future
        # at once, not in turn: the next launch of this kind may follow the answer immediately
        Future.add_done_callback(future, lambda _: self._under_way.pop(spec, None))
        future.add_done_callback(lambda done: self._follow_up(spec, done))
        return future

    def look_at_subnets(self) -> Future[None]:
        """Find out which addresses are available, for ``problems`` to check against."""

        def read() -> None:
            self._project.subnets = self._service.planning.subnets()

        return self._project.workers.submit(read)

    def offers(self) -> Future[Offers]:
        """Find what few launches need: zones, server groups, whether there are volumes."""
        return self._project.workers.submit(self._service.planning.offers)

    def spec_of(self, server_id: str) -> Future[LaunchSpec]:
        """Return the launch that would create another instance like this one.

        For one that was launched in this kernel it includes the user data, which
        Nova does not return.
        """
        known = self._specs.get(server_id)

        def read() -> LaunchSpec:
            found = self._service.planning.spec_of(server_id)
            if known is None:
                return found
            return replace(
                found,
                condor=known.condor,
                recipes=known.recipes,
                user_data=known.user_data,
                files=known.files,
            )

        return self._project.workers.submit(read)

    def _launch(self, spec: LaunchSpec, token: str) -> list[Server]:
        verdict = self._project.verdict(spec)
        if verdict.blocks:
            refuse(verdict.problems)
        return self._service.launches.launch_spec(verdict.spec, token)

    def _found(self, spec: LaunchSpec, token: str) -> list[Server]:
        """Return what was launched although its answer was lost, and give it its floating IP."""
        servers = self._service.launches.launched(spec, token)
        if servers and spec.floating_ip is not None:
            self._floating_ips.associate_floating_ip(servers[0].id, spec.floating_ip)
        return servers

    def _launched(self, spec: LaunchSpec, servers: list[Server]) -> None:
        """Show placeholder rows of the new instances, unless a reading was faster."""
        self._specs.update({server.id: spec for server in servers})
        new = [server for server in servers if server.id not in self._project.servers]
        self._project.put("servers", *(self._row(spec, server) for server in new))

    def _row(self, spec: LaunchSpec, server: Server) -> dict[str, Any]:
        """Return what is known of an instance that was just requested."""
        image = self._project.images.get(spec.image, {})
        flavor = self._project.flavors.get(spec.flavor, {})
        groups = self._project.security_groups
        now = datetime.now(UTC).strftime(TIME)
        return {
            "id": server.id,
            "name": server.name,
            "status": server.status,
            "task": SCHEDULING,
            "image": image.get("name", ""),
            "image_id": spec.image,
            **{name: flavor[name] for name in _OF_FLAVOR if name in flavor},
            "flavor": flavor.get("name", ""),
            "key": spec.key or "",
            "security_groups": tuple(
                groups[id_]["name"] if id_ in groups else id_ for id_ in spec.security_groups
            ),
            "created": now,
            "updated": now,
        }

    def _follow_up(self, spec: LaunchSpec, launched: Future[list[Server]]) -> None:
        if spec.floating_ip is not None and launched.exception() is None:
            self._floating_ips.associate_floating_ip(launched.result()[0].id, spec.floating_ip)
