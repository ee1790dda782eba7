"""Each verb that changes something, as a trial: how it is prepared, done and counted.

What is counted is what the cloud holds, asked without the proxy: 0, 1, or more often than asked.
"""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

import pandas as pd

from canfar_jupyter.cloud import service_of
from canfar_jupyter.errors import CloudError
from tests.support.waiting import until

GROUPS, IPS = "/network/v2.0/security-groups", "/network/v2.0/floatingips"
IMAGES, SERVERS = "/image/v2/images", "/compute/v2.1/servers"
KEYS = "/compute/v2.1/os-keypairs"
OTHER = "f" * 32  # a project
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


class Allocate(Trial):
    looks = True
    path = IPS

    def do(self, cloud, world, made):
        cloud.allocate_floating_ip()

    def count(self, world, made):
        return len(world.plain.floating_ips())


class Associate(Trial):
    method, path = "PUT", IPS + "/.*"

    def prepare(self, world):
        return world.plain.allocate_floating_ip()

    def do(self, cloud, world, made):
        cloud.associate_floating_ip(world.server, made)

    def count(self, world, made):
        return int(world.plain.floating_ips().loc[made, "server_id"] == world.server)


class Disassociate(Associate):
    def prepare(self, world):
        made = world.plain.allocate_floating_ip()
        world.plain.associate_floating_ip(world.server, made)
        return made

    def do(self, cloud, world, made):
        cloud.disassociate_floating_ip(made)

    def count(self, world, made):
        return 1 - super().count(world, made)


class Release(Trial):
    method, path = "DELETE", IPS + "/.*"

    def prepare(self, world):
        return world.plain.allocate_floating_ip()

    def do(self, cloud, world, made):
        cloud.release_floating_ip(made)

    def count(self, world, made):
        return 1 - len(world.plain.floating_ips())


class ImportKey(Trial):
    looks = True
    path = KEYS

    def do(self, cloud, world, made):
        cloud.import_key(world.name, world.key)

    def count(self, world, made):
        return world.has("compute", f"/os-keypairs/{world.name}")


class CreateKey(ImportKey):
    def do(self, cloud, world, made):
        cloud.create_key(world.name)


class DeleteKey(ImportKey):
    method, path = "DELETE", KEYS + "/.*"

    def prepare(self, world):
        world.plain.import_key(world.name, world.key)

    def do(self, cloud, world, made):
        cloud.delete_key(world.name)

    def count(self, world, made):
        return 1 - super().count(world, made)


class CreateGroup(Trial):
    looks = True
    path = GROUPS

    def do(self, cloud, world, made):
        cloud.create_security_group(world.name)

    def count(self, world, made):
        return len(world.named("security_groups"))


class CreateGroupOfThatName(CreateGroup):
    """Another of that name was there before: Neutron allows that."""

    def prepare(self, world):
        return world.group()

    def count(self, world, made):
        return super().count(world, made) - 1


class UpdateGroup(Trial):
    method, path = "PUT", GROUPS + "/.*"

    def prepare(self, world):
        return world.group()

    def do(self, cloud, world, made):
        cloud.update_security_group(made, description="new")

    def count(self, world, made):
        return int(world.plain.security_groups().loc[made, "description"] == "new")


class DeleteGroup(CreateGroup):
    method, path = "DELETE", GROUPS + "/.*"

    def prepare(self, world):
        return world.group()

    def do(self, cloud, world, made):
        cloud.delete_security_group(made)

    def count(self, world, made):
        return 1 - super().count(world, made)


class AddRule(Trial):
    path = "/network/v2.0/security-group-rules"

    def prepare(self, world):
        return world.group()

    def do(self, cloud, world, made):
        cloud.open_port(made, 22)

    def count(self, world, made):
        rules = world.plain.security_groups().loc[made, "rules"]
        return sum(rule.port_min == 22 for rule in rules)


class AddAnyRule(AddRule):
    def do(self, cloud, world, made):
        cloud.add_rule(made, port_min=22, port_max=22)


class DeleteRule(AddRule):
    rule = ""
    method, path = "DELETE", "/network/v2.0/security-group-rules/.*"

    def prepare(self, world):
        group = world.group()
        self.rule = world.plain.open_port(group, 22)
        return group

    def do(self, cloud, world, made):
        cloud.delete_rule(self.rule)

    def count(self, world, made):
        return 1 - super().count(world, made)


class Snapshot(Trial):
    looks = True
    path = SERVERS + "/.*/action"

    def prepare(self, world):
        world.settle()

    def do(self, cloud, world, made):
        cloud.snapshot(world.server, world.name)

    def count(self, world, made):
        return len(world.named("images"))

    def clear(self, world, made):
        world.settle()
        world.remove_images()


class CreateImage(Trial):
    looks = True
    path = IMAGES

    def do(self, cloud, world, made):
        cloud.create_image(world.name, path=world.disk)

    def count(self, world, made):
        return len(world.named("images"))


class Upload(CreateImage):
    """The bytes were read once: they cannot be sent again."""

    repeatable = False
    method, path = "PUT", IMAGES + "/.*/file"


class Protect(CreateImage):
    method, path = "PATCH", IMAGES + "/.*"

    def do(self, cloud, world, made):
        cloud.create_image(world.name, path=world.disk, protected=True)


class WebImage(CreateImage):
    path = IMAGES + "/.*/import"

    def do(self, cloud, world, made):
        cloud.create_image(world.name, url=world.url, via="cloud")


class UpdateImage(Trial):
    method, path = "PATCH", IMAGES + "/.*"

    def prepare(self, world):
        made = world.image()
        world.plain.update_image(made, properties={"old": "1"})
        return made

    def do(self, cloud, world, made):
        cloud.update_image(made, min_disk_gib=3, properties={"old": None, "a/b": "2"})

    def count(self, world, made):
        image = world.plain.image_details(made)
        return int((image["min_disk"], image.get("old"), image.get("a/b")) == (3, None, "2"))


class Share(Trial):
    path = IMAGES + "/.*/members"

    def prepare(self, world):
        return world.image()

    def do(self, cloud, world, made):
        cloud.share_image(made, OTHER)

    def count(self, world, made):
        return len(world.plain.image_members(made))


class Unshare(Share):
    method, path = "DELETE", IMAGES + "/.*/members/.*"

    def prepare(self, world):
        made = world.image()
        world.plain.share_image(made, OTHER)
        return made

    def do(self, cloud, world, made):
        cloud.unshare_image(made, OTHER)

    def count(self, world, made):
        return 1 - super().count(world, made)


class Accept(Trial):
    """Of another project's image, which is shared with ours."""

    method, path = "PUT", IMAGES + "/.*/members/.*"
    status = "accepted"

    def prepare(self, world):
        made = world.other.create_image(world.name, path=world.disk)
        world.other.share_image(made, world.plain.identity.project_id)
        return made

    def do(self, cloud, world, made):
        cloud.accept_image(made)

    def count(self, world, made):
        return sum(one.status == self.status for one in world.other.image_members(made))

    def clear(self, world, made):
        world.other.delete_image(made)


class Decline(Accept):
    status = "rejected"

    def prepare(self, world):
        made = super().prepare(world)
        world.plain.accept_image(made)
        return made

    def do(self, cloud, world, made):
        cloud.decline_image(made)


class Deactivate(Trial):
    path = IMAGES + "/.*/actions/.*"

    def prepare(self, world):
        return world.image()

    def do(self, cloud, world, made):
        cloud.deactivate_image(made)

    def count(self, world, made):
        return int(world.plain.image_details(made)["status"] == "deactivated")


class Reactivate(Deactivate):
    def prepare(self, world):
        made = world.image()
        world.plain.deactivate_image(made)
        return made

    def do(self, cloud, world, made):
        cloud.reactivate_image(made)

    def count(self, world, made):
        return 1 - super().count(world, made)


class DeleteImage(Trial):
    method, path = "DELETE", IMAGES + "/.*"

    def prepare(self, world):
        return world.image()

    def do(self, cloud, world, made):
        cloud.delete_image(made)

    def count(self, world, made):
        return 1 - len(world.named("images"))


class Reboot(Trial):
    """Not one of the package's own: a row of ``model.verbs`` makes it a verb."""

    path = SERVERS + "/.*/action"
    verb = action = "reboot"
    looks = True

    def prepare(self, world):
        world.settle()
        return world.begun(self.action)

    def do(self, cloud, world, made):
        getattr(cloud, self.verb)(world.server)

    def count(self, world, made):
        return world.begun(self.action) - made

    def clear(self, world, made):
        pass


class Start(Reboot):
    verb = action = "start"

    def prepare(self, world):
        world.settle()
        world.ask("compute", "POST", f"/servers/{world.server}/action", {"os-stop": None})
        world.settle("SHUTOFF")
        return world.begun(self.action)

    def clear(self, world, made):
        with contextlib.suppress(CloudError):
            world.plain.start(world.server)
        world.settle()


class Launch(Trial):
    looks = True
    path = SERVERS
    number = 1  # instances that one request makes

    def do(self, cloud, world, made):
        cloud.launch(world.name, **PARTS)

    def count(self, world, made):
        return len(world.instances()) / self.number

    def clear(self, world, made):
        for id_ in world.instances():
            world.plain.terminate(id_)


class LaunchOfThatName(Launch):
    """Another of that name was there before: Nova allows that."""

    def prepare(self, world):
        return world.plain.launch(world.name, **PARTS).id

    def count(self, world, made):
        return super().count(world, made) - 1


class LaunchCopies(Launch):
    number = 3

    def do(self, cloud, world, made):
        cloud.launch_copies(world.name, self.number, **PARTS)


class LaunchFromVolume(Launch):
    def do(self, cloud, world, made):
        cloud.launch(world.name, volume_gib=20, **PARTS)


class LaunchCopiesFromVolumes(LaunchCopies):
    def do(self, cloud, world, made):
        cloud.launch_copies(world.name, self.number, volume_gib=20, **PARTS)


class LaunchTable(Launch):
    def do(self, cloud, world, made):
        cloud.launch_many(pd.DataFrame([{"name": world.name, **PARTS}]))


class Terminate(Trial):
    looks = True
    method, path = "DELETE", SERVERS + "/.*"

    def prepare(self, world):
        return world.plain.launch(world.name, **PARTS).id

    def do(self, cloud, world, made):
        cloud.terminate(made)

    def count(self, world, made):
        rows = world.plain.servers()
        return int(made not in rows.index or rows.loc[made, "task"] == "deleting")

    def clear(self, world, made):
        with contextlib.suppress(CloudError):
            world.plain.terminate(made)


TRIALS = [
    *(Allocate, Associate, Disassociate, Release, ImportKey, CreateKey, DeleteKey),
    *(CreateGroup, CreateGroupOfThatName, UpdateGroup, DeleteGroup),
    *(AddRule, AddAnyRule, DeleteRule),
    *(Snapshot, CreateImage, Upload, Protect, WebImage, UpdateImage, DeleteImage),
    *(Share, Unshare, Accept, Decline, Deactivate, Reactivate),
    *(Launch, LaunchOfThatName, LaunchCopies, LaunchFromVolume, LaunchCopiesFromVolumes),
    *(LaunchTable, Reboot, Start, Terminate),
]
