"""A verb that changes something, as a trial: how it is prepared, done and counted.

What is counted is what the cloud holds, asked without the proxy: 0, 1, or more often than asked.
"""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

from canfar_jupyter.cloud import service_of
from tests.support.waiting import until

SERVERS = "/compute/v2.1/servers"
PARTS = {"image": "canfar-rocky-9", "flavor": "p1-1.5gb"}


@dataclass
class World:
    """What the trials share: the cloud as seen past the proxy, and what they are done to.

    ``other`` is the same cloud, signed in to another project.
    """

    plain: Any
    other: Any
    server: str
    key: str
    disk: str
    url: str
    number: int = 0

    @property
    def name(self) -> str:
        return f"trial-{self.number}"

    def ask(self, service, method, path, body=None):
        answer = service_of(self.plain).client.send(service, method, path, json=body)
        return answer.json() if answer.content else None

    def has(self, service, path):
        with contextlib.suppress(Exception):
            return int(self.ask(service, "GET", path) is not None)
        return 0

    def settle(self, status="ACTIVE"):
        def settled():
            row = self.ask("compute", "GET", f"/servers/{self.server}")["server"]
            return row["status"] == status and not row["OS-EXT-STS:task_state"]

        until(settled, f"the server is {status}")

    def named(self, kind):
        frame = getattr(self.plain, kind)()
        return [id_ for id_, name in frame["name"].items() if name == self.name]

    def begun(self, action):
        rows = self.ask("compute", "GET", f"/servers/{self.server}/os-instance-actions")
        return sum(row["action"] == action for row in rows["instanceActions"])

    def group(self):
        return self.plain.create_security_group(self.name)

    def remove_images(self):
        for id_ in self.named("images"):
            self.plain.update_image(id_, protected=False)
            self.plain.delete_image(id_)

    def instances(self):
        rows = self.plain.servers()
        ours = rows["name"].str.fullmatch(f"{self.name}(-[0-9]+)?")
        return list(rows.index[ours & (rows["task"] != "deleting")])

    def image(self):
        return self.plain.create_image(self.name, path=self.disk)


class Trial(ABC):
    """A verb.  ``made`` is what ``prepare`` returned; ``count`` is asked before and after."""

    method, path = "POST", ""
    repeatable = True  # a second request may do what the first did not
    looks = False  # what the first request made is looked for before there is a second

    def prepare(self, world):
        return None

    @abstractmethod
    def do(self, cloud, world, made):
        """Call the verb."""

    @abstractmethod
    def count(self, world, made):
        """Return how often it was done."""

    def clear(self, world, made):
        """Remove what the trial made and prepared."""
        service = self.path.split("/")[1]
        if service == "image":
            world.remove_images()
        elif "floatingips" in self.path:
            for id_ in world.plain.floating_ips().index:
                world.plain.release_floating_ip(id_)
        elif service == "network":
            for id_ in world.named("security_groups"):
                world.plain.delete_security_group(id_)
        else:
            world.plain.delete_key(world.name)
