"""What is known of a launch before it is made: what fits, what is wrong, what is offered."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from canfar_jupyter.cloud.base.names import choose
from canfar_jupyter.cloud.faults.translation import translating
from canfar_jupyter.cloud.http.client import HttpClient
from canfar_jupyter.cloud.http.executor import DaemonExecutor
from canfar_jupyter.cloud.launch import subnets
from canfar_jupyter.cloud.launch.from_instance import spec_of
from canfar_jupyter.cloud.launch.names import only_plug, with_ids
from canfar_jupyter.cloud.launch.options import Offers, offers
from canfar_jupyter.cloud.lists.frames import Lists
from canfar_jupyter.cloud.lists.reading import Reading
from canfar_jupyter.errors import CloudError
from canfar_jupyter.model.instances.server import Server
from canfar_jupyter.model.launch import sizing
from canfar_jupyter.model.launch.problems import problems
from canfar_jupyter.model.launch.spec import LaunchSpec, Problem

if TYPE_CHECKING:
    import pandas as pd

NEEDED = ("images", "flavors", "keypairs", "security_groups", "networks", "quotas")
Rows = dict[str, dict[str, Any]]


class Planning:
    """Looks before a launch; changes nothing.

    Args:
        client: The HTTP client of the cloud.
        lists: The lists of the project.
        workers: Run several requests at a time.
    """

    def __init__(self, client: HttpClient, lists: Lists, workers: DaemonExecutor) -> None:
        self._client, self._lists, self._workers = client, lists, workers

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
        project = self.project()
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
        project = self.project(addresses=bool(spec.fixed_ip))
        project |= {name: one.rows() for name, one in lists.items()}
        return problems(with_ids(spec, project), project)

    def spec_of(self, server: Server | str) -> LaunchSpec:
        """Return the launch that would create another instance like this one.

        The user data is not included: Nova does not return it.

        Source: https://docs.openstack.org/api-ref/compute/#show-server-details
        """
        id_ = self._lists.server_id(server)
        project = self.project()
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

    def project(self, *, addresses: bool = False) -> dict[str, Rows]:
        """Read what a launch is checked against, concurrently.

        Args:
            addresses: The subnets as well; where they are not visible they are not known.

        Returns:
            The rows of each list by id; "servers" and "floating_ips" are left empty.
        """
        under_way = {name: self._workers.submit(self._reading_of(name)) for name in NEEDED}
        project = {name: future.result().rows() for name, future in under_way.items()}
        project |= {"servers": {}, "floating_ips": {}}
        if addresses:
            with suppress(CloudError):
                project["subnets"] = self.subnets()
        return project

    def only_network(self) -> str:
        """Return the id of the only network that instances can be on.

        Raises:
            Invalid: There is none, or there are several.
        """
        return only_plug(self._lists.read("networks").rows())

    def _reading_of(self, name: str) -> Callable[[], Reading]:
        return lambda: self._lists.read(name)
