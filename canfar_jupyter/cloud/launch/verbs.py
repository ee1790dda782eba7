"""Launching: one instance, several equal ones, or a table of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, TypedDict, Unpack
from uuid import uuid4

from canfar_jupyter.cloud.faults.translation import translating
from canfar_jupyter.cloud.http.client import HttpClient
from canfar_jupyter.cloud.http.executor import DaemonExecutor
from canfar_jupyter.cloud.launch import table
from canfar_jupyter.cloud.launch.names import as_tuple, choices, only_plug, with_ids
from canfar_jupyter.cloud.launch.planning import Planning, Rows
from canfar_jupyter.cloud.launch.request import Launch
from canfar_jupyter.model.instances.server import Server
from canfar_jupyter.model.launch.problems import problems, refuse
from canfar_jupyter.model.launch.spec import LaunchSpec
from canfar_jupyter.model.userdata import Choice, Part

if TYPE_CHECKING:
    import pandas as pd

    from canfar_jupyter.model.instances.server import Waits


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
        planning: What is known of the project before a launch.
        workers: Run several requests at a time.
        pause: Waits the given number of seconds.
        waits: Waits until an instance is ready, for ``Server.ready``.
    """

    def __init__(
        self,
        client: HttpClient,
        planning: Planning,
        workers: DaemonExecutor,
        pause: Callable[[float], None],
        waits: Waits,
    ) -> None:
        self._client, self._planning, self._workers = client, planning, workers
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
        project = self._planning.project(addresses="fixed_ip" in frame)
        return table.checked(frame, project), project

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
            spec = replace(spec, network=self._planning.only_network())
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
        project = self._planning.project(addresses=bool(named.fixed_ip))
        spec = with_ids(named, project)
        refuse(problems(spec, project))
        if spec.network is None:
            spec = replace(spec, network=only_plug(project["networks"]))
        return self.launch_spec(spec)
