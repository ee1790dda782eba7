"""The parts of one cloud, which share one client, one reader and one pause."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from canfar_jupyter.cloud.base.identity import Identity
from canfar_jupyter.cloud.base.own_address import own_address
from canfar_jupyter.cloud.consoles.verbs import Consoles
from canfar_jupyter.cloud.http.client import HttpClient
from canfar_jupyter.cloud.http.executor import DaemonExecutor
from canfar_jupyter.cloud.images.verbs import Images
from canfar_jupyter.cloud.instances.access import Access
from canfar_jupyter.cloud.instances.verbs import Instances
from canfar_jupyter.cloud.keys.verbs import Keys
from canfar_jupyter.cloud.launch.planning import Planning
from canfar_jupyter.cloud.launch.verbs import Launches
from canfar_jupyter.cloud.lists.frames import Lists
from canfar_jupyter.cloud.lists.reader import Reader
from canfar_jupyter.cloud.network.security_groups import SecurityGroups
from canfar_jupyter.cloud.network.verbs import FloatingIPs


class Service:
    """What the state layer uses; users have ``Cloud``, which forwards to the parts.

    Args:
        client: The HTTP client of the cloud.
        identity: Who is signed in where.
        machines: See ``gateways``.
        console_hosts: ``canfar_console_hosts`` of clouds.yaml.
        pause: Waits the given number of seconds.
    """

    def __init__(
        self,
        client: HttpClient,
        identity: Identity,
        machines: str = "",
        console_hosts: Any = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.client, self.identity, self.pause = client, identity, pause
        workers = DaemonExecutor(8, f"canfar-{identity.cloud}")
        self.lists = lists = Lists(Reader(client, identity.project_id, workers))
        self.instances = Instances(client, lists, pause, self.own_address, machines)
        self.planning = Planning(client, lists, workers)
        self.launches = Launches(client, self.planning, workers, pause, self.instances)
        self.floating_ips = FloatingIPs(client, lists, identity, pause)
        self.security_groups = SecurityGroups(client, lists, pause)
        self.keys = Keys(client, pause)
        self.images = Images(client, lists, identity, pause)
        self.consoles = Consoles(client, lists, identity, console_hosts)

    @property
    def access(self) -> Access:
        """Questions about instances that have been launched."""
        return self.instances.access

    def own_address(self) -> str:
        """Return the address that this computer uses towards the cloud; "" if there is no route.

        The cloud sees a different one if it is translated on the way (NAT, a proxy):
        ``rules.is_behind_nat`` tells when that is likely.  Nothing is sent.
        """
        return own_address(self.identity.auth_url)
