"""One cloud, as one user in one project: lists as DataFrames, and verbs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from canfar_jupyter import ports
from canfar_jupyter.cloud import acting
from canfar_jupyter.cloud.choosing import choose, is_id
from canfar_jupyter.cloud.identity import Identity
from canfar_jupyter.cloud.launching import Launch
from canfar_jupyter.cloud.reader import Early, Reader
from canfar_jupyter.cloud.reading import Reading
from canfar_jupyter.cloud.translation import saying
from canfar_jupyter.cloud.wire import Wire
from canfar_jupyter.cloud.workers import Workers
from canfar_jupyter.columns import SCHEMAS, frame
from canfar_jupyter.errors import Invalid, QuotaReached
from canfar_jupyter.problems import plugs, problems
from canfar_jupyter.spec import LaunchSpec, Server

if TYPE_CHECKING:
    import pandas as pd

WORDS = {  # what a list is called in a sentence
    "servers": "instances",
    "images": "images",
    "flavors": "flavors",
    "keypairs": "SSH keys",
    "security_groups": "security groups",
    "networks": "networks",
    "floating_ips": "floating IPs",
    "quotas": "quotas",
}


class Cloud:
    """What can be asked of a cloud.  Made by ``connect``.

    A name or an id serves wherever it is unambiguous.  Every method may raise a
    ``CloudError``: ``NotSignedIn``, ``NotAllowed``, ``Unreachable``, ``Busy`` and
    ``CloudFailure`` anywhere, and those that its own text names.
    """

    def __init__(self, wire: Wire, identity: Identity) -> None:
        self.identity = identity
        self._wire = wire
        self._workers = Workers(8, f"canfar-{identity.cloud}")
        self._reader = Reader(wire, identity.project_id, self._workers)
        self._pause: Callable[[float], None] = time.sleep

    def __repr__(self) -> str:
        i = self.identity
        return f"<Cloud {i.cloud}: project {i.project} as {i.user}>"

    # Lists ------------------------------------------------------------------------------

    def servers(self) -> pd.DataFrame:
        """List the project's instances."""
        return self._frame("servers")

    def images(self) -> pd.DataFrame:
        """List the images of the project, those shared with it or offered to it, public ones."""
        return self._frame("images")

    def flavors(self) -> pd.DataFrame:
        """List the sizes an instance can have."""
        return self._frame("flavors")

    def keypairs(self) -> pd.DataFrame:
        """List your public keys."""
        return self._frame("keypairs")

    def security_groups(self) -> pd.DataFrame:
        """List the sets of rules that let traffic in."""
        return self._frame("security_groups")

    def networks(self) -> pd.DataFrame:
        """List the networks of the project and those it can reach."""
        return self._frame("networks")

    def floating_ips(self) -> pd.DataFrame:
        """List the project's addresses that are reached from outside."""
        return self._frame("floating_ips")

    def quotas(self) -> pd.DataFrame:
        """List what the project may have, and has."""
        return self._frame("quotas")

    def _frame(self, name: str) -> pd.DataFrame:
        reading = self.read(name)
        made = frame(SCHEMAS[name], reading.columns)
        made.attrs["partial"] = reading.partial
        return made

    def read(self, name: str, early: Early | None = None) -> Reading:
        """Read every row of one list.

        Args:
            name: A name of ``columns.SCHEMAS``.
            early: Called with the first rows of a long list while the others are under way.

        Returns:
            The rows as columns; ``partial`` says so when some could not be had.
        """
        with saying(f"list the {WORDS[name]}"):
            return self._reader.read(name, early)

    def read_changes(self, name: str, since: datetime) -> Reading:
        """Read the rows of ``servers`` that changed since ``since`` by the cloud's clock."""
        if name != "servers":
            raise ValueError(f"{name} cannot be asked for changes")
        with saying("look for changed instances"):
            return self._reader.changes(since)

    def read_ids(self, name: str) -> set[str]:
        """Read only which ``servers`` there are."""
        if name != "servers":
            raise ValueError(f"{name} has no list of ids alone")
        with saying("list the instances"):
            return self._reader.server_ids()

    def read_some(self, name: str, ids: Iterable[str]) -> Reading:
        """Read only these ``images``; what is not in the answer has gone."""
        if name != "images":
            raise ValueError(f"{name} cannot be read in part")
        with saying("look at images"):
            return self._reader.some_images(ids)

    # Verbs ------------------------------------------------------------------------------

    def launch(
        self,
        name: str,
        *,
        image: str,
        flavor: str,
        key: str | None = None,
        security_groups: Iterable[str] = (),
        network: str | None = None,
        condor: bool = False,
        user_data: str | None = None,
    ) -> Server:
        """Launch one instance and return at once, while it is still building.

        Args:
            name: What to call it.
            image: Name or id.
            flavor: Name or id.
            key: Name of one of ``keypairs``; None: nobody can log in to most images.
            security_groups: Names or ids; none: the group "default".
            network: Name or id; None: the only one the project has.
            condor: Install HTCondor at first boot.
            user_data: Text for cloud-init, beside what ``condor`` adds.

        Raises:
            NotFound, Ambiguous: A name says nothing or too much.
            Invalid: It cannot work; ``field`` says which part.  Nothing was sent.
            QuotaReached: The project has no room for it.
        """
        needed = ("images", "flavors", "keypairs", "security_groups", "networks", "quotas")
        under_way = {n: self._workers.submit(self._reading_of(n)) for n in needed}
        project = {n: future.result().rows() for n, future in under_way.items()}
        spec = LaunchSpec(
            name=name,
            image=choose(image, project["images"], "image", "image"),
            flavor=choose(flavor, project["flavors"], "flavor", "flavor"),
            key=None if key is None else choose(key, project["keypairs"], "SSH key", "key"),
            security_groups=tuple(
                choose(group, project["security_groups"], "security group", "security_groups")
                for group in (
                    [security_groups] if isinstance(security_groups, str) else security_groups
                )
            ),
            network=None
            if network is None
            else choose(network, project["networks"], "network", "network"),
            condor=condor,
            user_data=user_data,
        )
        for problem in problems(spec, {**project, "servers": {}}):
            if problem.blocks:
                kind = QuotaReached if problem.field == "quota" else Invalid
                raise kind(problem.text, field=problem.field)
        if spec.network is None:
            spec = replace(spec, network=_only_plug(project["networks"]))
        return self.launch_spec(spec)

    def launch_spec(self, spec: LaunchSpec) -> Server:
        """Launch what ``spec`` says, without the checks of ``launch``.

        When the answer is lost the launch is looked for before it is asked for again, so that
        there are never two.

        Source: https://docs.openstack.org/api-ref/compute/#create-server
        """
        if spec.network is None:
            spec = replace(spec, network=_only_plug(self.read("networks").rows()))
        return Launch(self._wire, spec, self._pause).run()

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
        return acting.wait_until_active(self._wire, self._id_of(server), timeout, self._pause)

    def terminate(self, server: Server | str) -> None:
        """End an instance for good; its disks go with it.

        Source: https://docs.openstack.org/api-ref/compute/#delete-server
        """
        acting.terminate(self._wire, self._id_of(server))

    def snapshot(self, server: Server | str, name: str) -> str:
        """Make an image called ``name`` of an instance; return the image's id at once.

        Raises:
            Conflict: Another snapshot of it is under way, or it is still building.

        Source: https://docs.openstack.org/api-ref/compute/#create-image-createimage-action
        """
        return acting.snapshot(self._wire, self._id_of(server), name)

    def console_log(self, server: Server | str, lines: int | None = None) -> str:
        """Return what the instance has said while booting, at most the last MiB.

        Args:
            server: What ``launch`` returned, or a name or id.
            lines: Only the last so many; None: all that the cloud keeps.

        Source: https://docs.openstack.org/api-ref/compute/#show-console-output-os-getconsoleoutput-action
        """
        return acting.console_log(self._wire, self._id_of(server), lines)

    def import_key(self, name: str, public_key: str) -> str:
        """Give the cloud your public key; return its fingerprint as ssh-keygen shows it.

        Raises:
            Invalid: It is no usable public key (a private one is not sent anywhere).
            Conflict: You have a key of that name already.

        Source: https://docs.openstack.org/api-ref/compute/#import-or-create-keypair
        """
        return acting.import_key(self._wire, name, public_key)

    def create_security_group(self, name: str, description: str = "") -> str:
        """Make a security group that lets nothing in yet; return its id.

        Raises:
            QuotaReached: The project may not have more of them.

        Source: https://docs.openstack.org/api-ref/network/v2/#create-security-group
        """
        return acting.create_security_group(self._wire, name, description)

    def open_port(
        self, group: str, port: int = 22, cidr: str = ports.ANYWHERE, protocol: str = "tcp"
    ) -> None:
        """Let traffic to ``port`` in; no error when it is let in already.

        Args:
            group: Name or id of a security group.
            port: 1 to 65535.
            cidr: From where, such as "203.0.113.0/24"; an IPv6 range makes an IPv6 rule.
            protocol: "tcp" or "udp".

        Source: https://docs.openstack.org/api-ref/network/v2/#create-security-group-rule
        """
        if not is_id(group):
            groups = self.read("security_groups").rows()
            group = choose(group, groups, "security group", "security_groups")
        acting.open_port(self._wire, group, port, cidr, protocol)

    def _reading_of(self, name: str) -> Callable[[], Reading]:
        return lambda: self.read(name)

    def _id_of(self, server: Server | str) -> str:
        """Return the id; only a name costs a request."""
        if isinstance(server, Server):
            return server.id
        if is_id(server):
            return server
        with saying(f"find the instance {server}"):
            return choose(server, self._reader.server_names(), "instance")


def _only_plug(networks: dict[str, dict[str, Any]]) -> str:
    usable = list(plugs(networks))
    if len(usable) == 1:
        return usable[0]
    if usable:
        names = ", ".join(str(networks[id_]["name"]) for id_ in usable)
        raise Invalid(f"The project has several networks: choose one of {names}.", field="network")
    raise Invalid("The project has no network an instance can be plugged into.", field="network")


def _list_columns() -> None:
    """Write the columns of each list into its docstring, from the schema, so that it is true."""
    for name, schema in SCHEMAS.items():
        lines = "\n".join(f"            {c.name}: {c.doc or c.name}" for c in schema)
        method = getattr(Cloud, name)
        method.__doc__ = (
            f"{method.__doc__}\n\n        Returns:\n            A frame with index ``id`` and "
            f"the columns:\n\n{lines}\n"
        )


_list_columns()
