"""Launching: one instance, several equal ones, or a table of them; and what fits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypedDict, Unpack
from uuid import uuid4

from canfar_jupyter.cloud.base.names import choose
from canfar_jupyter.cloud.faults.translation import translating
from canfar_jupyter.cloud.http.client import HttpClient
from canfar_jupyter.cloud.http.executor import DaemonExecutor
from canfar_jupyter.cloud.launch import subnets, table
from canfar_jupyter.cloud.launch.from_instance import spec_of
from canfar_jupyter.cloud.launch.names import as_tuple, choices, only_plug, with_ids
from canfar_jupyter.cloud.launch.options import Offers, offers
from canfar_jupyter.cloud.launch.request import Launch
from canfar_jupyter.cloud.lists.frames import Lists
from canfar_jupyter.cloud.lists.reading import Reading
from canfar_jupyter.errors import CloudError
from canfar_jupyter.model.instances.server import Server
from canfar_jupyter.model.launch import sizing
from canfar_jupyter.model.launch.problems import problems, refuse
from canfar_jupyter.model.launch.spec import LaunchSpec, Problem
from canfar_jupyter.model.userdata import Choice, Part

if TYPE_CHECKING:
    import pandas as pd

    from canfar_jupyter.model.instances.server import Waits

NEEDED = ("images", "flavors", "keypairs", "security_groups", "networks", "quotas")
Rows = dict[str, dict[str, Any]]


class Options(TypedDict, total=False):
    """What ``launch`` takes besides a name."""

    image: str
    flavor: str
    key: str | None
    security_groups: str | Iterable[str]
    network: str | None
    more_networks: str | Iterable[str]
    fixed_ip: str | None
    condor: bool
    recipes: Iterable[str | Choice | tuple[str, Mapping[str, str]]]
    user_data: str | None
    files: Iterable[Part]
    volume_gib: int | None
    availability_zone: str | None
    server_group: str | None
    tags: str | Iterable[str]
    metadata: Mapping[str, str]
    config_drive: bool
    description: str | None


class Launches:
    """Launches, checked before anything is sent.

    Args:
        client: The HTTP client of the cloud.
        lists: The lists of the project.
        workers: Run several requests at a time.
        pause: Waits the given number of seconds.
        waits: Waits until an instance is ready, for ``Server.ready``.
    """

    def __init__(
        self,
        client: HttpClient,
        lists: Lists,
        workers: DaemonExecutor,
        pause: Callable[[float], None],
        waits: Waits,
    ) -> None:
        self._client, self._lists, self._workers = client, lists, workers
        self._pause, self._waits = pause, waits

    def launch(
        self,
        name: str,
        *,
        image: str,
        flavor: str,
        key: str | None = None,
        security_groups: str | Iterable[str] = (),
        network: str | None = None,
        more_networks: str | Iterable[str] = (),
        fixed_ip: str | None = None,
        condor: bool = False,
        recipes: Iterable[str | Choice | tuple[str, Mapping[str, str]]] = (),
        user_data: str | None = None,
        files: Iterable[Part] = (),
        volume_gib: int | None = None,
        availability_zone: str | None = None,
        server_group: str | None = None,
        tags: str | Iterable[str] = (),
        metadata: Mapping[str, str] | None = None,
        config_drive: bool = False,
        description: str | None = None,
    ) -> Server:
        """Launch one instance and return at once, while it is still building.

        Args:
            name: Its name.
            image: Name or id.
            flavor: Name or id.
            key: Name of one of ``keypairs``; None: logging in to most images is then impossible.
            security_groups: Names or ids; none: the group "default".
            network: Name or id; None: the only one the project has.
            more_networks: Names or ids of additional ones.
            fixed_ip: Address on ``network``; None: chosen by the cloud.
            condor: Install HTCondor at first boot.
            recipes: Others of ``canfar_jupyter.model.userdata.offered_recipes()``, by id, or as
                ``("packages", {"packages": "git"})`` with values.
            user_data: Text for cloud-init, beside what the recipes add.
            files: Files for cloud-init: ``canfar_jupyter.model.userdata.Part``.
            volume_gib: Boot from a new volume of this size (GiB), deleted with the instance, where
                the cloud has volumes; None: from the flavor's own disk.
            availability_zone: None: any.
            server_group: Id of a server group, which defines an affinity or anti-affinity policy.
            tags: Tags to find it by.
            metadata: Names and values that Nova keeps with it.
            config_drive: Also provide its metadata on a config drive.
            description: A sentence about it.

        Raises:
            NotFound, Ambiguous: A name matches nothing, or several things.
            Invalid: A value is invalid; ``field`` says which.  Nothing was sent.
            QuotaReached: It would exceed a quota of the project.
            OutcomeUnknown: The response was lost: look in the list before you try again.
        """
        [server] = self._launch(
            LaunchSpec(
                name=name,
                image=image,
                flavor=flavor,
                key=key,
                security_groups=as_tuple(security_groups),
                network=network,
                more_networks=as_tuple(more_networks),
                fixed_ip=fixed_ip,
                condor=condor,
                recipes=choices(recipes),
                user_data=user_data,
                files=tuple(files),
                volume_gib=volume_gib,
                availability_zone=availability_zone,
                server_group=server_group,
                tags=as_tuple(tags),
                metadata=tuple((metadata or {}).items()),
                config_drive=config_drive,
                description=description,
            )
        )
        return server

    def launch_copies(self, name: str, count: int, **as_launch: Unpack[Options]) -> list[Server]:
        """Launch ``count`` equal instances with one request: all of them, or none.

        They are named ``name``-1, ``name``-2...; everything else is as for ``launch``.

        Raises:
            PartlyDone: The cloud shows fewer than were requested; no more are requested.
        """
        return self._launch(table.spec(name, count, as_launch))

    def launch_many(self, frame: pd.DataFrame) -> list[Server]:
        """Launch what each row of a table describes.

        Everything is checked first, including the total against the quotas: either all is sent or
        nothing.  ``launch_total`` shows that total.

        Args:
            frame: Columns named as the arguments of ``launch`` (name, image and flavor at
                least), and ``count`` for several equal ones; empty cells are left out.

        Returns:
            The instances, in the order of the rows.

        Raises:
            Invalid, NotFound, Ambiguous: A row is wrong; the sentence says which.
            QuotaReached: Together they would exceed a quota of the project.
            PartlyDone: The cloud refused some; ``servers`` has those that exist.
        """
        specs, project = self._checked(frame)
        table.refuse_total(table.total(specs, project))
        return table.send(specs, self._workers, self.launch_spec)

    def launch_total(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return what ``launch_many`` would use of the quotas; nothing is launched.

        Returns:
            A frame with index ``name`` (instances, cores, ram_gib; volumes and volume_gib where
            rows boot from volumes) and the columns ``used``, ``more``, ``after``, ``limit``
            (NaN: none) and ``fits``.
        """
        return table.total(*self._checked(frame))

    def _checked(self, frame: pd.DataFrame) -> tuple[list[LaunchSpec], dict[str, Rows]]:
        project = self._with_addresses(self._project(), "fixed_ip" in frame)
        return table.checked(frame, project), project

    def fitting_flavors(
        self, image: str | None = None, count: int = 1, *, batch: bool = False
    ) -> pd.DataFrame:
        """List the flavors: those that fit an image and the remaining quotas first, smallest first.

        Args:
            image: Name or id; None: any.
            count: How many instances.
            batch: They will run batch jobs: flavors with scratch disk come first.

        Returns:
            A frame like that of ``flavors`` with two more columns: ``fits``, and ``reason``, the
            limit that fails (empty: none).
        """
        project = self._project()
        chosen = image and choose(image, project["images"], "image", "image")
        row = project["images"][chosen] if chosen else None
        order = sizing.ranked(row, project["flavors"], project["quotas"], count, batch=batch)
        frame = self._lists.frame_of("flavors", project["flavors"]).loc[[id_ for id_, _ in order]]
        frame.insert(1, "fits", [not any(p.blocks for p in found) for _, found in order])
        frame.insert(2, "reason", [" ".join(p.text for p in found) for _, found in order])
        return frame

    def problems(self, spec: LaunchSpec) -> list[Problem]:
        """Return what would make a launch fail or be useless; nothing is sent.

        Args:
            spec: What to launch; names are accepted in place of ids.

        Raises:
            NotFound, Ambiguous: A name matches nothing, or several things.
        """
        lists = {
            "servers": self._lists.read("servers"),
            "floating_ips": self._lists.read("floating_ips"),
        }
        project = {**self._project(), **{name: one.rows() for name, one in lists.items()}}
        return problems(with_ids(spec, project), self._with_addresses(project, spec.fixed_ip))

    def spec_of(self, server: Server | str) -> LaunchSpec:
        """Return the launch that would create another instance like this one.

        The user data is not included: Nova does not return it.

        Source: https://docs.openstack.org/api-ref/compute/#show-server-details
        """
        id_ = self._lists.server_id(server)
        project = self._project()
        with translating("look at the instance"):
            return spec_of(self._client, id_, project)

    def subnets(self) -> Rows:
        """Return the addresses of the project's networks, and those in use, by subnet.

        Source: https://docs.openstack.org/api-ref/network/v2/#list-subnets
        """
        with translating("look at the addresses of the networks"):
            return subnets.read(self._client)

    def offers(self) -> Offers:
        """Find what few launches need: zones, server groups, whether there are volumes."""
        with translating("look at what the cloud offers"):
            return offers(self._client)

    def launch_spec(self, spec: LaunchSpec, token: str | None = None) -> list[Server]:
        """Launch ``spec``, ``count`` times, without the checks of ``launch``.

        If the response is lost, the launch is looked for before it is requested again, so that
        it never happens twice.  For a floating IP use ``associate_floating_ip`` afterwards.

        Args:
            spec: What to launch, with ids.
            token: Mark of this launch alone, for ``launched``; None: a new one.

        Raises:
            PartlyDone: The cloud shows fewer than were requested; no more are requested.
            OutcomeUnknown: It may have been launched: nothing was found that tells.

        Source: https://docs.openstack.org/api-ref/compute/#create-server
        """
        if spec.network is None:
            spec = replace(spec, network=only_plug(self._lists.read("networks").rows()))
        made = Launch(self._client, spec, self._pause, token or uuid4().hex).run()
        return [replace(server, cloud=self._waits) for server in made]

    def launched(self, spec: LaunchSpec, token: str) -> list[Server]:
        """Return what there is of a launch whose outcome was not known; none: not yet, if ever.

        Raises:
            PartlyDone: Some are there.
        """
        with translating("look for the instances"):
            made = Launch(self._client, spec, self._pause, token).found()
        return [replace(server, cloud=self._waits) for server in made]

    def _launch(self, named: LaunchSpec) -> list[Server]:
        """Resolve the names, check the launch, and send it."""
        project = self._project()
        spec = with_ids(named, project)
        refuse(problems(spec, self._with_addresses(project, spec.fixed_ip)))
        if spec.network is None:
            spec = replace(spec, network=only_plug(project["networks"]))
        return self.launch_spec(spec)

    def _project(self) -> dict[str, Rows]:
        """Read what a launch is checked against, concurrently."""
        under_way = {name: self._workers.submit(self._reading_of(name)) for name in NEEDED}
        project = {name: future.result().rows() for name, future in under_way.items()}
        return {**project, "servers": {}, "floating_ips": {}}

    def _with_addresses(self, project: dict[str, Rows], wanted: object) -> dict[str, Rows]:
        """Add the subnets if an address is requested; those not visible are not known."""
        if not wanted:
            return project
        try:
            return {**project, "subnets": self.subnets()}
        except CloudError:
            return project

    def _reading_of(self, name: str) -> Callable[[], Reading]:
        return lambda: self._lists.read(name)
