"""One cloud, as one user in one project: lists as DataFrames, and verbs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from canfar_jupyter import ports
from canfar_jupyter.cloud import acting
from canfar_jupyter.cloud.access import Access
from canfar_jupyter.cloud.after_launch import AfterLaunch
from canfar_jupyter.cloud.choosing import choose, is_id
from canfar_jupyter.cloud.detailing import details
from canfar_jupyter.cloud.doctoring import examine
from canfar_jupyter.cloud.identity import Identity
from canfar_jupyter.cloud.launching import Launch
from canfar_jupyter.cloud.lists import Lists
from canfar_jupyter.cloud.naming import groups, only_plug, with_ids
from canfar_jupyter.cloud.reader import Reader
from canfar_jupyter.cloud.reading import Reading
from canfar_jupyter.cloud.translation import saying
from canfar_jupyter.cloud.wire import Wire
from canfar_jupyter.cloud.workers import Workers
from canfar_jupyter.details import Details
from canfar_jupyter.diagnosis import Diagnosis
from canfar_jupyter.problems import problems, refuse
from canfar_jupyter.spec import LaunchSpec, Server


class Cloud(Lists, AfterLaunch):
    """What can be asked of a cloud.  Made by ``connect``.

    A name or an id serves wherever it is unambiguous.  Every method may raise a
    ``CloudError``: ``NotSignedIn``, ``NotAllowed``, ``Unreachable``, ``Busy`` and
    ``CloudFailure`` anywhere, and those that its own text names.
    """

    def __init__(self, wire: Wire, identity: Identity, machines: str = "") -> None:
        self.identity = identity
        self._wire = wire
        self._workers = Workers(8, f"canfar-{identity.cloud}")
        super().__init__(Reader(wire, identity.project_id, self._workers))
        self._pause: Callable[[float], None] = time.sleep
        self.access = Access(self, wire, lambda seconds: self._pause(seconds), machines)

    def __repr__(self) -> str:
        i = self.identity
        return f"<Cloud {i.cloud}: project {i.project} as {i.user}>"

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
        named = LaunchSpec(
            name=name,
            image=image,
            flavor=flavor,
            key=key,
            security_groups=groups(security_groups),
            network=network,
            condor=condor,
            user_data=user_data,
        )
        [server] = self._launch(named)
        return server

    def launch_many(
        self,
        name: str,
        count: int,
        *,
        image: str,
        flavor: str,
        key: str | None = None,
        security_groups: Iterable[str] = (),
        network: str | None = None,
        condor: bool = False,
        user_data: str | None = None,
    ) -> list[Server]:
        """Launch ``count`` equal instances by one request: all of them, or none.

        They are called ``name``-1, ``name``-2...; all else is as for ``launch``.

        Raises:
            CloudFailure: The cloud shows fewer than were asked for; no more are asked for.
        """
        named = LaunchSpec(
            name=name,
            image=image,
            flavor=flavor,
            key=key,
            security_groups=groups(security_groups),
            network=network,
            condor=condor,
            user_data=user_data,
            count=count,
        )
        return self._launch(named)

    def _launch(self, named: LaunchSpec) -> list[Server]:
        """Find what the names mean, look for what is wrong, and send it."""
        needed = ("images", "flavors", "keypairs", "security_groups", "networks", "quotas")
        under_way = {n: self._workers.submit(self._reading_of(n)) for n in needed}
        project = {n: future.result().rows() for n, future in under_way.items()}
        spec = with_ids(named, project)
        refuse(problems(spec, {**project, "servers": {}}))
        if spec.network is None:
            spec = replace(spec, network=only_plug(project["networks"]))
        return self.launch_spec(spec)

    def launch_spec(self, spec: LaunchSpec) -> list[Server]:
        """Launch what ``spec`` says, as many as it counts, without the checks of ``launch``.

        When the answer is lost the launch is looked for before it is asked for again, so that
        there are never two.

        Raises:
            CloudFailure: The cloud shows fewer than were asked for; no more are asked for.

        Source: https://docs.openstack.org/api-ref/compute/#create-server
        """
        if spec.network is None:
            spec = replace(spec, network=only_plug(self.read("networks").rows()))
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

    def details_of(self, row: dict[str, Any]) -> Details:
        """As ``details``, of a row of the list of servers."""
        return details(self._wire, row)

    def _examine(self, id_: str) -> Diagnosis:
        return examine(self, self.access, self._wire, id_)

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
